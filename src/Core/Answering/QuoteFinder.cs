using System.Text;

namespace LongRag;

/// <summary>Finds quoted characters in a part of a text.</summary>
internal static class QuoteFinder
{
    /// <summary>The first place inside <paramref name="within"/> that holds the quote exactly, else the first that holds it but for the kind and amount of white space; null where there is none.</summary>
    public static TextSpan? Find(string quote, string text, TextSpan within)
    {
        var start = Math.Clamp(within.Start, 0, text.Length);
        var part = text.AsSpan(start, Math.Clamp(within.End, start, text.Length) - start);
        var exact = part.IndexOf(quote, StringComparison.Ordinal);
        if (exact >= 0) return new TextSpan(start + exact, start + exact + quote.Length);

        var (collapsed, places) = Collapse(part);
        var wanted = Collapse(quote).Text.Trim(' ');
        var at = collapsed.IndexOf(wanted, StringComparison.Ordinal);
        return at < 0 ? null : new TextSpan(start + places[at], start + places[at + wanted.Length - 1] + 1);
    }

    /// <summary>The text with one blank for each run of white space, and where each of its characters comes from.</summary>
    private static (string Text, List<int> Places) Collapse(ReadOnlySpan<char> text)
    {
        var collapsed = new StringBuilder(text.Length);
        var places = new List<int>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var blank = char.IsWhiteSpace(text[at]);
            if (blank && at > 0 && char.IsWhiteSpace(text[at - 1])) continue;
            collapsed.Append(blank ? ' ' : text[at]);
            places.Add(at);
        }

        return (collapsed.ToString(), places);
    }
}
