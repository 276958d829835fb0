using System.Buffers;

namespace LongRag.Generator;

/// <summary>Cuts evidence into what can be quoted: sentences of prose, rows of tables, lines of code.</summary>
internal static class UnitReader
{
    /// <summary>Prose without a sentence's end is cut, at a white space, into pieces of at most this many characters: about four printed lines.</summary>
    private const int LongestUnit = 480;

    /// <summary>A line of at most so many words that does not end as a sentence does is a heading or a caption.</summary>
    private const int LongestHeading = 8;

    private static readonly SearchValues<char> RuleMarks = SearchValues.Create("|-:+= \t");
    private static readonly SearchValues<char> CodeMarks = SearchValues.Create("{};=()$<>");

    public static List<Unit> Read(Evidence evidence, Question question)
    {
        var units = new List<Unit>();
        var text = evidence.Text;
        for (var at = 0; at < text.Length;)
        {
            var block = BlockAt(text, at);
            at = block.End;
            var lines = LinesOf(text, block);
            if (lines.Count == 0) continue;
            if (IsTable(text, lines)) AddTable(lines);
            else if (IsCode(text, block, lines)) lines.ForEach(line => Add(line, UnitKind.Code, null));
            else SentenceSplitter.SplitTrimmed(text, block).SelectMany(sentence => Shorten(text, sentence)).ToList().ForEach(piece => Add(piece, KindOf(piece), null));
        }

        return units;

        void AddTable(List<TextSpan> lines)
        {
            Add(lines[0], UnitKind.Row, null);
            foreach (var line in lines.Skip(1))
                if (!IsRule(line.In(text))) Add(line, UnitKind.Row, lines[0]);
        }

        void Add(TextSpan span, UnitKind kind, TextSpan? header)
        {
            span = span.Trimmed(text);
            var terms = TermReader.Read(text, span);
            if (terms.Count == 0) return;
            units.Add(new Unit { Evidence = evidence, Span = span, Kind = kind, Place = units.Count, Header = header, Terms = terms, Covered = Cover(terms, question) });
        }

        UnitKind KindOf(TextSpan span)
        {
            var last = text[span.End - 1];
            if (last is '.' or '!' or '?' or '。' or '！' or '？' or '"' or '”' or '’' or ')' or ':' or ';' or ',') return UnitKind.Sentence;
            var words = 1;
            foreach (var c in span.In(text)) if (c == ' ') words++;
            return words <= LongestHeading && !span.In(text).Contains('\n') ? UnitKind.Heading : UnitKind.Sentence;
        }
    }

    /// <summary>Which of the question's terms are among those.</summary>
    public static ulong Cover(IReadOnlyList<Term> terms, Question question)
    {
        var mask = 0UL;
        foreach (var term in terms)
            if (question.Places.TryGetValue(term.Stem, out var place)) mask |= 1UL << place;
        return mask;
    }

    /// <summary>From there to behind the next blank line; a fenced block of code as a whole.</summary>
    private static TextSpan BlockAt(string text, int start)
    {
        var fenced = false;
        var at = start;
        while (at < text.Length)
        {
            var end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end + 1;
            var line = text.AsSpan(at, end - at).Trim();
            if (line.StartsWith("```", StringComparison.Ordinal)) fenced = !fenced;
            at = end;
            if (line.IsEmpty && !fenced) break;
        }

        return new TextSpan(start, at);
    }

    private static List<TextSpan> LinesOf(string text, TextSpan block)
    {
        var lines = new List<TextSpan>();
        for (var at = block.Start; at < block.End;)
        {
            var end = text.IndexOf('\n', at, block.End - at);
            end = end < 0 ? block.End : end;
            if (!text.AsSpan(at, end - at).IsWhiteSpace()) lines.Add(new TextSpan(at, end));
            at = end + 1;
        }

        return lines;
    }

    private static bool IsTable(string text, List<TextSpan> lines) => lines.Count > 1 && lines.TrueForAll(line =>
        line.In(text).Contains('\t') || line.In(text).TrimStart().StartsWith('|') || line.In(text).Contains(" | ", StringComparison.Ordinal));

    /// <summary>The line of dashes under a table's head.</summary>
    private static bool IsRule(ReadOnlySpan<char> line) => !line.ContainsAnyExcept(RuleMarks);

    private static bool IsCode(string text, TextSpan block, List<TextSpan> lines)
    {
        if (block.In(text).TrimStart().StartsWith("```", StringComparison.Ordinal)) return true;
        return 2 * lines.Count(line => line.In(text).TrimEnd() is [.., ';' or '{' or '}'] || line.In(text).StartsWith("    ", StringComparison.Ordinal)) > lines.Count
            && lines.Exists(line => line.In(text).ContainsAny(CodeMarks));
    }

    private static IEnumerable<TextSpan> Shorten(string text, TextSpan sentence)
    {
        while (sentence.Length > LongestUnit)
        {
            var line = text.IndexOf('\n', sentence.Start, LongestUnit);
            var cut = line > sentence.Start ? line : text.LastIndexOf(' ', sentence.Start + LongestUnit, LongestUnit);
            if (cut <= sentence.Start) cut = sentence.Start + LongestUnit - (char.IsHighSurrogate(text[sentence.Start + LongestUnit - 1]) ? 1 : 0);
            yield return new TextSpan(sentence.Start, cut).Trimmed(text);
            sentence = new TextSpan(cut, sentence.End).Trimmed(text);
        }

        yield return sentence;
    }
}
