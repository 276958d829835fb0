using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests.Readers;

public sealed class MarkdownReaderTests(ITestOutputHelper output)
{
    private static readonly ReadOptions Defaults = new();

    public static IEnumerable<TheoryDataRow<string>> SharedFiles => ExpectedFiles.Names("md").Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(SharedFiles))]
    public Task Shared_files_read_as_expected(string file) => ExpectedFiles.CheckAsync(file);

    [Fact]
    public void Inline_markup_is_rendered_away() => Assert.Equal(
        ["p Bold and slanted, struck, code *as is*, a link, the picture, https://example.org/ and 5 * 3 & more."],
        Shown.Markdown("**Bold** and _slanted_, ~~struck~~, `code *as is*`, [a link](https://x.org \"T\"), ![the *picture*](p.png),", "<https://example.org/> and 5 \\* 3 &amp; more."));

    [Fact]
    public void Tags_are_dropped_and_their_text_is_kept() =>
        Assert.Equal(["p Press Ctrl now.\nNext line"], Shown.Markdown("Press <kbd>Ctrl</kbd> now.<br/> Next <!-- not --> line<script>no()</script>"));

    [Fact]
    public void Entities_stay_in_code() => Assert.Equal(["p a & b and &amp;", "code x &lt; y"], Shown.Markdown("a &amp; b and `&amp;`", "", "```html", "x &lt; y", "```"));

    [Fact]
    public void A_code_block_is_one_block_with_its_indentation()
    {
        var document = new MarkdownReader().Parse("```\n    indented\n\nlast\n```\n\nafter", Defaults);
        Assert.Equal("    indented\n\nlast\n\nafter", document.Text);
        Assert.Equal([BlockKind.Code, BlockKind.Paragraph], document.Blocks.Select(b => b.Kind));
    }

    [Fact]
    public void A_table_is_one_line_a_row() => Assert.Equal(
        ["table Name | Value\na | 1 or | 2\nb"],
        Shown.Markdown("| Name | Value |", "|:-----|------:|", "| **a** | `1` or \\| 2 |", "| b |  |"));

    [Fact]
    public void A_grid_table_is_a_table() => Assert.Equal(
        ["table A | B\nlong text | x"],
        Shown.Markdown("+------+-----+", "| A    | B   |", "+======+=====+", "| long | x   |", "| text |     |", "+------+-----+"));

    [Fact]
    public void Lists_keep_their_markers_and_depth()
    {
        string[] lines = ["3. three", "4. four", "   - inner", "", "     more", "- [x] done", "- [ ] open"];
        Assert.Equal(["li0 3. three", "li0 4. four", "li1 - inner", "p more", "li0 - [x] done", "li0 - [ ] open"], Shown.Markdown(lines));
        Assert.Equal("3. three\n4. four\n  - inner\n\nmore\n\n- [x] done\n- [ ] open", new MarkdownReader().Parse(string.Join('\n', lines), Defaults).Text);
    }

    [Fact]
    public void Quotes_and_alerts_are_quotes() => Assert.Equal(
        ["quote one two", "quote Note\nMind the gap."],
        Shown.Markdown("> one", "> two", "", "> [!NOTE]", "> Mind the gap."));

    [Fact]
    public void Footnotes_follow_the_text() => Assert.Equal(["p A claim[1].", "li0 [1] Its source."], Shown.Markdown("A claim[^src].", "", "[^src]: Its source."));

    [Fact]
    public void A_term_and_its_meaning_are_one_block() => Assert.Equal(["p Term\nwhat it means"], Shown.Markdown("Term", ":   what it means"));

    [Fact]
    public void Html_blocks_are_read_as_html() => Assert.Equal(
        ["h1 Logo", "table a | b\n1 | 2", "p after"],
        Shown.Markdown("<h1 align=\"center\">Logo</h1>", "", "<!-- gone -->", "", "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "", "after"));

    [Fact]
    public void Front_matter_is_metadata_and_title()
    {
        var document = new MarkdownReader().Parse("---\ntitle: \"On: colons\"\ntags: [a, b]\nversion: 1.10\ndraft: true\ncode: 007\nms:\n  author: x\n---\n# Heading\n\ntext", Defaults);
        Assert.Equal("On: colons", document.Title);
        Assert.Equal("# Heading".TrimStart('#', ' ') + "\n\ntext", document.Text);
        Assert.Equal("""{"title":"On: colons","tags":["a","b"],"version":1.10,"draft":true,"code":"007","ms.author":"x"}""", JsonSerializer.Serialize(document.Metadata));
    }

    [Fact]
    public void Front_matter_with_an_unquoted_colon_is_read_line_by_line()
    {
        var document = new MarkdownReader().Parse("---\ntitle: Part 1: the start\nauthor: Ann\n---\ntext", Defaults);
        Assert.Equal(("Part 1: the start", "Ann", "text"), (document.Title, document.Metadata["author"].GetString(), document.Text));
    }

    [Fact]
    public void Text_between_rules_is_no_front_matter() => Assert.Equal(["h2 Just a sentence.", "p more"], Shown.Markdown("---", "Just a sentence.", "---", "more"));

    [Fact]
    public void The_first_heading_of_level_one_is_the_title() => Assert.Equal("The name", new MarkdownReader().Parse("## Before\n\n# The *name*\n\n# Other", Defaults).Title);

    [Theory]
    [InlineData(">")]
    [InlineData("- ")]
    [InlineData("[")]
    [InlineData("*a ")]
    [InlineData("![](")]
    [InlineData("`")]
    [InlineData("<b>")]
    [InlineData("| ")]
    public void A_hundred_thousand_signs_end_in_time(string sign)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            Invariants.Hold(new MarkdownReader().Parse(string.Concat(Enumerable.Repeat(sign, 100_000)) + " text", Defaults));
        }
        catch (LongRagException e)
        {
            Assert.Equal(IngestCodes.TooDeep, e.Code);
        }

        output.WriteLine($"{clock.ElapsedMilliseconds} ms");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{clock.Elapsed}");
    }

    [Fact]
    public void Headings_agree_with_the_documentation_of_powershell()
    {
        var folder = Requires.Shared("data", "techdocs-powershell");
        var texts = Lines(Path.Combine(folder, "corpus.jsonl.gz")).ToDictionary(r => r.GetProperty("_id").GetString()!, r => r.GetProperty("text").GetString()!, StringComparer.Ordinal);
        var reader = new MarkdownReader();
        var (wanted, found, characters) = (0, 0, 0L);
        var clock = new Stopwatch();
        foreach (var record in Lines(Path.Combine(folder, "headings.jsonl.gz")))
        {
            var text = texts[record.GetProperty("_id").GetString()!];
            characters += text.Length;
            clock.Start();
            var document = reader.Parse(text, Defaults);
            clock.Stop();
            Invariants.Hold(document);
            var mine = document.Blocks.Where(b => b.Kind == BlockKind.Heading).Select(b => (b.Level, Text: b.Span.Of(document.Text))).ToArray();
            var at = 0;
            foreach (var heading in record.GetProperty("headings").EnumerateArray())
            {
                wanted++;
                var rendered = reader.Parse("# " + heading.GetProperty("text").GetString()!.Trim(), Defaults).Text;
                var place = Array.FindIndex(mine, at, h => h == (heading.GetProperty("level").GetInt32(), rendered));
                if (place < 0)
                {
                    output.WriteLine($"missing in {record.GetProperty("_id")}: {heading}");
                    continue;
                }

                found++;
                at = place + 1;
            }
        }

        output.WriteLine($"{found} of {wanted} headings agree; {characters} characters in {clock.ElapsedMilliseconds} ms");
        Assert.True(found >= 0.99 * wanted, $"{found} of {wanted}");
    }

    private static IEnumerable<JsonElement> Lines(string path)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
        {
            using var record = JsonDocument.Parse(line);
            yield return record.RootElement.Clone();
        }
    }
}
