using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests;

public sealed class PdfOcrTests
{
    private static readonly byte[] Picture = File.ReadAllBytes(Repository.PathOf("tests", "fixtures", "pdf", "sentence.jpg"));

    private static PdfFixture Scan()
    {
        var file = new PdfFixture();
        var image = file.AddStream(Picture, "/Type/XObject/Subtype/Image/Width 646/Height 52/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode");
        return file.Page("q 465 0 0 37 50 700 cm /I Do Q", resources: $"/XObject<</I {image} 0 R>>");
    }

    [Fact]
    public async Task Without_being_asked_nothing_is_recognised()
    {
        var items = await Scan().ReadAsync();
        Assert.Equal([IngestCodes.NoTextLayer], items.Codes());
        Assert.Empty(items.OfType<ReadItem.Parsed>());
    }

    [Fact]
    public async Task A_page_without_a_text_layer_is_recognised_where_it_is_asked_for()
    {
        Requires.Program("tesseract");
        var items = await Scan().ReadAsync(new ReadOptions { Ocr = true });
        Assert.Equal("The ferry leaves the northern quay at seven.", items.OnlyDocument().Text);
        Assert.Empty(items.Codes());
    }

    [Fact]
    public async Task A_language_that_is_not_installed_is_named()
    {
        Requires.Program("tesseract");
        var issue = Assert.Single((await Scan().ReadAsync(new ReadOptions { Ocr = true, OcrLanguage = "tlh" })).OfType<ReadItem.Issue>()).Value;
        Assert.Equal(IngestCodes.OcrUnavailable, issue.Code);
        Assert.Contains("'tlh'", issue.Message, StringComparison.Ordinal);
    }
}
