using Xunit;

namespace LongRag.Ingest.Tests.Readers;

/// <summary>Documents as lists of short lines, so that a test can show all of what it expects.</summary>
internal static class Shown
{
    /// <summary>One string a block: <c>h2 text</c>, <c>p text</c>, <c>li0 - text</c>, <c>code text</c>, <c>table text</c>, <c>quote text</c>.</summary>
    public static string[] Blocks(ParsedDocument document)
    {
        Invariants.Hold(document);
        return [.. document.Blocks.Select(block => Name(block) + " " + block.Span.Of(document.Text))];
    }

    public static string[] Markdown(params string[] lines) => Blocks(new MarkdownReader().Parse(string.Join('\n', lines), new ReadOptions()));

    public static string[] Html(string html) => Blocks(HtmlReader.Parse(html, new ReadOptions { WholePage = true }));

    public static string[] Rst(params string[] lines) => Blocks(RestructuredTextReader.Parse(string.Join('\n', lines), new ReadOptions()));

    public static void Throws(string code, Action read) => Assert.Equal(code, Assert.Throws<LongRagException>(read).Code);

    private static string Name(Block block) => block.Kind switch
    {
        BlockKind.Heading => "h" + block.Level,
        BlockKind.ListItem => "li" + block.Level,
        BlockKind.Paragraph => "p",
        BlockKind.Code => "code",
        BlockKind.Table => "table",
        _ => "quote",
    };
}
