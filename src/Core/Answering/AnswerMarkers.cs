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
        if (kept.Contains(id) || !(dropped.Contains(id) || id.All(char.IsAsciiDigit))) return match.Value;
        var next = match.Index + match.Length;
        return next < text.Length && text[next] == '[' ? match.Value[..match.Value.IndexOf('[')] : "";
    });

    /// <summary>Ids of the markers in the text, each once, in the order in which they first come.</summary>
    public static IReadOnlyList<string> Ids(string text) =>
        [.. CodeOrMarker().Matches(text).Select(match => match.Groups["id"]).Where(id => id.Success).Select(id => id.Value).Distinct(StringComparer.Ordinal)];

    [GeneratedRegex(@"```[\s\S]*?```|`[^`\n]+`|(?<![ \t])[ \t]*\[(?<id>[^\[\]\s]{1,40})\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeOrMarker();
}
