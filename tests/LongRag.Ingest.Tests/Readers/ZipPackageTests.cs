using System.Text;
using System.Xml;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests.Readers;

public sealed class ZipPackageTests
{
    private const int Million = 1_000_000;

    [Fact]
    public void Parts_are_found_in_any_case_and_read_whole()
    {
        var package = Open(new RawZip().Add("a/One.xml", "first"u8.ToArray()).Add("b.txt", "second"u8.ToArray(), stored: true).Finish());
        Assert.Equal(["a/One.xml", "b.txt"], package.Parts.Select(part => part.Name));
        Assert.Equal("first", Text(package.Open("A/one.XML")));
        Assert.Equal("second", Text(package.Open("b.txt")));
    }

    [Fact]
    public void Bytes_in_front_of_a_container_are_stepped_over() =>
        Assert.Equal("first", Text(Open([.. "junk before"u8, .. RawZip.Of(("a", "first"))]).Open("a")));

    [Fact]
    public void Backslashes_are_slashes() => Assert.Equal("first", Text(Open(RawZip.Of((@"xl\a.xml", "first"))).Open("xl/a.xml")));

    [Theory]
    [InlineData("../evil.xml")]
    [InlineData("a/../../evil.xml")]
    [InlineData("/etc/passwd")]
    [InlineData(@"..\evil.xml")]
    [InlineData(@"a\..\..\evil.xml")]
    [InlineData(@"C:\evil.xml")]
    [InlineData(@"\\host\evil.xml")]
    [InlineData("a\0b")]
    public void Names_that_lead_out_are_refused(string name)
    {
        var error = Assert.Throws<LongRagException>(() => Open(RawZip.Of((name, "x"))));
        Assert.Equal(IngestCodes.CorruptArchive, error.Code);
        Assert.Contains("leads out of the container", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_file_is_a_corrupt_archive()
    {
        var whole = RawZip.Of(("a", "first"), ("b", "second"));
        for (var length = 0; length < whole.Length; length++) Shown.Throws(IngestCodes.CorruptArchive, () => Open(whole[..length]));
    }

    [Fact]
    public void A_number_of_parts_that_is_not_there_is_a_corrupt_archive()
    {
        Shown.Throws(IngestCodes.CorruptArchive, () => Open(new RawZip().Add("a", [1]).Finish(count: 9)));
        Shown.Throws(IngestCodes.CorruptArchive, () => Open(new RawZip().Add("a", [1]).Finish(count: 50_000)));
    }

    [Fact]
    public void Parts_that_share_bytes_are_a_bomb()
    {
        var zip = new RawZip().Add("a.xml", new byte[1000]);
        for (var i = 0; i < 50; i++) zip.AddAgain($"b{i}.xml", 0, 10, 1000);
        Shown.Throws(IngestCodes.DecompressionBomb, () => Open(zip.Finish()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1000u)]
    [InlineData(uint.MaxValue - 1)]
    public void A_part_that_grows_beyond_reason_is_a_bomb_whatever_it_claims(uint? declared)
    {
        var bomb = new RawZip().Add("a.xml", new byte[40 * Million], declared).Finish();
        Assert.True(bomb.Length < 100_000);
        var package = Open(bomb);
        Shown.Throws(IngestCodes.DecompressionBomb, () => package.Open("a.xml").CopyTo(Stream.Null));
        Shown.Throws(IngestCodes.DecompressionBomb, () => ZipPackage.Check(new MemoryStream(bomb), "a.zip"));
    }

    [Fact]
    public void Many_parts_that_grow_together_are_a_bomb()
    {
        var zip = new RawZip();
        for (var i = 0; i < 12; i++) zip.Add($"{i}.xml", new byte[30 * Million]);
        var bomb = zip.Finish();
        Shown.Throws(IngestCodes.DecompressionBomb, () => ZipPackage.Check(new MemoryStream(bomb), "a.zip"));
        var package = Open(bomb);
        Shown.Throws(IngestCodes.DecompressionBomb, () => { foreach (var part in package.Parts) package.Open(part).CopyTo(Stream.Null); });
    }

    [Fact]
    public void A_part_that_is_read_twice_counts_once()
    {
        var package = Open(new RawZip().Add("a.xml", new byte[30 * Million]).Finish());
        for (var i = 0; i < 12; i++) package.Open("a.xml").CopyTo(Stream.Null);
    }

    [Fact]
    public void A_part_larger_than_a_library_may_load_is_too_large() =>
        Shown.Throws(IngestCodes.TooLarge, () => ZipPackage.Check(new MemoryStream(new RawZip().Add("a.xml", new byte[2 * Million]).Finish()), "a.zip", mostPartBytes: Million));

    [Fact]
    public void The_framework_reads_no_further_than_a_part_claims()
    {
        // ZipPackage.Check leaves pictures uncounted for this reason.
        using var archive = new System.IO.Compression.ZipArchive(new MemoryStream(new RawZip().Add("a.png", new byte[Million], declared: 1000).Finish()));
        using var inflated = new MemoryStream();
        archive.Entries[0].Open().CopyTo(inflated);
        Assert.Equal(1000, inflated.Length);
    }

    [Fact]
    public void A_part_that_is_not_what_its_sum_says_is_a_corrupt_archive()
    {
        Shown.Throws(IngestCodes.CorruptArchive, () => Text(Open(new RawZip().AddCompressed("a", "changed"u8.ToArray(), 0, 7, 0x1234).Finish()).Open("a")));
        Shown.Throws(IngestCodes.CorruptArchive, () => Text(Open(new RawZip().Add("a", "words"u8.ToArray(), declared: 9).Finish()).Open("a")));
        Shown.Throws(IngestCodes.CorruptArchive, () => Text(Open(new RawZip().AddCompressed("a", [0xFF, 0xFF], 8, 7, 0).Finish()).Open("a")));
    }

    [Fact]
    public void A_part_that_is_missing_encrypted_or_of_an_unknown_method_is_named()
    {
        Shown.Throws(IngestCodes.CorruptArchive, () => Open(RawZip.Of(("a", "x"))).Open("b"));
        Shown.Throws(IngestCodes.Encrypted, () => Open(new RawZip().Add("a", [1], flags: 1).Finish()).Open("a"));
        Shown.Throws(IngestCodes.CorruptArchive, () => Open(new RawZip().AddCompressed("a", [1], 12, 1, 0).Finish()).Open("a"));
    }

    [Fact]
    public void Random_damage_gives_named_errors_only()
    {
        var whole = new RawZip().Add("[Content_Types].xml", Encoding.UTF8.GetBytes(ContentTypes("a"))).Add("b.xml", new byte[500]).Add("c", "third"u8.ToArray(), stored: true).Finish();
        for (var seed = 0; seed < 3000; seed++)
        {
            var damaged = Damage.Bytes(whole, seed);
            Damage.Holds(seed, () =>
            {
                MediaTypes.Of("a.docx", damaged, isWhole: true);
                var package = Open(damaged);
                foreach (var part in package.Parts) package.Open(part).CopyTo(Stream.Null);
            });
        }
    }

    [Theory]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", MediaTypes.Docx)]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml", MediaTypes.Docx)]
    [InlineData("application/vnd.ms-word.document.macroEnabled.main+xml", MediaTypes.Docm)]
    [InlineData("application/vnd.ms-word.template.macroEnabledTemplate.main+xml", MediaTypes.Docm)]
    [InlineData("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml", MediaTypes.Pptx)]
    [InlineData("application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml", MediaTypes.Pptx)]
    [InlineData("application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml", MediaTypes.Pptm)]
    [InlineData("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", MediaTypes.Xlsx)]
    [InlineData("application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml", MediaTypes.Xlsx)]
    [InlineData("application/vnd.ms-excel.sheet.macroEnabled.main+xml", MediaTypes.Xlsm)]
    [InlineData("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "application/vnd.ms-excel.sheet.binary.macroEnabled.12")]
    [InlineData("application/vnd.openxmlformats-officedocument.theme+xml", "application/zip")]
    public void Office_files_are_known_by_the_type_of_their_main_part(string contentType, string mediaType) =>
        Assert.Equal(mediaType, MediaTypes.Of("a.bin", RawZip.Of(("[Content_Types].xml", ContentTypes(contentType))), isWhole: true));

    [Fact]
    public void Books_are_known_by_their_mimetype_or_their_container()
    {
        Assert.Equal(MediaTypes.Epub, MediaTypes.Of("a.zip", RawZip.Of(("mimetype", "application/epub+zip")), isWhole: true));
        Assert.Equal(MediaTypes.Epub, MediaTypes.Of("a.zip", RawZip.Of(("META-INF/container.xml", "<container/>")), isWhole: true));
    }

    [Theory]
    [InlineData("a.docx", MediaTypes.Docx)]
    [InlineData("a.PPSX", MediaTypes.Pptx)]
    [InlineData("a.xltm", MediaTypes.Xlsm)]
    [InlineData("a.epub", MediaTypes.Epub)]
    [InlineData("a.zip", "application/zip")]
    public void Damaged_containers_are_known_by_their_name(string name, string mediaType)
    {
        Assert.Equal(mediaType, MediaTypes.Of(name, RawZip.Of(("a", "x")).AsSpan()[..^9], isWhole: true));
        Assert.Equal(mediaType, MediaTypes.Of(name, RawZip.Of(("a", "x")), isWhole: false));
    }

    [Fact]
    public void A_container_of_which_only_the_head_is_at_hand_is_known_by_its_first_parts()
    {
        Assert.Equal(MediaTypes.Xlsx, MediaTypes.Of("a", RawZip.Of(("xl/workbook.xml", "x")), isWhole: false));
        Assert.Equal(MediaTypes.Epub, MediaTypes.Of("a", new RawZip().Add("mimetype", "application/epub+zip"u8.ToArray(), stored: true).Finish(), isWhole: false));
    }

    [Fact]
    public async Task A_container_longer_than_the_head_is_known_by_its_end()
    {
        var filler = new byte[200_000];
        new Random(1).NextBytes(filler);
        var zip = new RawZip().Add("media.bin", filler).Add("[Content_Types].xml", Encoding.UTF8.GetBytes(ContentTypes("application/vnd.ms-excel.sheet.macroEnabled.main+xml"))).Finish();
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("a.dat");
        await File.WriteAllBytesAsync(path, zip);
        await using var content = await FileContent.OpenAsync(new SourceFile("a.dat", path, 0), null, CancellationToken.None);
        Assert.Equal(MediaTypes.Xlsm, content.MediaType);
    }

    [Fact]
    public void A_word_file_that_is_a_page_is_a_page() =>
        Assert.Equal(MediaTypes.Html, MediaTypes.Of("a.docx", "<html><body>Words</body></html>"u8, isWhole: true));

    [Fact]
    public void The_header_of_a_pdf_may_stand_behind_other_lines()
    {
        Assert.Equal(MediaTypes.Pdf, MediaTypes.Of("a.pdf", "HTTP/1.1 200 OK\n\n%PDF-1.4\n"u8, isWhole: true));
        Assert.Equal(MediaTypes.Pdf, MediaTypes.Of("a", [0, 1, 2, 3, .. "%PDF-1.4\n"u8], isWhole: true));
        Assert.Equal(MediaTypes.PlainText, MediaTypes.Of("a.txt", "Such a file begins with %PDF-1.4 and a line end."u8, isWhole: true));
    }

    [Theory]
    [InlineData("docx/password.docx")]
    [InlineData("pptx/password.pptx")]
    [InlineData("xlsx/password.xlsx")]
    public async Task Office_files_under_a_password_say_so(string file)
    {
        var issue = Assert.Single((await Reading.FileAsync(Requires.Shared("data", "files", file))).OfType<ReadItem.Issue>()).Value;
        Assert.Equal(IngestCodes.Encrypted, issue.Code);
        Assert.Contains("not even with --password", issue.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entities_and_deep_nesting_are_refused()
    {
        const string Laughs = "<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;&b;\">]><a>&c;</a>";
        Assert.Throws<XmlException>(() => Walk(Laughs, allowsDocumentType: false));
        Assert.Throws<XmlException>(() => Walk(Laughs, allowsDocumentType: true));
        Assert.Throws<XmlException>(() => Walk("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>", allowsDocumentType: true));
        Shown.Throws(IngestCodes.TooDeep, () => Walk(string.Concat(Enumerable.Repeat("<a>", 100_000)), allowsDocumentType: false));
        Walk("<!DOCTYPE a PUBLIC \"x\" \"http://invalid/x.dtd\"><a>b</a>", allowsDocumentType: true);

        static void Walk(string xml, bool allowsDocumentType)
        {
            using var reader = SafeXml.Create(new MemoryStream(Encoding.UTF8.GetBytes(xml)), allowsDocumentType);
            while (SafeXml.Next(reader)) Assert.NotEqual(XmlNodeType.EntityReference, reader.NodeType);
        }
    }

    private static string ContentTypes(string main) =>
        $"""<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/a.xml" ContentType="{main}"/></Types>""";

    private static ZipPackage Open(byte[] bytes) => new(new MemoryStream(bytes), "a.zip");

    private static string Text(Stream part)
    {
        using var reader = new StreamReader(part);
        return reader.ReadToEnd();
    }
}
