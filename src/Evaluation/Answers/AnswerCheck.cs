namespace LongRag.Evaluation;

/// <summary>
/// What is measured of one answer without a judge. Precision and recall of citations are those of evidence sentences in FEVER (Thorne et al. 2018) with overlap in the place of sentence numbers.
/// Null where the question does not have what is measured.
/// </summary>
/// <param name="NoAnswer">1 where no answer was given.</param>
/// <param name="ExactMatch">SQuAD's exact match of the answer's text; the best over the gold answers.</param>
/// <param name="F1">SQuAD's F1 of the answer's text; the best over the gold answers.</param>
/// <param name="BestSubspanExactMatch">1 where the answer's text holds a gold answer, both normalised as SQuAD does ("Lost in the Middle", Liu et al. 2023).</param>
/// <param name="FirstQuoteHit">1 where the first quote holds a gold answer, character by character.</param>
/// <param name="QuoteHit">1 where any quote does.</param>
/// <param name="CitationPrecision">Share of the quotes that overlap a gold span of the gold document; of that document at all where no span is known. Null without a quote.</param>
/// <param name="CitationRecall">1 where a quote overlaps an answer's span (alternatives: one suffices); with evidence that is all wanted, the share of its spans that a quote overlaps. 0 without a quote.</param>
/// <param name="DocumentPrecision">Share of the quotes from the gold document. Null without a quote.</param>
/// <param name="DocumentSeen">1 where the generator was given something of the gold document: what retrieval left possible.</param>
public sealed record AnswerCheck(
    double NoAnswer, double? ExactMatch, double? F1, double? BestSubspanExactMatch, double? FirstQuoteHit, double? QuoteHit, double? CitationPrecision, double? CitationRecall, double? DocumentPrecision, double? DocumentSeen)
{
    /// <summary>Checks an answer. To a question that has none, no answer is right: exact match and F1 are 1 then and else 0, as in SQuAD 2.0, and nothing else is measured.</summary>
    /// <param name="question">With its gold answers.</param>
    /// <param name="gold">Where they stand; null where it is not known.</param>
    /// <param name="answer">What was answered.</param>
    public static AnswerCheck Of(QaQuestion question, GoldEvidence? gold, QuotedAnswer answer)
    {
        var none = answer.NoAnswerReason is null ? 0 : 1;
        if (question.IsUnanswerable) return new AnswerCheck(none, none, none, null, null, null, null, null, null, null);
        var answers = question.Answers;
        var has = answers.Count > 0;
        return new AnswerCheck(
            none,
            has ? AnswerScores.ExactMatch(answer.Text, answers) : null,
            has ? AnswerScores.F1(answer.Text, answers) : null,
            has ? AnswerScores.BestSubspanExactMatch(answer.Text, answers) : null,
            has ? Hit(answers, answer.Quotes.Take(1)) : null,
            has ? Hit(answers, answer.Quotes) : null,
            gold is null || answer.Quotes.Count == 0 ? null : answer.Quotes.Average(quote => IsRight(quote, gold) ? 1.0 : 0),
            gold is null || gold.Spans.Count == 0 ? null : Recall(gold, answer.Quotes),
            gold is null || answer.Quotes.Count == 0 ? null : answer.Quotes.Average(quote => IsOf(quote, gold) ? 1.0 : 0),
            gold is null ? null : answer.Seen.Contains(gold.Document, StringComparer.Ordinal) ? 1 : 0);
    }

    private static double Hit(IReadOnlyList<string> answers, IEnumerable<Quoted> quotes) =>
        quotes.Any(quote => answers.Any(answer => quote.Text.Contains(answer, StringComparison.Ordinal))) ? 1 : 0;

    private static bool IsOf(Quoted quote, GoldEvidence gold) => string.Equals(quote.Document, gold.Document, StringComparison.Ordinal);

    private static bool IsRight(Quoted quote, GoldEvidence gold) => IsOf(quote, gold) && (gold.Spans.Count == 0 || gold.Spans.Any(span => span.Overlaps(quote.Span)));

    private static double Recall(GoldEvidence gold, IReadOnlyList<Quoted> quotes)
    {
        var found = gold.Spans.Count(span => quotes.Any(quote => IsOf(quote, gold) && quote.Span.Overlaps(span)));
        return gold.AllWanted ? (double)found / gold.Spans.Count : found > 0 ? 1 : 0;
    }
}
