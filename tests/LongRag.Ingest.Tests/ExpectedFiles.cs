using System.Text.Json;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests;

/// <summary>What a right reader finds in the shared files: <c>expected.jsonl</c>, asserted with <see cref="ExpectedFile"/>.</summary>
public static class ExpectedFiles
{
    /// <summary>The lines of one format, e.g. <c>html</c>.</summary>
    public static IEnumerable<JsonElement> Of(string format) =>
        File.ReadLines(Requires.Shared("data", "files", "expected.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).Where(e => e.GetProperty("file").GetString()!.StartsWith(format + "/", StringComparison.Ordinal));

    /// <summary>Names of the files of one format, or none where the shared material is absent.</summary>
    public static IEnumerable<string> Names(string format)
    {
        var root = Environment.GetEnvironmentVariable("LONGRAG_SHARED") is { Length: > 0 } named ? named : Repository.PathOf("..", "shared");
        var path = Path.Combine(root, "data", "files", "expected.jsonl");
        return File.Exists(path) ? Of(format).Select(e => e.GetProperty("file").GetString()!) : ["(absent)"];
    }

    /// <summary>Reads a shared file and asserts everything that is expected of it.</summary>
    public static async Task CheckAsync(string file)
    {
        var (findings, items) = await CompareAsync(file);
        foreach (var document in items.OfType<ReadItem.Parsed>()) Invariants.Hold(document.Document);
        Assert.True(findings.Wrong.Count == 0, string.Join('\n', findings.Wrong));
    }

    /// <summary>The figure of the <c>stretch</c> of a shared file: how many of its strings are found, of how many.</summary>
    public static async Task<(int Found, int Of)> StretchAsync(string file) => (await CompareAsync(file)).Findings.Stretch;

    private static async Task<(ExpectedFile.Findings Findings, IReadOnlyList<ReadItem> Items)> CompareAsync(string file)
    {
        var expected = Of(file.Split('/')[0]).Single(e => e.GetProperty("file").GetString() == file);
        var items = await Reading.FileAsync(Requires.Shared("data", "files", file), new ReadOptions { WholePage = true });
        return (ExpectedFile.Compare(expected, items), items);
    }
}
