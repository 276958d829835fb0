using System.Buffers;

namespace LongRag;

/// <summary>
/// Cuts running text into sentences by rules: full stops are weighed by what stands before and behind them, blank lines and list markers always cut.
/// Meant for the prose of a block; knows the abbreviations of English texts, and the marks of Chinese, Japanese, Hindi, Arabic, Armenian and Amharic. Takes linear time on any input.
/// </summary>
public static class SentenceSplitter
{
    /// <summary>Sentences of the whole text: see <see cref="Split(string, TextSpan)"/>.</summary>
    public static IReadOnlyList<TextSpan> Split(string text) => Split(text, new TextSpan(0, text.Length));

    /// <summary>
    /// Sentences that tile <paramref name="within"/>: each ends where the next starts. The white space behind a sentence belongs to it; white space at the
    /// start of the range belongs to the first one. A range of nothing but white space is one span; an empty range has none.
    /// </summary>
    public static IReadOnlyList<TextSpan> Split(string text, TextSpan within)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (within.Start < 0 || within.End > text.Length) throw new ArgumentOutOfRangeException(nameof(within), within, $"The text has {text.Length} characters.");
        var sentences = new List<TextSpan>();
        if (within.IsEmpty) return sentences;

        var start = within.Start;
        foreach (var cut in new SentenceBoundaries(text, within))
        {
            sentences.Add(new TextSpan(start, cut));
            start = cut;
        }

        sentences.Add(new TextSpan(start, within.End));
        return sentences;
    }

    /// <summary>The same sentences without the white space around them; none is empty.</summary>
    public static IReadOnlyList<TextSpan> SplitTrimmed(string text, TextSpan within)
    {
        var trimmed = new List<TextSpan>();
        foreach (var sentence in Split(text, within))
        {
            var span = sentence.Trimmed(text);
            if (!span.IsEmpty) trimmed.Add(span);
        }

        return trimmed;
    }
}

/// <summary>The places inside a range where a new sentence starts, in order.</summary>
internal sealed class SentenceBoundaries(string text, TextSpan within)
{
    /// <summary>Longest word that can be an abbreviation or a list number: bounds the look back, so that time stays linear.</summary>
    private const int LongestToken = 16;

    /// <summary>A number of more digits at a sentence's start is a year or an amount, not a list number.</summary>
    private const int LongestListNumber = 3;

    private static readonly SearchValues<char> Interesting = SearchValues.Create(".!?…\n。！？｡．।॥؟۔։።");
    private static readonly SearchValues<char> Marks = SearchValues.Create(".!?…。！？｡．।॥؟۔։።");
    private static readonly SearchValues<char> WideMarks = SearchValues.Create("。！？｡．");
    private static readonly SearchValues<char> Closers = SearchValues.Create("\"'”’)]}»›」』】）〉》〕*_");
    private static readonly SearchValues<char> Openers = SearchValues.Create("\"'“‘„([{«‹「『【（〈《〔*_¿¡");
    private static readonly SearchValues<char> Continuations = SearchValues.Create(",;:.!?…");

    private int _sentence = within.Start;
    private int _at = within.Start;

    /// <summary>Start of the sentence found last.</summary>
    public int Current => _sentence;

    /// <summary>For <c>foreach</c>: one pass only.</summary>
    public SentenceBoundaries GetEnumerator() => this;

    /// <summary>Goes to the next start of a sentence; false at the end of the range.</summary>
    public bool MoveNext()
    {
        while (true)
        {
            var offset = text.AsSpan(_at, within.End - _at).IndexOfAny(Interesting);
            if (offset < 0) return false;
            _at += offset;
            var cut = text[_at] == '\n' ? AfterLine() : AfterMark();
            if (cut < 0) continue;
            if (cut >= within.End) return false;
            _sentence = _at = cut;
            return true;
        }
    }

    /// <summary>At a line feed: cuts at a blank line, and before a list item. Moves on.</summary>
    private int AfterLine()
    {
        var newLine = _at;
        var next = SkipWhite(newLine);
        _at = next;
        if (OnlyWhite(_sentence, newLine)) return -1;
        if (text.AsSpan(newLine + 1, next - newLine - 1).Contains('\n')) return next;
        return StartsListItem(next) && (EndsClause(newLine) || StartsListItem(SkipWhite(_sentence))) ? next : -1;
    }

    /// <summary>At a run of marks: cuts behind it where a sentence ends there. Moves on.</summary>
    private int AfterMark()
    {
        var mark = _at;
        var end = mark;
        while (end < within.End && Marks.Contains(text[end])) end++;
        _at = end;
        var after = SkipClosers(end);
        var next = SkipWhite(after);
        if (next >= within.End) { _at = next; return within.End; }
        if (WideMarks.Contains(text[end - 1])) return after > end && text[next] == 'と' ? -1 : next;
        if (next == after) return -1;

        // A blank line behind the mark cuts whatever the mark is worth.
        if (text.AsSpan(after, next - after).Count('\n') > 1) return next;
        if (Continuations.Contains(text[next])) return -1;
        var word = next;
        while (word < within.End && Openers.Contains(text[word])) word++;

        // Tokenised text ("okay . so we did") sets its marks apart and often has no capitals.
        if (end == mark + 1 && mark > _sentence + 1 && char.IsWhiteSpace(text[mark - 1]) && !Marks.Contains(text[mark - 2])) return next;
        if (word < within.End && char.IsLower(text[word]) && !(word + 1 < within.End && char.IsUpper(text[word + 1]))) return -1;
        if (text[mark] == '…' || end - mark > 1 && text[mark] == '.') return word < within.End && char.IsDigit(text[word]) ? -1 : next;
        return text[mark] == '.' && end == mark + 1 && !FullStopEndsSentence(mark, next, word) ? -1 : next;
    }

    /// <summary>Whether the full stop at <paramref name="dot"/> is more than an abbreviation's, an initial's or a list number's.</summary>
    private bool FullStopEndsSentence(int dot, int next, int word)
    {
        var start = dot;
        var floor = Math.Max(_sentence, dot - LongestToken);
        while (start > floor && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '.' or '&')) start--;
        if (start == dot) return true;
        var token = text.AsSpan(start, dot - start);

        if (StartsSentence(start) && IsListNumber(token)) return false;
        if (SentenceAbbreviations.NeverLast(token)) return false;
        var behind = word < within.End ? text[word] : ' ';
        if (SentenceAbbreviations.BeforeNumbers(token)) return !(char.IsDigit(behind) || text[next] == '(' || IsRomanNumber(word));
        if (token.Length == 1 ? char.IsUpper(token[0]) : SentenceAbbreviations.MayBeLast(token) || IsDotted(token)) return StartsWithOpeningWord(word);
        return true;
    }

    private bool StartsWithOpeningWord(int word)
    {
        var end = word;
        while (end < within.End && end - word < LongestToken && char.IsLetter(text[end])) end++;
        return end < within.End && (char.IsWhiteSpace(text[end]) || text[end] is ',' or '\'' or '’') && SentenceAbbreviations.OpensSentence(text.AsSpan(word, end - word));
    }

    private bool IsRomanNumber(int at)
    {
        var end = at;
        while (end < within.End && end - at < LongestToken && text[end] is 'I' or 'V' or 'X' or 'L' or 'C') end++;
        return end > at && (end == within.End || !char.IsLetter(text[end]));
    }

    /// <summary>Letters in groups of at most two with dots between them: "U.S", "p.m", "Ph.D".</summary>
    private static bool IsDotted(ReadOnlySpan<char> token)
    {
        if (!token.Contains('.')) return false;
        var group = 0;
        foreach (var c in token)
        {
            if (c == '.') group = 0;
            else if (!char.IsLetter(c) || ++group > 2) return false;
        }

        return true;
    }

    /// <summary>"12", "2.1", "a", "IV": what numbers an item when it stands first.</summary>
    private static bool IsListNumber(ReadOnlySpan<char> token)
    {
        if (token.Length == 1) return char.IsAsciiLetterOrDigit(token[0]);
        var digits = 0;
        var roman = true;
        foreach (var c in token)
        {
            roman &= c is 'I' or 'V' or 'X' or 'L' or 'C' or 'i' or 'v' or 'x';
            digits = c == '.' ? 0 : digits + 1;
            if (digits > LongestListNumber || c != '.' && !char.IsAsciiDigit(c) && !roman) return roman;
        }

        return true;
    }

    private bool StartsListItem(int at)
    {
        if (at >= within.End) return false;
        if (text[at] is '•' or '-' or '*' or '–' or '‣' or '▪' or '◦' or '+') return at + 1 < within.End && text[at + 1] is ' ' or '\t';
        var end = at;
        if (text[end] == '(') end++;
        var number = end;
        while (end < within.End && end - number <= LongestListNumber && char.IsAsciiDigit(text[end])) end++;
        if (end == number && end < within.End && char.IsAsciiLetter(text[end])) end++;
        return end > number && end - number <= LongestListNumber && end + 1 < within.End && text[end] is '.' or ')' && text[end + 1] is ' ' or '\t'
            // One letter and a full stop is an initial ("J. Smith"), not an item.
            && (text[end] == ')' || char.IsAsciiDigit(text[end - 1]));
    }

    private bool EndsClause(int end)
    {
        while (end > _sentence && char.IsWhiteSpace(text[end - 1])) end--;
        return end > _sentence && text[end - 1] is '.' or '!' or '?' or ':' or ';';
    }

    private bool StartsSentence(int at) => OnlyWhite(_sentence, at) || text[at - 1] == '(' && OnlyWhite(_sentence, at - 1);

    private bool OnlyWhite(int from, int to)
    {
        while (from < to && char.IsWhiteSpace(text[from])) from++;
        return from == to;
    }

    private int SkipWhite(int at)
    {
        while (at < within.End && char.IsWhiteSpace(text[at])) at++;
        return at;
    }

    /// <summary>Past closing quotes and brackets, and past reference numbers such as "[3]" and "[2, 5]".</summary>
    private int SkipClosers(int at)
    {
        while (at < within.End)
        {
            if (Closers.Contains(text[at])) { at++; continue; }
            if (text[at] != '[') return at;
            var end = at + 1;
            while (end < within.End && (char.IsAsciiDigit(text[end]) || text[end] is ',' or ' ' or '-' or '–')) end++;
            if (end == at + 1 || end >= within.End || text[end] != ']') return at;
            at = end + 1;
        }

        return at;
    }
}
