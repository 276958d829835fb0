using System.IO.Compression;
using System.Text;
using LongRag.TestKit;
using Xunit;
using static LongRag.Ingest.Tests.PdfFixture;

namespace LongRag.Ingest.Tests;

public sealed class PdfFailureTests
{
    [Fact]
    public async Task A_file_without_pages_says_so() => Assert.Equal([IngestCodes.NoPages], (await new PdfFixture().ReadAsync()).Codes());

    [Fact]
    public async Task A_page_tree_that_holds_itself_ends()
    {
        var file = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Size 3/Root 1 0 R>>\nstartxref\n0\n%%EOF"u8.ToArray();
        Assert.Single((await Reading.BytesAsync("a.pdf", file)).Codes(), code => code is IngestCodes.NoPages or IngestCodes.Corrupt);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("<</A ", ">>")]
    public async Task Nesting_without_end_is_refused(string open, string close)
    {
        var nested = new StringBuilder().Insert(0, open, 100_000).Append('1').Insert(open.Length * 100_000 + 1, close, 100_000).ToString();
        var items = await new PdfFixture().Page(At(50, 700, "text")).Catalog("/X " + nested).ReadAsync();
        Assert.Equal([IngestCodes.Corrupt], items.Codes());
    }

    [Fact]
    public async Task A_page_that_cannot_be_read_leaves_the_others()
    {
        var items = await new PdfFixture().Page(At(50, 700, "First page.")).Page(new string('[', 100_000)).Page(At(50, 700, "Third page.")).ReadAsync();
        Assert.Equal([IngestCodes.Corrupt], items.Codes());
        Assert.Equal("First page.\n\nThird page.", items.OnlyDocument().Text);
        Assert.Equal([0, 11, 11], items.OnlyDocument().PageStarts);
    }

    [Fact]
    public async Task A_stream_that_inflates_without_end_is_refused()
    {
        var spaces = new byte[160 * 1024 * 1024];
        Array.Fill(spaces, (byte)' ');
        var once = Deflate(spaces);
        var twice = Deflate(once);
        Assert.True(twice.Length < 2000, $"{twice.Length} bytes");
        var file = new PdfFixture().Page(At(50, 700, "text"));
        var bomb = file.AddStream(twice, "/Filter[/FlateDecode/FlateDecode]");
        var items = await file.Page("", $"/Contents {bomb} 0 R").ReadAsync();
        Assert.Equal([IngestCodes.DecompressionBomb], items.Codes());
    }

    [Fact]
    public async Task An_object_stream_that_holds_itself_is_refused()
    {
        const string Objects = "1 0 2 27 <</Type/Catalog/Pages 2 0 R>>  <</Type/Pages/Kids[]/Count 0>>";
        using var file = new MemoryStream();
        file.Write(Encoding.Latin1.GetBytes($"%PDF-1.5\n5 0 obj<</Type/ObjStm/N 2/First 9/Extends 5 0 R/Length {Objects.Length}>>stream\n{Objects}\nendstream endobj\n"));
        var at = (byte)file.Length;
        // Objects 1, 2 and 5 lie in stream 5.
        byte[] rows = [0, 0, 0, 0, 2, 0, 5, 0, 2, 0, 5, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 5, 0, 1, 0, at, 0];
        file.Write(Encoding.Latin1.GetBytes($"6 0 obj<</Type/XRef/Size 7/W[1 2 1]/Root 1 0 R/Length {rows.Length}>>stream\n"));
        file.Write(rows);
        file.Write(Encoding.Latin1.GetBytes($"\nendstream endobj\nstartxref\n{at}\n%%EOF"));
        Assert.Equal([IngestCodes.Corrupt], (await Reading.BytesAsync("a.pdf", file.ToArray())).Codes());
    }

    [Fact]
    public async Task A_cut_file_is_truncated()
    {
        var whole = new PdfFixture().Page(At(50, 700, "text")).ToBytes();
        Assert.Equal([IngestCodes.Truncated], (await Reading.BytesAsync("a.pdf", whole[..60])).Codes());
    }

    [Fact]
    public async Task A_wrong_table_of_objects_is_rebuilt()
    {
        var text = Encoding.Latin1.GetString(new PdfFixture().Page(At(50, 700, "Still here.")).ToBytes());
        var items = await Reading.BytesAsync("a.pdf", Encoding.Latin1.GetBytes(text.Replace("00000 n", "00001 n", StringComparison.Ordinal).Replace("startxref\n", "startxref\n9", StringComparison.Ordinal)));
        Assert.Equal("Still here.", items.OnlyDocument().Text);
    }

    [Fact]
    public async Task Encrypted_files_open_with_their_password_and_say_what_they_need()
    {
        var path = Requires.Shared("data", "files", "pdf", "encrypted-aes256-password.pdf");
        Assert.Equal([IngestCodes.Encrypted], (await Reading.FileAsync(path)).Codes());
        Assert.Equal([IngestCodes.Encrypted], (await Reading.FileAsync(path, new ReadOptions { Password = "wrong" })).Codes());
        Assert.Contains("pdf encryption test", (await Reading.FileAsync(path, new ReadOptions { Password = "foo" })).OnlyDocument().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_without_text_is_named_with_its_page()
    {
        var file = new PdfFixture().Page(At(50, 700, "Text."));
        var image = file.AddStream(new byte[100 * 100], "/Type/XObject/Subtype/Image/Width 100/Height 100/ColorSpace/DeviceGray/BitsPerComponent 8");
        var items = await file.Page("q 500 0 0 700 50 50 cm /I Do Q", resources: $"/XObject<</I {image} 0 R>>").ReadAsync();
        var issue = Assert.Single(items.OfType<ReadItem.Issue>()).Value;
        Assert.Equal((IngestCodes.NoTextLayer, true), (issue.Code, issue.IsWarning));
        Assert.Contains("1 of 2 pages", issue.Message, StringComparison.Ordinal);
        Assert.Equal("Text.", items.OnlyDocument().Text);
    }

    [Theory]
    [InlineData("eng; rm -rf")]
    [InlineData("--help")]
    [InlineData("")]
    public async Task A_language_that_is_none_is_refused(string language)
    {
        Assert.Equal([IngestCodes.OcrUnavailable], (await new PdfFixture().Page("").ReadAsync(new ReadOptions { Ocr = true, OcrLanguage = language })).Codes());
    }

    private static byte[] Deflate(byte[] data)
    {
        using var target = new MemoryStream();
        using (var stream = new ZLibStream(target, CompressionLevel.SmallestSize)) stream.Write(data);
        return target.ToArray();
    }
}
