using Xunit;

namespace LongRag.Ingest.Tests;

/// <summary>What holds of every document, whatever it was read from.</summary>
public sealed class EveryFormatTests
{
    public static IEnumerable<TheoryDataRow<string>> SharedFiles =>
        ((string[])["html", "md", "rst", "txt", "csv", "jsonl", "docx", "pptx", "xlsx", "epub", "pdf"]).SelectMany(ExpectedFiles.Names).Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(SharedFiles))]
    public async Task Passages_are_exact_spans_and_sections_tile_the_text(string file)
    {
        var collection = new Collection { Name = "default" };
        var builder = new DocumentBuilder(collection, EstimatedTokenCounter.Instance, new IngestionOptions());
        foreach (var item in (await Reading.FileAsync(TestKit.Requires.Shared("data", "files", file))).OfType<ReadItem.Parsed>())
        {
            var (document, passages) = builder.Build(item.Document, item.Document.Key ?? file, "text/plain", "hash");
            Assert.All(passages, p => Assert.Equal(p.Text, document.Text[p.Span.Start..p.Span.End]));
            Assert.Equal(passages.Count, passages.Select(p => p.Id).Distinct().Count());
            Assert.Equal(document.Text, Structurization.Of(document).Text);
        }
    }

    [Fact]
    public async Task A_file_that_grows_while_it_is_read_is_named()
    {
        using var folder = new TestKit.TemporaryFolder();
        var path = folder.Write("log.txt", "first line\n");
        await using var content = await FileContent.OpenAsync(new SourceFile("log.txt", path, 0), null, CancellationToken.None);
        await File.AppendAllTextAsync(path, "second line\n");
        var error = await Assert.ThrowsAsync<LongRagException>(() => content.CloseAsync(CancellationToken.None));
        Assert.Equal(IngestCodes.ChangedWhileRead, error.Code);
    }

    [Fact]
    public async Task A_record_again_under_other_options_has_another_hash()
    {
        var record = (await Reading.TextAsync("a.jsonl", """{"_id":"a","text":"# Head"}""")).OnlyDocument();
        var collection = new Collection { Name = "default" };
        Assert.NotEqual(
            DocumentBuilder.ContentHash(record.RecordHash!, collection, new IngestionOptions()),
            DocumentBuilder.ContentHash(record.RecordHash!, collection, new IngestionOptions { Reading = new ReadOptions { RecordFormat = "md" } }));
        Assert.NotEqual(
            DocumentBuilder.ContentHash(record.RecordHash!, collection, new IngestionOptions()),
            DocumentBuilder.ContentHash(record.RecordHash!, collection with { PassageTokens = 64 }, new IngestionOptions()));
    }
}
