using System.Buffers;

namespace LongRag.Ingest;

/// <summary>
/// Bounds what a page may make of the parser before it parses: elements nested very deep make its searches of the open elements quadratic, and formatting elements that are never closed are
/// made again in each block. One pass over the tags of the source.
/// </summary>
internal static class HtmlNesting
{
    /// <summary>Most elements open at once. Browsers stop at 512; sloppy pages leave some open.</summary>
    public const int MaxDepth = 4096;

    // Repeated formatting elements a page may need; beyond it grows with its tags only by this factor.
    private const long MostRepeats = 2_000_000;
    private const long RepeatsPerTag = 32;

    // The parser keeps at most three formatting elements with the same attributes (HTML Standard, "Noah's Ark clause").
    private const int MostAlike = 3;

    private static readonly SearchValues<char> NameEnds = SearchValues.Create(" \t\n\r\f/>");
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Void = Names("area base br col embed hr img input link meta param source track wbr keygen basefont bgsound frame");

    // Closed by what follows them: being left open, they do not nest.
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> ClosedByOthers = Names("p li td th tr tbody thead tfoot option optgroup dt dd colgroup caption html head body");
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> RawText = Names("script style textarea title xmp iframe noembed noframes");
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Formatting = Names("a b big code em font i nobr s small strike strong tt u");

    /// <summary>Throws <c>too_deep</c> for a source that nests beyond the bounds; gives the most elements that are open at once.</summary>
    public static int Check(string html)
    {
        var open = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var openByName = open.GetAlternateLookup<ReadOnlySpan<char>>();
        var alike = new Dictionary<string, int>(StringComparer.Ordinal);
        var alikeByTag = alike.GetAlternateLookup<ReadOnlySpan<char>>();
        var (depth, deepest, formatting) = (0, 0, 0);
        var (tags, repeats) = (0L, 0L);
        for (var at = html.IndexOf('<', StringComparison.Ordinal); at >= 0 && at + 1 < html.Length;)
        {
            var rest = html.AsSpan(at);
            if (rest.StartsWith("<!--"))
            {
                at = Next(html, html.IndexOf("-->", at + 4, StringComparison.Ordinal));
                continue;
            }

            var isClosing = rest[1] == '/';
            var name = NameAt(rest[(isClosing ? 2 : 1)..]);
            if (name.IsEmpty)
            {
                at = Next(html, at + 1);
                continue;
            }

            var tag = TagAt(rest);
            at += tag.Length;
            if (isClosing)
            {
                if (openByName.TryGetValue(name, out var count) && count > 0)
                {
                    openByName[name] = count - 1;
                    depth--;
                    if (Formatting.Contains(name)) formatting = Math.Max(0, formatting - 1);
                }

                if (name.Equals("ruby", StringComparison.OrdinalIgnoreCase)) depth -= Close(open, "rt") + Close(open, "rp");
            }
            else if (RawText.Contains(name))
            {
                at = EndOfRawText(html, at, name);
            }
            else if (!Void.Contains(name))
            {
                tags++;
                if (!ClosedByOthers.Contains(name))
                {
                    openByName.TryGetValue(name, out var count);
                    openByName[name] = count + 1;
                    deepest = Math.Max(deepest, ++depth);
                    if (depth > MaxDepth) throw TooDeep(FormattableString.Invariant($"Elements nested more than {MaxDepth} deep are not followed."));
                }

                if (!Formatting.Contains(name)) repeats += formatting;
                else
                {
                    alikeByTag.TryGetValue(tag, out var same);
                    if (same < MostAlike) formatting++;
                    alikeByTag[tag] = same + 1;
                }

                if (repeats > MostRepeats + RepeatsPerTag * tags) throw TooDeep(FormattableString.Invariant($"{formatting} formatting elements are never closed; each block would repeat them."));
            }

            at = Next(html, at);
        }

        return deepest;
    }

    public static LongRagException TooDeep(string message) => new(IngestCodes.TooDeep, message);

    private static int Next(string html, int from) => from < 0 || from >= html.Length ? -1 : html.IndexOf('<', from);

    private static int Close(Dictionary<string, int> open, string name)
    {
        open.Remove(name, out var count);
        return count;
    }

    private static ReadOnlySpan<char> NameAt(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !char.IsAsciiLetter(text[0])) return default;
        var end = text.IndexOfAny(NameEnds);
        return end < 0 ? text : text[..end];
    }

    /// <summary>The tag with its attributes; a ">" inside of quotes does not end it.</summary>
    private static ReadOnlySpan<char> TagAt(ReadOnlySpan<char> text)
    {
        var i = 1;
        while (i < text.Length && text[i] != '>')
        {
            var found = text[i..].IndexOfAny('>', '=');
            if (found < 0) return text;
            i += found;
            if (text[i] == '>') break;
            i++;
            while (i < text.Length && char.IsWhiteSpace(text[i])) i++;
            if (i >= text.Length || text[i] is not ('"' or '\'')) continue;
            var close = text[(i + 1)..].IndexOf(text[i]);
            if (close < 0) return text;
            i += close + 2;
        }

        return i >= text.Length ? text : text[..(i + 1)];
    }

    private static int EndOfRawText(string html, int at, ReadOnlySpan<char> name)
    {
        while ((at = html.IndexOf("</", at, StringComparison.Ordinal)) >= 0)
        {
            if (html.AsSpan(at + 2).StartsWith(name, StringComparison.OrdinalIgnoreCase)) return at;
            at += 2;
        }

        return html.Length;
    }

    private static HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Names(string names) => new HashSet<string>(names.Split(' '), StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
