using System.Buffers;

namespace LongRag.Ingest.Pdf;

/// <summary>Bullets, numbers and letters in front of the items of a list.</summary>
internal static class ListMarker
{
    private const int LongestNumber = 3;
    private const int LongestRoman = 6;

    // The last three are what Word's bullets of Symbol and Wingdings come out as.
    private static readonly SearchValues<char> Bullets = SearchValues.Create("\u2022\u25cf\u25cb\u25aa\u25ab\u25a0\u25a1\u2023\u2043\u2219\uf0b7\uf0a7\uf0d8");
    private static readonly SearchValues<char> Dashes = SearchValues.Create("-*\u2013\u2014\u00b7");
    private static readonly SearchValues<char> Roman = SearchValues.Create("ivxlcIVXLC");

    /// <summary>True for a line that begins with a bullet.</summary>
    public static bool HasBullet(string line) => line.Length > 1 && Bullets.Contains(line[0]);

    /// <summary>True for a line that begins with a bullet, or a dash, number or letter and a space: <c>2. </c>, <c>a) </c>, <c>(iv) </c>.</summary>
    public static bool Begins(string line)
    {
        if (HasBullet(line)) return true;
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        if (space is < 1 or > LongestRoman + 2) return false;
        var marker = line.AsSpan(0, space);
        return marker.Length == 1 && Dashes.Contains(marker[0]) || marker[^1] is '.' or ')' && IsCounter(marker.TrimStart('(')[..^1], dotted: false);
    }

    /// <summary>True for a word that is a marker and nothing else, also without a point: <c>2</c>, <c>1.3</c>, <c>o</c>.</summary>
    public static bool Is(string word)
    {
        if (word.Length == 1 && (Bullets.Contains(word[0]) || Dashes.Contains(word[0]) || char.IsAsciiLetter(word[0]))) return true;
        return IsCounter(word.AsSpan().TrimStart('(').TrimEnd(".)"), dotted: true);
    }

    private static bool IsCounter(ReadOnlySpan<char> text, bool dotted)
    {
        if (text.Length == 0) return false;
        if (text.Length == 1 && char.IsAsciiLetter(text[0]) || text.Length <= LongestRoman && text.IndexOfAnyExcept(Roman) < 0) return true;
        var digits = 0;
        foreach (var c in text)
        {
            if (c == '.' && dotted && digits > 0) digits = 0;
            else if (!char.IsAsciiDigit(c) || ++digits > LongestNumber) return false;
        }

        return digits > 0;
    }
}
