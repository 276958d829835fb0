using System.Text;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests;

/// <summary>Reads files and bytes as an ingest does, and gives errors as issues.</summary>
public static class Reading
{
    public static async Task<IReadOnlyList<ReadItem>> FileAsync(string path, ReadOptions? options = null, string? key = null)
    {
        var items = new List<ReadItem>();
        try
        {
            await using var content = await FileContent.OpenAsync(new SourceFile(key ?? Path.GetFileName(path), path, 0), null, CancellationToken.None);
            await using var sought = ReaderCatalog.IsIsolated(content.MediaType) ? File.OpenRead(path) : null;
            var input = sought is null ? content.Input : content.Input with { Content = sought };
            await foreach (var item in ReaderCatalog.Find(content.MediaType).ReadAsync(input, options ?? new ReadOptions())) items.Add(item);
            await content.CloseAsync(CancellationToken.None);
        }
        catch (LongRagException e)
        {
            items.Add(new ReadItem.Issue(new IngestIssue(path, "read", e.Code, e.Message, IngestCodes.IsWarning(e.Code))));
        }

        return items;
    }

    public static async Task<IReadOnlyList<ReadItem>> BytesAsync(string name, byte[] bytes, ReadOptions? options = null)
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf(name);
        await File.WriteAllBytesAsync(path, bytes);
        return await FileAsync(path, options);
    }

    public static Task<IReadOnlyList<ReadItem>> TextAsync(string name, string text, ReadOptions? options = null) => BytesAsync(name, Encoding.UTF8.GetBytes(text), options);

    public static ParsedDocument OnlyDocument(this IReadOnlyList<ReadItem> items) => Assert.Single(items.OfType<ReadItem.Parsed>()).Document;

    public static IReadOnlyList<string> Codes(this IReadOnlyList<ReadItem> items) => [.. items.OfType<ReadItem.Issue>().Select(i => i.Value.Code)];
}
