using System.Text;

namespace LongRag;

/// <summary>Markers such as [1] in an answer's text. What stands in back-ticks is code, where brackets mean something else. Takes linear time on any text.</summary>
internal static class AnswerMarkers
{
    /// <summary>What is longer, or has a white space or a bracket in it, is text in brackets.</summary>
    private const int LongestId = 40;

    private const string Fence = "```";

    /// <summary>
    /// The text without the markers, and the blanks before them, that refer to nothing that holds: those of <paramref name="dropped"/> ids, and numbers that are no id in <paramref name="kept"/>,
    /// for a number in brackets reads as a citation whether or not one was given.
    /// </summary>
    public static string KeepOnly(string text, IReadOnlySet<string> kept, IReadOnlySet<string> dropped)
    {
        var cleaned = new StringBuilder(text.Length);
        var copied = 0;
        foreach (var marker in Find(text))
        {
            var id = IdOf(marker, text);
            if (kept.Contains(id) || !(dropped.Contains(id) || id.All(char.IsAsciiDigit))) continue;
            var start = marker.Start;
            var isFollowed = marker.End < text.Length && text[marker.End] == '[';
            while (!isFollowed && start > copied && text[start - 1] is ' ' or '\t') start--;
            cleaned.Append(text, copied, start - copied);
            copied = marker.End;
        }

        return cleaned.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Ids of the markers in the text, each once, in the order in which they first come.</summary>
    public static IReadOnlyList<string> Ids(string text) => [.. Find(text).Select(marker => IdOf(marker, text)).Distinct(StringComparer.Ordinal)];

    private static string IdOf(TextSpan marker, string text) => text[(marker.Start + 1)..(marker.End - 1)];

    private static IEnumerable<TextSpan> Find(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = text[at] == '[' ? EndOfMarker(text, at) : at;
            if (end > at) yield return new TextSpan(at, end);
            at = end > at ? end : text[at] == '`' ? EndOfCode(text, at) : at + 1;
        }
    }

    /// <summary>Behind the closing bracket; <paramref name="start"/> where it opens no marker.</summary>
    private static int EndOfMarker(string text, int start)
    {
        for (var at = start + 1; at < text.Length && at <= start + LongestId + 1; at++)
        {
            if (text[at] == ']') return at > start + 1 ? at + 1 : start;
            if (text[at] == '[' || char.IsWhiteSpace(text[at])) return start;
        }

        return start;
    }

    /// <summary>Behind the closing back-ticks; behind the opening ones where none close.</summary>
    private static int EndOfCode(string text, int start)
    {
        if (text.AsSpan(start).StartsWith(Fence, StringComparison.Ordinal))
        {
            var close = text.IndexOf(Fence, start + Fence.Length, StringComparison.Ordinal);
            return (close < 0 ? start : close) + Fence.Length;
        }

        var next = text.IndexOfAny(['`', '\n'], start + 1);
        return next > start + 1 && text[next] == '`' ? next + 1 : start + 1;
    }
}
