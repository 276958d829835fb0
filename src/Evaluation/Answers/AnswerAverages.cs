namespace LongRag.Evaluation;

/// <summary>Averages of checks over questions.</summary>
public static class AnswerAverages
{
    /// <summary>
    /// Each measure by name, averaged over the questions that have it; a measure that no question has is left out. <c>no_answer</c> is a share of all questions, the precisions are averages over those answered with a quote,
    /// everything else over all answerable questions: no answer counts as 0 there.
    /// </summary>
    public static Dictionary<string, double> Of(IReadOnlyList<AnswerCheck> checks)
    {
        var averages = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, value) in Measures)
        {
            var values = checks.Select(value).OfType<double>().ToList();
            if (values.Count > 0) averages[name] = values.Average();
        }

        return averages;
    }

    /// <summary>The measures by name, in the order in which they are shown.</summary>
    public static IReadOnlyList<(string Name, Func<AnswerCheck, double?> Value)> Measures { get; } =
    [
        ("first_quote_hit", check => check.FirstQuoteHit),
        ("quote_hit", check => check.QuoteHit),
        ("em", check => check.ExactMatch),
        ("f1", check => check.F1),
        ("best_subspan_em", check => check.BestSubspanExactMatch),
        ("citation_precision", check => check.CitationPrecision),
        ("citation_recall", check => check.CitationRecall),
        ("document_precision", check => check.DocumentPrecision),
        ("document_seen", check => check.DocumentSeen),
        ("no_answer", check => check.NoAnswer),
    ];
}
