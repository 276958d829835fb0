using System.Net;
using System.Text;

namespace LongRag.Ingest;

/// <summary>
/// Rewrites XHTML so that a parser of HTML, which also reads what is not well-formed, sees the same tree: to it an empty <c>&lt;title/&gt;</c> or <c>&lt;script/&gt;</c> would swallow the rest of the
/// chapter, CDATA would be a comment, and the entities of a document type would be text.
/// </summary>
internal static class Xhtml
{
    private static readonly HashSet<string> Void = new("area base br col embed hr img input link meta param source track wbr".Split(' '), StringComparer.OrdinalIgnoreCase);

    /// <summary>The same document as HTML.</summary>
    public static string AsHtml(string xhtml)
    {
        var html = new StringBuilder(xhtml.Length + 256);
        var at = 0;
        while (at < xhtml.Length)
        {
            var open = xhtml.IndexOf('<', at);
            if (open < 0) break;
            html.Append(xhtml, at, open - at);
            var rest = xhtml.AsSpan(open);
            at = rest switch
            {
                ['<', '!', '-', '-', ..] => After(xhtml, "-->", open),
                ['<', '?', ..] => After(xhtml, "?>", open),
                _ when rest.StartsWith("<![CDATA[") => AppendData(xhtml, open, html),
                _ when rest.StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase) => AfterDocumentType(xhtml, open),
                _ => AppendTag(xhtml, open, html),
            };
        }

        return html.Append(xhtml, at, xhtml.Length - at).ToString();
    }

    private static int After(string text, string end, int at) => text.IndexOf(end, at, StringComparison.Ordinal) is >= 0 and var found ? found + end.Length : text.Length;

    private static int AppendData(string xhtml, int open, StringBuilder html)
    {
        var start = open + "<![CDATA[".Length;
        var end = After(xhtml, "]]>", start);
        html.Append(WebUtility.HtmlEncode(xhtml[start..Math.Max(start, xhtml.AsSpan(start, end - start).EndsWith("]]>") ? end - 3 : end)]));
        return end;
    }

    private static int AfterDocumentType(string xhtml, int open)
    {
        var end = xhtml.AsSpan(open).IndexOfAny('>', '[');
        if (end < 0) return xhtml.Length;
        return xhtml[open + end] == '>' ? open + end + 1 : After(xhtml, ">", After(xhtml, "]", open + end) - 1);
    }

    private static int AppendTag(string xhtml, int open, StringBuilder html)
    {
        var end = open + 1;
        for (var quote = '\0'; end < xhtml.Length && (quote != '\0' || xhtml[end] != '>'); end++)
        {
            if (quote == xhtml[end]) quote = '\0';
            else if (quote == '\0' && xhtml[end] is '"' or '\'') quote = xhtml[end];
        }

        // A quote that is never closed: the parser decides.
        if (end >= xhtml.Length)
        {
            html.Append('<');
            return open + 1;
        }

        var name = NameAt(xhtml.AsSpan(open + 1));
        if (xhtml[end - 1] != '/' || name.IsEmpty || Void.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name)) html.Append(xhtml, open, end + 1 - open);
        else html.Append(xhtml, open, end - 1 - open).Append("></").Append(name).Append('>');
        return end + 1;
    }

    private static ReadOnlySpan<char> NameAt(ReadOnlySpan<char> tag)
    {
        var length = 0;
        while (length < tag.Length && (char.IsLetterOrDigit(tag[length]) || tag[length] is ':' or '-' or '_')) length++;
        return tag[..length];
    }
}
