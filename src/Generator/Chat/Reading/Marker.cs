using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LongRag.Generator.Chat;

/// <summary>A reference to passages in a model's text: [1], [1, 2], [1-3], [Passage 2], 【1】, and (1) before a mark or at the end.</summary>
/// <param name="Span">Where it stands, with the blanks before it.</param>
/// <param name="Numbers">What it names.</param>
internal sealed partial record Marker(TextSpan Span, IReadOnlyList<int> Numbers)
{
    /// <summary>A longer range of numbers is cut.</summary>
    private const int LongestRange = 20;

    /// <summary>The markers of a text. Those inside back-ticks are code.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">The highest number that (n) can mean: a higher one is a number in brackets, such as a year.</param>
    public static List<Marker> Find(string text, int most)
    {
        var markers = new List<Marker>();
        // Text is read again with every piece of it, and most of it has no bracket.
        if (text.AsSpan().ContainsAny('[', '【'))
            foreach (var match in Square().EnumerateMatches(text)) Add(match);
        if (!text.Contains('(', StringComparison.Ordinal)) return markers;
        foreach (var match in Round().EnumerateMatches(text))
            if (NumbersOf(text.AsSpan(match.Index, match.Length)).TrueForAll(number => number >= 1 && number <= most)) Add(match);
        markers.Sort((a, b) => a.Span.Start.CompareTo(b.Span.Start));
        return markers;

        void Add(ValueMatch match)
        {
            if (!IsCode(text, match.Index, match.Index + match.Length)) markers.Add(new Marker(new TextSpan(match.Index, match.Index + match.Length), NumbersOf(text.AsSpan(match.Index, match.Length))));
        }
    }

    /// <summary>The text with its markers made harmless to whoever looks for sentences: letters inside a sentence, blanks behind its end. Its length stays.</summary>
    public static string Masked(string text, int most)
    {
        var masked = text.ToCharArray();
        foreach (var marker in Find(text, most))
        {
            var start = marker.Span.Start;
            while (start > 0 && char.IsWhiteSpace(masked[start - 1])) start--;
            var filler = start == 0 || masked[start - 1] is '.' or '!' or '?' or '…' or '。' or '！' or '？' or '"' or '”' or '’' or '»' or '›' or ' ' ? ' ' : 'x';
            masked.AsSpan(marker.Span.Start, marker.Span.Length).Fill(filler);
            if (filler == 'x') masked.AsSpan(start, marker.Span.Start - start).Fill('x');
        }

        return new string(masked);
    }

    /// <summary>The text with its markers in words, for a text whose numbers are not those of the answer's citations; without those that name no passage.</summary>
    public static string Spelled(string text, int most, Func<int, bool> exists)
    {
        var spelled = new StringBuilder(text.Length);
        var at = 0;
        foreach (var marker in Find(text, most))
        {
            if (marker.Span.Start < at) continue;
            spelled.Append(text, at, marker.Span.Start - at);
            var known = marker.Numbers.Where(exists).ToList();
            if (known.Count > 0) spelled.Append(spelled.Length == 0 || spelled[^1] == '\n' ? "" : " ").Append(known.Count == 1 ? "passage " : "passages ").AppendJoin(", ", known);
            at = marker.Span.End;
        }

        return spelled.Append(text, at, text.Length - at).ToString();
    }

    // As markers of an answer are read: a back-tick that nothing closes on its line is none.
    private static bool IsCode(string text, int start, int end)
    {
        if (text.AsSpan(0, start).Count('`') % 2 == 0) return false;
        var rest = text.AsSpan(end);
        var line = rest.IndexOf('\n');
        return (line < 0 ? rest : rest[..line]).Contains('`');
    }

    private static List<int> NumbersOf(ReadOnlySpan<char> marker)
    {
        // 【1†L10-L12】: lines, not passages.
        var suffix = marker.IndexOfAny('†', ':');
        if (suffix >= 0) marker = marker[..suffix];
        var numbers = new List<int>();
        var isRange = false;
        for (var at = 0; at < marker.Length;)
        {
            if (!char.IsAsciiDigit(marker[at]))
            {
                isRange |= marker[at] is '-' or '–' or '—' && numbers.Count > 0;
                if (marker[at] is ',' or ';') isRange = false;
                at++;
                continue;
            }

            var end = at;
            while (end < marker.Length && char.IsAsciiDigit(marker[end])) end++;
            var number = int.Parse(marker[at..end], NumberStyles.None, CultureInfo.InvariantCulture);
            if (isRange)
                for (var between = numbers[^1] + 1L; between < number && between < numbers[0] + LongestRange; between++) numbers.Add((int)between);
            numbers.Add(number);
            (isRange, at) = (false, end);
        }

        return [.. numbers.Distinct()];
    }

    [GeneratedRegex(@"[ \t]*(\[|【)\s*((passages?|documents?|docs?|sources?|evidence|ref|no\.?|#)\s*)?[0-9]{1,3}(\s*[,;\-–—&]\s*[0-9]{1,3})*\s*([†:][^\]】\n]{0,20})?(\]|】)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Square();

    [GeneratedRegex(@"[ \t]*\(\s*((passages?|documents?|docs?|sources?|evidence)\s*)?[0-9]{1,3}(\s*[,;\-–—&]\s*[0-9]{1,3})*\s*\)(?=\s*([.,;:!?]|$))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Round();
}
