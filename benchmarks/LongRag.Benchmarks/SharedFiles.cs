using System.Text.Json;
using LongRag.Ingest;

namespace LongRag.Benchmarks;

/// <summary>The real files of the shared material.</summary>
internal static class SharedFiles
{
    /// <summary>Paths of the files of a format that hold text.</summary>
    public static string[] WithText(string shared, string format) => [.. Lines(shared)
        .Where(e => e.GetProperty("file").GetString()!.StartsWith(format + "/", StringComparison.Ordinal) && e.GetProperty("outcome").GetString() == "text")
        .Select(e => PathOf(shared, e.GetProperty("file").GetString()!))];

    /// <summary>The lines of <c>expected.jsonl</c>.</summary>
    public static IEnumerable<JsonElement> Lines(string shared) => File.ReadLines(PathOf(shared, "expected.jsonl")).Select(line => JsonDocument.Parse(line).RootElement);

    public static string PathOf(string shared, string file) => Path.Combine(shared, "data", "files", file);

    public static SourceFile Source(string path) => new(Path.GetFileName(path), path, new FileInfo(path).Length);

    /// <summary>Reads with our reader, in process; returns the number of pages, or of documents where there are none.</summary>
    public static async Task<int> ReadAsync(IDocumentReader reader, string path)
    {
        await using var content = File.OpenRead(path);
        var pages = 0;
        await foreach (var item in reader.ReadAsync(new ReaderInput(Path.GetFileName(path), reader.MediaTypes.First(), content), new ReadOptions()))
            if (item is ReadItem.Parsed { Document: var document }) pages += Math.Max(1, document.PageStarts.Count);
        return pages;
    }
}
