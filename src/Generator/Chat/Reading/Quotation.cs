using System.Text;

namespace LongRag.Generator.Chat;

/// <summary>Words in quotation marks.</summary>
/// <param name="Span">With the marks.</param>
/// <param name="Words">Without.</param>
internal sealed record Quotation(TextSpan Span, string Words)
{
    private const string Openings = "\"“„«»‟‘‚‹›「『";

    /// <summary>Marks that are written for an apostrophe too: ‘90s, ‘twas. What no second one closes is no quotation.</summary>
    private const string Single = "‘‚";

    /// <summary>Characters within which a single mark is closed; what is longer began with an apostrophe.</summary>
    private const int LongestSingle = 400;

    /// <summary>Quoted words of fewer blanks are emphasis or a term, rarely a quote.</summary>
    private const int FewestBlanks = 2;

    /// <summary>Whether it has so many words that it must be somebody's.</summary>
    public bool IsPhrase => Words.Trim().Count(char.IsWhiteSpace) >= FewestBlanks;

    /// <summary>Whether the character can begin a quotation.</summary>
    public static bool Opens(char c) => Openings.Contains(c, StringComparison.Ordinal);

    /// <summary>All of a text; one that is not closed reaches to its end.</summary>
    public static List<Quotation> Find(string text)
    {
        var found = new List<Quotation>();
        for (var at = 0; at < text.Length; at++)
        {
            if (!OpensAt(text, at)) continue;
            var end = ClosingAt(text, at);
            if (end < 0 && IsSingle(text[at])) continue;
            if (end < 0)
            {
                if (!string.IsNullOrWhiteSpace(text[(at + 1)..])) found.Add(new Quotation(new TextSpan(at, text.Length), text[(at + 1)..]));
                break;
            }

            var span = new TextSpan(at, end + 1);
            found.Add(new Quotation(span, text[(at + 1)..(span.End - 1)]));
            at = span.End - 1;
        }

        return found;
    }

    /// <summary>Whether the text ends inside a quotation.</summary>
    public static bool IsLeftOpen(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!OpensAt(text, at)) continue;
            var end = ClosingAt(text, at);
            if (end < 0 && IsSingle(text[at]) && text.Length - at > LongestSingle) continue;
            if (end < 0) return true;
            at = end;
        }

        return false;
    }

    // A straight mark behind a letter or digit closes, or stands for inches; a single one there is an apostrophe, or closes what a low one opened.
    private static bool OpensAt(string text, int at) =>
        Opens(text[at]) && (at == 0 || !(text[at] == '"' || IsSingle(text[at])) || !char.IsLetterOrDigit(text[at - 1])) && !(IsSingle(text[at]) && at + 1 < text.Length && (char.IsDigit(text[at + 1]) || char.IsWhiteSpace(text[at + 1])));

    private static bool IsSingle(char mark) => Single.Contains(mark, StringComparison.Ordinal);

    /// <summary>Where what opens there is closed; -1 where it is not. A single mark before a letter or digit is an apostrophe.</summary>
    private static int ClosingAt(string text, int opening)
    {
        var closing = ClosingOf(text[opening]);
        var limit = IsSingle(text[opening]) ? Math.Min(text.Length, opening + LongestSingle) : text.Length;
        for (var at = opening + 1; at < limit; at++)
            if (closing.Contains(text[at]) && !(text[at] is '’' or '‘' && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]))) return at;
        return -1;
    }

    /// <summary>Text as quotations are compared: white space, letter case and the shapes of quotation marks and dashes do not count.</summary>
    public static string Comparable(ReadOnlySpan<char> text)
    {
        var compared = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                if (compared.Length > 0 && compared[^1] != ' ') compared.Append(' ');
                continue;
            }

            compared.Append(c switch
            {
                '“' or '”' or '„' or '‟' or '«' or '»' => '"',
                '‘' or '’' or '‚' or '‹' or '›' => '\'',
                '–' or '—' or '‑' => '-',
                _ => char.ToLowerInvariant(c),
            });
        }

        return compared.ToString();
    }

    /// <summary>The quoted words as they are compared, without the marks that a writer puts inside the quotation.</summary>
    public string ComparableWords => Comparable(Words).Trim(' ', '.', ',', ';', ':', '!', '?', '…');

    private static ReadOnlySpan<char> ClosingOf(char opening) => opening switch
    {
        '"' => "\"",
        '«' => "»",
        '»' => "«»",
        '‹' => "›",
        '›' => "‹›",
        '‘' => "’",
        '‚' => "‘’",
        '「' => "」",
        '『' => "』",
        '„' => "“”\"",
        _ => "”\"",
    };
}
