namespace LongRag.Evaluation;

/// <summary>
/// Where the answer to a question stands in the text that was asked. <see cref="Spans"/> are alternatives (any annotator's answer suffices) or, with
/// <see cref="AllWanted"/>, parts that are all wanted.
/// </summary>
/// <param name="Document">Id of the gold document.</param>
/// <param name="Spans">In its text; empty where none is known.</param>
/// <param name="AllWanted">Whether each span counts by itself.</param>
public sealed record GoldEvidence(string Document, IReadOnlyList<TextSpan> Spans, bool AllWanted)
{
    /// <summary>
    /// The evidence of a question in the text as it is stored, which may differ from the set's in white space. Turns where the set gives them, else the answers' offsets,
    /// else every place of the document that holds an answer. A span whose characters are not found again is left out. Null where the set names no document.
    /// </summary>
    public static GoldEvidence? Of(QaQuestion question, QaDocument document, string stored)
    {
        if (question.Document is null) return null;
        if (question.EvidenceTurns.Count > 0)
        {
            var wanted = question.EvidenceTurns.Where(turns => turns.Last < document.Turns.Count).Select(turns => new TextSpan(document.Turns[turns.First].Start, document.Turns[turns.Last].End));
            return new GoldEvidence(document.Id, Moved(wanted, document.Text, stored), AllWanted: true);
        }

        if (question.AnswerSpans.Count > 0) return new GoldEvidence(document.Id, Moved(question.AnswerSpans.Where(span => span.End <= document.Text.Length), document.Text, stored), AllWanted: false);
        return new GoldEvidence(document.Id, [.. question.Answers.SelectMany(answer => Places(answer, stored))], AllWanted: false);
    }

    /// <summary>The spans in a text that differs from theirs in white space alone, by counting the other characters.</summary>
    private static List<TextSpan> Moved(IEnumerable<TextSpan> spans, string from, string to)
    {
        if (string.Equals(from, to, StringComparison.Ordinal)) return [.. spans];
        var (before, after) = (Printed(from), Printed(to));
        var moved = new List<TextSpan>();
        foreach (var span in spans.Select(s => s.Trimmed(from)).Where(s => !s.IsEmpty))
        {
            var (first, last) = (before.BinarySearch(span.Start), before.BinarySearch(span.End - 1));
            if (first < 0 || last < first || last >= after.Count) continue;
            var same = true;
            for (var i = first; i <= last && same; i++) same = from[before[i]] == to[after[i]];
            if (same) moved.Add(new TextSpan(after[first], after[last] + 1));
        }

        return moved;
    }

    private static List<int> Printed(string text)
    {
        var places = new List<int>(text.Length);
        for (var at = 0; at < text.Length; at++)
            if (!char.IsWhiteSpace(text[at])) places.Add(at);
        return places;
    }

    private static IEnumerable<TextSpan> Places(string answer, string text)
    {
        for (var at = text.IndexOf(answer, StringComparison.Ordinal); at >= 0; at = text.IndexOf(answer, at + answer.Length, StringComparison.Ordinal))
            yield return new TextSpan(at, at + answer.Length);
    }
}
