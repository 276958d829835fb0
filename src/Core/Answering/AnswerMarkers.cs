using System.Text.RegularExpressions;

namespace LongRag;

/// <summary>Markers such as [1] in an answer's text. What stands in back-ticks is code, where brackets mean something else.</summary>
internal static partial class AnswerMarkers
{
    /// <summary>
    /// The text without the markers, and the blanks before them, that refer to nothing that holds: those of <paramref name="dropped"/> ids, and numbers that are no id in <paramref name="kept"/>,
    /// for a number in brackets reads as a citation whether or not one was given.
    /// </summary>
    public static string KeepOnly(string text, IReadOnlySet<string> kept, IReadOnlySet<string> dropped) => CodeOrMarker().Replace(text, match =>
    {
        if (!match.Groups["id"].Success) return match.Value;
        var id = match.Groups["id"].Value;
        return !kept.Contains(id) && (dropped.Contains(id) || id.All(char.IsAsciiDigit)) ? "" : match.Value;
    });

    /// <summary>Where the first marker of that id stands; at the end where there is none.</summary>
    public static int PlaceOf(string id, string text)
    {
        var at = text.IndexOf($"[{id}]", StringComparison.Ordinal);
        return at < 0 ? int.MaxValue : at;
    }

    [GeneratedRegex(@"```[\s\S]*?```|`[^`\n]+`|(?<![ \t])[ \t]*\[(?<id>[^\[\]\s]{1,40})\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeOrMarker();
}
