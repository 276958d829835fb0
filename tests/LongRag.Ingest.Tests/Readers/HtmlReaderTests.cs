using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests.Readers;

public sealed class HtmlReaderTests(ITestOutputHelper output)
{
    private static readonly ReadOptions Whole = new() { WholePage = true };

    public static IEnumerable<TheoryDataRow<string>> SharedFiles => ExpectedFiles.Names("html").Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(SharedFiles))]
    public Task Shared_files_read_as_expected(string file) => ExpectedFiles.CheckAsync(file);

    [Fact]
    public void White_space_is_collapsed_as_css_does() => Assert.Equal(["p One two three.", "p four\nfive"], Shown.Html("<p>One\n  <b> two</b> <i> three</i>.\n</p>four<br>\n five"));

    [Fact]
    public void Two_breaks_divide_paragraphs() => Assert.Equal(["p one", "p two"], Shown.Html("one<br> <br>two"));

    [Fact]
    public void Preformatted_text_stays_as_it_is() => Assert.Equal(["p a", "code x =  1\n\n  y < 2", "p b"], Shown.Html("a<pre><code>x =  1\n\n  y &lt; 2\n</code></pre>b"));

    [Fact]
    public void Line_numbers_beside_code_are_left_out() => Assert.Equal(
        ["code a\nb"],
        Shown.Html("<table><tr><td class=linenos><pre>1\n2</pre></td><td class=code><pre>a\nb</pre></td></tr></table>"));

    [Theory]
    [InlineData("<p hidden>x</p>")]
    [InlineData("<div style='color:red; display : none !important'>x</div>")]
    [InlineData("<span style='visibility:hidden'>x</span>")]
    [InlineData("<template>x</template>")]
    [InlineData("<noscript>x</noscript>")]
    [InlineData("<script>x</script><style>x</style>")]
    [InlineData("<!-- x --><svg><title>x</title></svg>")]
    [InlineData("<select><option>x</select><textarea>x</textarea>")]
    public void What_is_not_shown_is_left_out(string html) => Assert.Equal(["p shown"], Shown.Html(html + "shown"));

    [Fact]
    public void Headings_lose_their_links_to_themselves() => Assert.Equal(
        ["h2 Install", "h3 History", "h4 C# for all"],
        Shown.Html("<h2>Install<a class=headerlink href=#i>¶</a></h2><h3>History<span>[<a>edit</a>]</span></h3><h4>C# <em>for</em> all<a href=#x>\u200b</a></h4>"));

    [Fact]
    public void A_heading_that_is_never_closed_ends_at_the_next_block() => Assert.Equal(["h1 Title", "p text", "p more"], Shown.Html("<h1>Title<p>text<p>more"));

    [Fact]
    public void Lists_keep_markers_and_depth() => Assert.Equal(
        ["li0 one", "li1 3. x", "li1 7. y", "li0 b.", "p second paragraph"],
        [.. Shown.Html("<ul><li>one<ol start=3><li>x<li value=7>y</ol></ul>"), .. Shown.Html("<ol type=a start=2><li><p>item</p><p>second paragraph</p></ol>").Select(b => b.Replace(" item", "", StringComparison.Ordinal))]);

    [Fact]
    public void A_data_table_is_one_line_a_row() => Assert.Equal(
        ["p Ducks", "table Name | Food\nMallard | bread and grain\nTeal"],
        Shown.Html("<table><caption>Ducks</caption><tr><th>Name<th>Food</tr><tr><td rowspan=1>Mallard<td><ul><li>bread<li>and<br>grain</ul></tr><tr><td>Teal<td>&nbsp;</table>"));

    [Fact]
    public void A_cell_that_spans_rows_keeps_the_columns_apart() =>
        Assert.Equal(["table a | b\n | c"], Shown.Html("<table><tr><th rowspan=2>a<td>b<tr><td>c</table>"));

    [Fact]
    public void Columns_without_text_are_left_out() => Assert.Equal(["table a | b\nc | d"], Shown.Html("<table><tr><td>a<td><td>b<tr><td>c<td> <td>d</table>"));

    [Theory]
    [InlineData("<table role=presentation><tr><td>a<td>b</table>")]
    [InlineData("<table><tr><td>a<td><table><tr><td>b</table></table>")]
    [InlineData("<table><tr><td>a<tr><td>b</table>")]
    public void Layout_tables_are_read_as_blocks(string html) => Assert.Equal(["p a", "p b"], Shown.Html(html));

    [Fact]
    public void Headings_in_tables_are_headings() => Assert.Equal(["h2 News", "p text"], Shown.Html("<table><tr><td><h2>News</h2></td><td>text</td></tr></table>"));

    [Fact]
    public void Readings_beside_ideographs_are_left_out() => Assert.Equal(["p 漢字です"], Shown.Html("<p><ruby>漢<rp>(</rp><rt>かん</rt>字<rt>じ</rt></ruby>です"));

    [Fact]
    public void A_term_and_its_meaning_are_one_block() => Assert.Equal(["p Term\nmeaning", "p Other\nfirst", "p second"], Shown.Html("<dl><dt>Term<dd>meaning<dt>Other<dd><p>first<p>second</dl>"));

    [Fact]
    public void Quotes_captions_and_soft_hyphens() => Assert.Equal(
        ["quote quoted “inner”", "p Figure one", "p Donaudampf"],
        Shown.Html("<blockquote><p>quoted <q>inner</q></blockquote><figure><img alt=no src=x><figcaption>Figure one</figcaption></figure><p>Donau&shy;dampf"));

    [Fact]
    public void Title_and_metadata_come_from_the_head()
    {
        var document = HtmlReader.Parse("<html lang=en><title> A \n title</title><meta name=Author content='Ann B.'><meta name=keywords content='a, b'><meta property=article:published_time content=2020-01-02><h1>x</h1>", Whole);
        Assert.Equal("A title", document.Title);
        Assert.Equal("""{"author":"Ann B.","keywords":["a","b"],"date":"2020-01-02","language":"en"}""", JsonSerializer.Serialize(document.Metadata));
        Assert.Equal("Only heading", HtmlReader.Parse("<h1>Only <i>heading</i></h1>", Whole).Title);
    }

    [Fact]
    public void An_article_stands_out_of_its_page()
    {
        var sentence = "The harbour of the old town was rebuilt after the great storm, and its piers, which are made of granite, have carried ferries ever since. ";
        var article = new StringBuilder("<article><h1>The harbour</h1>");
        for (var i = 0; i < 12; i++) article.Append("<p>").Append(string.Concat(Enumerable.Repeat(sentence, 3))).Append("</p>");
        article.Append("<h2>Piers</h2><table><tr><th>Pier<th>Metres</tr><tr><td>North<td>120</tr></table><p>").Append(sentence).Append("</p></article>");
        var html = $"<title>The harbour</title><nav><ul><li><a href=/a>Home</a><li><a href=/b>Shop</a></ul></nav><div id=main>{article}</div><footer class=footer><p><a href=/c>Imprint</a></p></footer>";
        var read = HtmlReader.Parse(html, new ReadOptions());
        Invariants.Hold(read);
        Assert.Equal("The harbour", read.Title);
        Assert.StartsWith("The harbour\n\nThe harbour of the old town", read.Text, StringComparison.Ordinal);
        Assert.Contains("Piers", read.Blocks.Where(b => b.Kind == BlockKind.Heading).Select(b => b.Span.Of(read.Text)));
        Assert.Contains("Pier | Metres\nNorth | 120", read.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Shop", read.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Imprint", read.Text, StringComparison.Ordinal);
        Assert.Contains("Shop", HtmlReader.Parse(html, Whole).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("html/wikipedia-saved.html", "Mozilla is a free-software community", "What links here")]
    [InlineData("html/blog-with-code.html", "Just by tuning the inference parameters", "Recent posts")]
    public async Task Articles_of_saved_pages_stand_out(string file, string inside, string outside)
    {
        var text = (await Reading.FileAsync(Requires.Shared("data", "files", file))).OnlyDocument().Text;
        Assert.Contains(inside, text, StringComparison.Ordinal);
        Assert.DoesNotContain(outside, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<div>", IngestCodes.TooDeep)]
    [InlineData("<b>", IngestCodes.TooDeep)]
    [InlineData("<a href=x>", IngestCodes.TooDeep)]
    [InlineData("<table><tr><td>", IngestCodes.TooDeep)]
    [InlineData("<ul><li>", IngestCodes.TooDeep)]
    [InlineData("<svg>", IngestCodes.TooDeep)]
    [InlineData("<div></x>", IngestCodes.TooDeep)]
    [InlineData("<rt>", IngestCodes.TooDeep)]
    [InlineData("<custom-tag>", IngestCodes.TooDeep)]
    [InlineData("<p>", null)]
    [InlineData("<li>", null)]
    [InlineData("<td>", null)]
    [InlineData("<br>", null)]
    [InlineData("<option>", null)]
    [InlineData("<h1>", IngestCodes.TooDeep)]
    [InlineData("<!-- ", null)]
    [InlineData("</p>", null)]
    [InlineData("<", null)]
    [InlineData("&#x41;", null)]
    public void A_hundred_thousand_tags_end_in_text_or_a_named_error(string tag, string? code)
    {
        var clock = Stopwatch.StartNew();
        var html = string.Concat(Enumerable.Repeat(tag, 100_000)) + "text";
        if (code is null) Invariants.Hold(HtmlReader.Parse(html, new ReadOptions()));
        else Shown.Throws(code, () => HtmlReader.Parse(html, new ReadOptions()));
        output.WriteLine($"{clock.ElapsedMilliseconds} ms");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{clock.Elapsed}");
    }

    [Theory]
    [InlineData("<div>", 1)]
    [InlineData("<b>", 1)]
    [InlineData("<table><tr><td>x<td>", 1)]
    [InlineData("<table><tr><th>x<td>", 1)]
    [InlineData("<blockquote><ul><li>", 2)]
    public void Nesting_just_within_the_bound_is_read(string tags, int counted)
    {
        var clock = Stopwatch.StartNew();
        var document = HtmlReader.Parse(string.Concat(Enumerable.Repeat(tags, HtmlNesting.MaxDepth / counted)) + "the innermost text", new ReadOptions());
        output.WriteLine($"{clock.ElapsedMilliseconds} ms");
        Assert.EndsWith("the innermost text", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Formatting_that_is_never_closed_does_not_multiply()
    {
        var html = new StringBuilder();
        for (var i = 0; i < 4000; i++) html.Append("<font size=").Append(i).Append('>');
        for (var i = 0; i < 4000; i++) html.Append("<p>x");
        Shown.Throws(IngestCodes.TooDeep, () => HtmlReader.Parse(html.ToString(), Whole));
    }

    [Fact]
    public async Task The_declared_character_set_is_used_wherever_it_stands()
    {
        var html = "<html><script>" + new string('x', 3000) + "</script><meta http-equiv=Content-Type content='text/html; charset=iso-8859-7'><p>αβγ";
        Assert.Equal("αβγ", (await Reading.BytesAsync("a.html", EncodingLabels.Find("iso-8859-7")!.GetBytes(html))).OnlyDocument().Text);
    }
}
