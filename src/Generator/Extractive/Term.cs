namespace LongRag.Generator;

/// <summary>One word of a text.</summary>
/// <param name="Stem">Lower case, stemmed where it is English letters; a number without its thousands' commas; two neighbouring characters in scripts without blanks.</param>
/// <param name="Start">Its first character.</param>
/// <param name="Length">Its characters.</param>
/// <param name="IsStopWord">Whether it says nothing of the subject.</param>
/// <param name="IsCapitalised">Whether it begins with a capital.</param>
/// <param name="HasDigit">Whether it begins with a digit.</param>
internal readonly record struct Term(string Stem, int Start, int Length, bool IsStopWord, bool IsCapitalised, bool HasDigit)
{
    public int End => Start + Length;

    /// <summary>Whether its script has no blanks between words.</summary>
    public bool IsDense => TermReader.IsDense(Stem[0]);

    public ReadOnlySpan<char> In(string text) => text.AsSpan(Start, Length);
}

/// <summary>Reads the words of a text. Questions and evidence are read alike, so that they meet.</summary>
internal static class TermReader
{
    public static List<Term> Read(string text, TextSpan within)
    {
        var terms = new List<Term>();
        for (var at = within.Start; at < within.End;)
        {
            if (!char.IsLetterOrDigit(text[at])) { at++; continue; }
            var end = IsDense(text[at]) ? EndOfDense(text, at, within.End) : EndOfWord(text, at, within.End);
            terms.Add(Make(text, at, end));
            // Characters of a script without blanks come in overlapping pairs.
            at = IsDense(text[at]) && end - at == 2 && end < within.End && IsDense(text[end]) ? end - 1 : end;
        }

        return terms;
    }

    private static int EndOfDense(string text, int at, int limit) => at + 1 < limit && IsDense(text[at + 1]) ? at + 2 : at + 1;

    private static int EndOfWord(string text, int at, int limit)
    {
        var end = at + 1;
        while (end < limit)
        {
            var next = text[end];
            var joins = char.IsLetterOrDigit(next) ? !IsDense(next) : IsInsideNumber(text, end, limit) || char.GetUnicodeCategory(next) == System.Globalization.UnicodeCategory.NonSpacingMark;
            if (!joins) break;
            end++;
        }

        return end;
    }

    private static bool IsInsideNumber(string text, int at, int limit) =>
        text[at] is '.' or ',' && char.IsAsciiDigit(text[at - 1]) && at + 1 < limit && char.IsAsciiDigit(text[at + 1]);

    private static Term Make(string text, int start, int end)
    {
        var word = text.AsSpan(start, end - start);
        var digit = char.IsDigit(word[0]);
        var lower = word.ToString().ToLowerInvariant();
        var stem = digit ? lower.Replace(",", "", StringComparison.Ordinal) : PorterStemmer.Stem(lower);
        return new Term(stem, start, end - start, EnglishStopWords.Contains(lower), char.IsUpper(word[0]), digit);
    }

    internal static bool IsDense(char c) => c is (>= '\u0E00' and <= '\u0EFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF')
        or (>= '\u2E80' and <= '\uA4CF') or (>= '\uAC00' and <= '\uD7AF') or (>= '\uF900' and <= '\uFAFF');
}
