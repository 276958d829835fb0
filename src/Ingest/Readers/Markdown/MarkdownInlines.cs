using System.Text;
using Markdig.Extensions.Footnotes;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax.Inlines;

namespace LongRag.Ingest;

/// <summary>Renders inline Markdown as a reader sees it: emphasis and links as their text, images as their alternative text, code as it stands, tags and comments out.</summary>
internal static class MarkdownInlines
{
    /// <summary>The text of a run of inline elements; line ends stand only where the writer forced them.</summary>
    public static string Render(ContainerInline? inlines)
    {
        if (inlines is null) return "";
        var text = new StringBuilder();
        string? hidden = null;
        Append(inlines, text, ref hidden);
        return text.ToString();
    }

    // The depth of inline elements is bounded by the parser's own limit.
    private static void Append(ContainerInline container, StringBuilder text, ref string? hidden)
    {
        for (var inline = container.FirstChild; inline is not null; inline = inline.NextSibling)
        {
            if (inline is HtmlInline html) AppendTag(html.Tag, text, ref hidden);
            else if (hidden is null) Append(inline, text, ref hidden);
        }
    }

    private static void Append(Inline inline, StringBuilder text, ref string? hidden)
    {
        switch (inline)
        {
            case LiteralInline literal:
                text.Append(literal.Content.AsSpan());
                break;
            case CodeInline code:
                text.Append(code.ContentSpan);
                break;
            case HtmlEntityInline entity:
                text.Append(entity.Transcoded.AsSpan());
                break;
            case LineBreakInline { IsHard: true }:
                TrimBlanks(text);
                text.Append('\n');
                break;
            case LineBreakInline:
                text.Append(' ');
                break;
            case AutolinkInline link:
                text.Append(link.Url);
                break;
            case FootnoteLink { IsBackLink: false } link:
                text.Append('[').Append(FootnoteNumber(link.Footnote)).Append(']');
                break;
            case TaskList task:
                text.Append(task.Checked ? "[x]" : "[ ]");
                break;
            case DelimiterInline delimiter:
                text.Append(delimiter.ToLiteral());
                Append((ContainerInline)delimiter, text, ref hidden);
                break;
            case ContainerInline container:
                Append(container, text, ref hidden);
                break;
        }
    }

    /// <summary>What stands for a footnote in the text: its number in order of first mention.</summary>
    public static string FootnoteNumber(Footnote footnote) => footnote.Order.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static void AppendTag(string tag, StringBuilder text, ref string? hidden)
    {
        var name = NameOf(tag);
        if (hidden is not null)
        {
            if (tag.StartsWith("</", StringComparison.Ordinal) && name.Equals(hidden, StringComparison.OrdinalIgnoreCase)) hidden = null;
        }
        else if (name.Equals("br", StringComparison.OrdinalIgnoreCase))
        {
            TrimBlanks(text);
            text.Append('\n');
        }
        else if (!tag.StartsWith("</", StringComparison.Ordinal) && (name.Equals("script", StringComparison.OrdinalIgnoreCase) || name.Equals("style", StringComparison.OrdinalIgnoreCase)))
        {
            hidden = name.ToString();
        }
    }

    private static ReadOnlySpan<char> NameOf(string tag)
    {
        var name = tag.AsSpan().TrimStart("</");
        var end = 0;
        while (end < name.Length && char.IsAsciiLetterOrDigit(name[end])) end++;
        return name[..end];
    }

    private static void TrimBlanks(StringBuilder text)
    {
        while (text.Length > 0 && text[^1] is ' ' or '\t') text.Length--;
    }
}
