using AngleSharp.Dom;

namespace LongRag.Ingest;

/// <summary>What the elements of HTML mean for reading.</summary>
internal static class HtmlElements
{
    private static readonly HashSet<string> Blocks = Names(
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing " +
        "main menu nav ol optgroup p pre search section summary table tbody td tfoot th thead tr ul xmp plaintext");

    // No text for a reader: programs, styles, other media, the choices of a form, readings beside ideographs, the source form of a formula.
    private static readonly HashSet<string> Unread = Names(
        "annotation annotation-xml applet area audio base canvas col colgroup datalist embed frame head iframe input link map meta noembed noframes noscript object option param progress meter rp rt rtc script select source style svg " +
        "template textarea title track video");

    private static readonly HashSet<string> Permalinks = new(StringComparer.Ordinal) { "", "¶", "#", "§", "🔗", "\u200b", "¶\u200b", "∞", "Permalink" };

    public static bool IsBlock(IElement element) => Blocks.Contains(element.LocalName);

    /// <summary>True for elements without text for a reader: by their name, by being hidden, or as page furniture inside of headings.</summary>
    public static bool IsUnread(IElement element) => Unread.Contains(element.LocalName) || IsHidden(element) || IsLineNumbers(element) || element.ClassList.Contains("mw-editsection");

    /// <summary>Level of a heading; 0 for any other element.</summary>
    public static int HeadingLevel(IElement element) => element.LocalName is ['h', >= '1' and <= '6'] ? element.LocalName[1] - '0' : 0;

    /// <summary>True for the sign after a heading that links to the heading itself.</summary>
    public static bool IsPermalink(IElement element) => element.LocalName == "a" && element.ChildNodes.Length <= 1 && element.ChildElementCount == 0 && Permalinks.Contains(element.TextContent.Trim());

    private static bool IsHidden(IElement element)
    {
        if (element.LocalName == "dialog" && !element.HasAttribute("open")) return true;
        if (element.GetAttribute("hidden") is { } hidden && !hidden.Equals("until-found", StringComparison.OrdinalIgnoreCase)) return true;
        if (element.GetAttribute("style") is not { Length: > 0 } style) return false;
        return Declares(style, "display", "none") || Declares(style, "visibility", "hidden") || Declares(style, "visibility", "collapse");
    }

    private static bool Declares(string style, string property, string value)
    {
        foreach (var range in style.AsSpan().Split(';'))
        {
            var declaration = style.AsSpan(range);
            var colon = declaration.IndexOf(':');
            if (colon < 0 || !declaration[..colon].Trim().Equals(property, StringComparison.OrdinalIgnoreCase)) continue;
            var given = declaration[(colon + 1)..].Trim();
            if (given.EndsWith("!important", StringComparison.OrdinalIgnoreCase)) given = given[..^"!important".Length].TrimEnd();
            if (given.Equals(value, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    /// <summary>The column of line numbers that highlighters put beside code.</summary>
    private static bool IsLineNumbers(IElement element) =>
        element.LocalName is "td" or "span" or "div" or "a" && (element.ClassList.Contains("linenos") || element.ClassList.Contains("gutter") && element.LocalName == "td" || element.ClassList.Contains("lineno"));

    private static HashSet<string> Names(string names) => new(names.Split(' '), StringComparer.Ordinal);
}
