using CsCheck;
using Xunit;

namespace LongRag.Ingest.Tests.Readers;

/// <summary>Whatever is thrown at the readers of markup, they give a document that keeps its promises.</summary>
public sealed class MarkupFuzzTests
{
    private static readonly string[] Shared =
        ["a", "word", " ", "  ", "    ", "\t", "\n", "\n\n", "\r\n", "*", "**", "_", "`", "``", "```\n", "|", "[", "]", "(", ")", "<", ">", "&amp;", "&#0;", "&#xD800;", "\\", "-", "- ", "1. ", ":", "::", "\0", "\ud83d\ude00", "\ud800", "é", "漢", "\ufeff", "\u00a0", "\f", "=", "===", "---", "+", "#", "~~~"];

    private static readonly string[] Markdown = ["# ", "## ", "> ", "| a | b |\n|---|---|\n| c | d |\n", "[^1]", "[^1]: ", "![", "](x)", "<b>", "</b>", "<div>", "<!--", "-->", "---\n", "t: v\n", ": ", "- [x] ", "+---+---+\n| a | b |\n+---+---+\n", "> [!NOTE]\n", "<table><tr><td>", "<br>"];
    private static readonly string[] Html = ["<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td>", "<td rowspan=2>", "<th colspan=3>", "</table>", "<ul>", "<ol start=9>", "<li>", "</ul>", "<pre>", "</pre>", "<h1>", "</h1>", "<h2>", "<br>", "<dl>", "<dt>", "<dd>", "<b>", "</b>", "<a>", "</a>", "<script>", "</script>", "<title>", "</title>", "<svg>", "<math>", "<template>", "<blockquote>", "<q>", "<caption>", "<p hidden>", "<!-- ", "-->", "<![CDATA[", "</", "<ruby>", "<rt>", "<body>", "<frameset>", "<select>", "<button>", "<center>", "<plaintext>"];
    private static readonly string[] Rst = [".. ", ".. note:: ", ".. code-block:: c\n\n   ", ".. _a: b\n", ".. |s| replace:: ", "|s|", ".. [#] ", "[#]_", ".. list-table::\n\n   * - a\n     - b\n", ".. csv-table::\n\n   \"a\n", "=== ===\na   b\n=== ===\n", "+---+---+\n| a | b |\n+---+   |\n", ":field: ", "--opt  ", ">>> ", "| ", ":role:`", "`_", "__ ", "\n   ", "\n  - ", ".. figure:: x\n", "a)\n"];

    [Fact]
    public void Markdown_always_gives_a_sound_document() => Check(Markdown, text => new MarkdownReader().Parse(text, new ReadOptions()));

    [Fact]
    public void Html_always_gives_a_sound_document() => Check(Html, text => HtmlReader.Parse(text, new ReadOptions { WholePage = true }));

    [Fact]
    public void Html_articles_are_sound_documents() => Check(Html, text => HtmlReader.Parse("<article>" + string.Concat(Enumerable.Repeat("<p>" + new string('a', 200) + ", and so on. " + text, 10)), new ReadOptions()));

    [Fact]
    public void Restructured_text_always_gives_a_sound_document() => Check(Rst, text => RestructuredTextReader.Parse(text, new ReadOptions()));

    private static void Check(string[] own, Func<string, ParsedDocument> read)
    {
        string[] pieces = [.. Shared, .. own, .. own];
        Gen.Int[0, pieces.Length - 1].Array[0, 60].Select(chosen => string.Concat(chosen.Select(i => pieces[i]))).Sample(text => Invariants.Hold(read(text)), iter: 1000, threads: 2);
    }
}
