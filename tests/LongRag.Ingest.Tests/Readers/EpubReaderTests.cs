using System.Text;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests.Readers;

public sealed class EpubReaderTests
{
    private const string Container = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/><rootfile full-path="other.opf"/></rootfiles></container>""";

    public static IEnumerable<TheoryDataRow<string>> SharedFiles => ExpectedFiles.Names("epub").Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(SharedFiles))]
    public Task Shared_files_read_as_expected(string file) => ExpectedFiles.CheckAsync(file);

    [Fact]
    public async Task Readings_beside_ideographs_are_kept_out_of_the_words()
    {
        var text = (await Reading.FileAsync(Requires.Shared("data", "files", "epub", "japanese-vertical.epub"))).OnlyDocument().Text;
        Assert.Contains("山路を登りながら、こう考えた。", text, StringComparison.Ordinal);
        Assert.Contains("意地を通せば窮屈だ。", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chapters_follow_the_spine()
    {
        var items = await ReadAsync(
            """<dc:title>The Book</dc:title><dc:creator>Ada</dc:creator><dc:creator>Bob</dc:creator><dc:language>en</dc:language><dc:subject>Ships</dc:subject>""",
            """<item id="b" href="b.xhtml" media-type="application/xhtml+xml"/><item id="a" href="text/a.xhtml" media-type="application/xhtml+xml"/><item id="n" href="n.xhtml" media-type="application/xhtml+xml"/><item id="c" href="cover.jpg" media-type="image/jpeg"/>""",
            """<itemref idref="c"/><itemref idref="a"/><itemref idref="n" linear="no"/><itemref idref="b"/><itemref idref="a"/>""",
            ("OPS/text/a.xhtml", Page("<h1>One</h1><p>First words.</p>")), ("OPS/b.xhtml", Page("<h2>Two</h2><p>Last words.</p>")), ("OPS/n.xhtml", Page("<p>A note.</p>")));
        var book = items.OnlyDocument();
        Assert.Equal(["h1 One", "p First words.", "p A note.", "h2 Two", "p Last words."], Shown.Blocks(book));
        Assert.Equal("The Book", book.Title);
        Assert.Equal("Ada, Bob", book.Metadata["author"].GetString());
        Assert.Equal("en", book.Metadata["language"].GetString());
        Assert.Equal("Ships", book.Metadata["keywords"][0].GetString());
        Assert.Empty(items.Codes());
        Assert.Equal(new ReadItem.Progress(3, 3), items.OfType<ReadItem.Progress>().Last());
    }

    [Theory]
    [InlineData("a%20b.xhtml", "OPS/a b.xhtml")]
    [InlineData("./x/../A.XHTML", "OPS/a.xhtml")]
    [InlineData("../top.xhtml", "top.xhtml")]
    [InlineData("../../../top.xhtml", "top.xhtml")]
    [InlineData("/OPS/a.xhtml", "OPS/a.xhtml")]
    [InlineData("100%25.xhtml", "OPS/100%25.xhtml")]
    [InlineData("100%25.xhtml", "OPS/100%.xhtml")]
    [InlineData("%E4%B8%80.xhtml", "OPS/一.xhtml")]
    [InlineData("a.xhtml#start", "OPS/a.xhtml")]
    public async Task Odd_paths_are_found(string href, string part)
    {
        var items = await ReadAsync("", $"""<item id="a" href="{href}" media-type="application/xhtml+xml"/>""", """<itemref idref="a"/>""", (part, Page("<p>Found.</p>")));
        Assert.Equal("Found.", items.OnlyDocument().Text);
    }

    [Fact]
    public async Task Empty_elements_data_sections_and_document_types_are_those_of_xhtml()
    {
        const string Chapter = """<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x "<p>laugh</p>">]><html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="a>b.js"/></head><body><p><a id="x"/>Words <i/>go <![CDATA[a<b]]> on<br/>here.</p><div/><p>End</p></body></html>""";
        var items = await ReadAsync("", """<item id="a" href="a" media-type="application/xhtml+xml"/>""", """<itemref idref="a"/>""", ("OPS/a", Chapter));
        Assert.Equal(["p Words go a<b on\nhere.", "p End"], Shown.Blocks(items.OnlyDocument()));
    }

    [Fact]
    public async Task Chapters_without_headings_get_those_of_the_navigation()
    {
        const string Nav = """<html xmlns:epub="e"><body><nav epub:type="landmarks"><ol><li><a href="a.xhtml">Start</a></li></ol></nav><nav epub:type="toc"><ol><li><a href="a.xhtml">Chapter  One</a><ol><li><a href="a.xhtml#s2">Second part</a></li></ol></li><li><a href="b.xhtml">Unused</a></li><li><a href="c.xhtml">Cover</a></li></ol></nav></body></html>""";
        var items = await ReadAsync("",
            """<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/><item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>""",
            """<itemref idref="c"/><itemref idref="a"/><itemref idref="b"/><itemref idref="n" linear="no"/>""",
            ("OPS/nav.xhtml", Nav), ("OPS/a.xhtml", Page("<div><p>CHAPTER ONE</p><p>Words.</p><p><span id=\"s2\"/>More.</p></div>")), ("OPS/b.xhtml", Page("<h3>Own</h3><p>Text.</p>")), ("OPS/c.xhtml", Page("<img src=\"x\"/>")));
        Assert.Equal(["h1 Chapter One", "p Words.", "h2 Second part", "p More.", "h3 Own", "p Text."], Shown.Blocks(items.OnlyDocument()));
    }

    [Fact]
    public async Task Chapters_without_headings_get_those_of_the_ncx()
    {
        const string Ncx = """<!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd"><ncx><docTitle><text>Book</text></docTitle><navMap><navPoint><navLabel><text>Part</text></navLabel><content src="a.xhtml"/><navPoint><navLabel><text>Inner</text></navLabel><content src="b.xhtml"/></navPoint></navPoint></navMap></ncx>""";
        var items = await ReadAsync("", """<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/><item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>""",
            """<itemref idref="a"/><itemref idref="b"/>""", ("OPS/toc.ncx", Ncx), ("OPS/a.xhtml", Page("Bare words.")), ("OPS/b.xhtml", Page("<p>Text.</p>")));
        Assert.Equal(["h1 Part", "p Bare words.", "h2 Inner", "p Text."], Shown.Blocks(items.OnlyDocument()));
    }

    [Fact]
    public async Task A_missing_chapter_and_a_broken_contents_are_named_and_the_rest_is_read()
    {
        var items = await ReadAsync("", """<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="b" href="gone.xhtml" media-type="application/xhtml+xml"/><item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>""",
            """<itemref idref="b"/><itemref idref="a"/><itemref idref="zz"/>""", ("OPS/toc.ncx", "<ncx>"), ("OPS/a.xhtml", Page("<p>Here.</p>")));
        Assert.Equal("Here.", items.OnlyDocument().Text);
        Assert.Equal([IngestCodes.Corrupt, IngestCodes.Corrupt, IngestCodes.Corrupt], items.Codes());
        Assert.All(items.OfType<ReadItem.Issue>(), issue => Assert.True(issue.Value.IsWarning));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<itemref idref=\"gone\"/>")]
    public async Task A_book_without_a_spine_or_a_chapter_is_a_corrupt_archive(string spine)
    {
        var items = await ReadAsync("", """<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>""", spine, ("OPS/a.xhtml", Page("<p>Here.</p>")));
        Assert.Equal(IngestCodes.CorruptArchive, items.Codes()[^1]);
        Assert.Empty(items.OfType<ReadItem.Parsed>());
        if (spine.Length == 0) Assert.Contains("spine is missing or empty", items.OfType<ReadItem.Issue>().Single().Value.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_book_without_a_package_document_is_a_corrupt_archive()
    {
        Assert.Equal([IngestCodes.CorruptArchive], (await Reading.BytesAsync("a.epub", RawZip.Of(("mimetype", "application/epub+zip")))).Codes());
        Assert.Equal([IngestCodes.CorruptArchive], (await Reading.BytesAsync("a.epub", RawZip.Of(("META-INF/container.xml", Container)))).Codes());
        Assert.Equal([IngestCodes.Corrupt], (await Reading.BytesAsync("a.epub", RawZip.Of(("META-INF/container.xml", "<container")))).Codes());
    }

    [Theory]
    [InlineData("http://www.idpf.org/2008/embedding", "OPS/font.otf", false)]
    [InlineData("http://www.idpf.org/2008/embedding", "OPS/a.xhtml", false)]
    [InlineData("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OPS/font.otf", false)]
    [InlineData("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OPS/a.xhtml", true)]
    public async Task Encrypted_chapters_are_encrypted_and_obfuscated_fonts_do_no_harm(string algorithm, string uri, bool isEncrypted)
    {
        var encryption = $"""<encryption><EncryptedData><EncryptionMethod Algorithm="{algorithm}"/><KeyInfo><EncryptedKey><EncryptionMethod Algorithm="rsa"/></EncryptedKey></KeyInfo><CipherData><CipherReference URI="{uri}"/></CipherData></EncryptedData></encryption>""";
        var items = await ReadAsync("", """<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>""", """<itemref idref="a"/>""", ("OPS/a.xhtml", Page("<p>Here.</p>")), ("OPS/font.otf", "x"), ("META-INF/encryption.xml", encryption));
        Assert.Equal(isEncrypted ? [IngestCodes.Encrypted] : [], items.Codes());
    }

    [Fact]
    public async Task Entities_without_end_are_refused_in_the_package_document()
    {
        const string Laughs = """<!DOCTYPE package [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><package><metadata><title>&b;</title></metadata><spine><itemref idref="a"/></spine></package>""";
        Assert.Equal([IngestCodes.Corrupt], (await Reading.BytesAsync("a.epub", RawZip.Of(("META-INF/container.xml", Container), ("OPS/book.opf", Laughs)))).Codes());
    }

    [Fact]
    public async Task A_chapter_nested_without_end_is_too_deep() =>
        Assert.Equal([IngestCodes.TooDeep], (await ReadAsync("", """<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>""", """<itemref idref="a"/>""", ("OPS/a.xhtml", Page(string.Concat(Enumerable.Repeat("<div>", 100_000)))))).Codes());

    [Fact]
    public async Task Random_damage_gives_named_errors_only()
    {
        foreach (var file in (string[])["plain.epub", "small-nav.epub", "obfuscated-font.epub", "two-packages.epub"])
        {
            var whole = await File.ReadAllBytesAsync(Requires.Shared("data", "files", "epub", file));
            for (var seed = 0; seed < 60; seed++) await DamagedAsync(Damage.Bytes(whole, seed), seed);
        }
    }

    [Fact]
    public async Task Random_damage_of_the_xml_gives_named_errors_only()
    {
        (string Name, string Text)[] parts =
        [
            ("META-INF/container.xml", Container),
            ("META-INF/encryption.xml", """<encryption><EncryptedData><EncryptionMethod Algorithm="x"/><CipherReference URI="OPS/font.otf"/></EncryptedData></encryption>"""),
            ("OPS/book.opf", Package("<dc:title>T</dc:title>", """<item id="a" href="a%20b.xhtml" media-type="application/xhtml+xml"/><item id="n" href="nav.xhtml" properties="nav"/>""", """<itemref idref="a"/>""")),
            ("OPS/nav.xhtml", """<nav><ol><li><a href="a%20b.xhtml#x">One</a></li></ol></nav>"""),
            ("OPS/a b.xhtml", Page("<p id=\"x\">Words <![CDATA[more]]></p><title/><table><tr><td>1</td></tr></table>")),
        ];
        for (var seed = 0; seed < 400; seed++)
        {
            var zip = new RawZip();
            for (var i = 0; i < parts.Length; i++) zip.Add(parts[i].Name, i == seed % parts.Length ? Damage.Bytes(Encoding.UTF8.GetBytes(parts[i].Text), seed) : Encoding.UTF8.GetBytes(parts[i].Text));
            await DamagedAsync(zip.Finish(), seed);
        }
    }

    private static async Task DamagedAsync(byte[] bytes, int seed)
    {
        try
        {
            await foreach (var item in new EpubReader().ReadAsync(new ReaderInput("a.epub", MediaTypes.Epub, new MemoryStream(bytes)), new ReadOptions()))
                if (item is ReadItem.Parsed parsed) Invariants.Hold(parsed.Document);
        }
        catch (Exception e) when (e is LongRagException or IOException)
        {
            Assert.NotEmpty(e.Message);
        }
        catch (Exception e)
        {
            Assert.Fail($"seed {seed}: {e}");
        }
    }

    private static Task<IReadOnlyList<ReadItem>> ReadAsync(string metadata, string items, string spine, params (string Name, string Text)[] parts) =>
        Reading.BytesAsync("a.epub", RawZip.Of([("mimetype", "application/epub+zip"), ("META-INF/container.xml", Container), ("OPS/book.opf", Package(metadata, items, spine)), .. parts]));

    private static string Package(string metadata, string items, string spine) =>
        $"""<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>""";

    private static string Page(string body) => $"""<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{body}</body></html>""";
}
