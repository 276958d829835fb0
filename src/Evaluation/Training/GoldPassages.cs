namespace LongRag.Evaluation;

/// <summary>Which passages of a document answer a question.</summary>
public static class GoldPassages
{
    /// <summary>
    /// The passages that overlap the gold evidence: all of them where every span is wanted, else the first. Where no place is known, the first passage that contains an answer; empty where there is none.
    /// </summary>
    /// <param name="question">The question.</param>
    /// <param name="evidence">Where the answer stands in the stored text; null where the set names no document.</param>
    /// <param name="passages">Passages of the stored document, by ordinal.</param>
    public static IReadOnlyList<Passage> Of(QaQuestion question, GoldEvidence? evidence, IReadOnlyList<Passage> passages)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(passages);
        var spans = evidence?.Spans ?? [];
        if (evidence is { AllWanted: true } && spans.Count > 0) return [.. passages.Where(p => spans.Any(p.Span.Overlaps))];
        // A place without the answer's words is of another version of the text.
        var placed = passages.FirstOrDefault(p => spans.Any(p.Span.Contains) && AnswerContainment.Holds(p.Text, question.Answers));
        var found = placed ?? passages.FirstOrDefault(p => AnswerContainment.HoldsWords(p.Text, question.Answers));
        return found is null ? [] : [found];
    }
}
