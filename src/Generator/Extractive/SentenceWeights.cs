namespace LongRag.Generator;

/// <summary>
/// Weights of the features, fitted by conditional logistic regression on train questions of SQuAD and QED with the paragraph given, and that of the retrieval on what BM25 finds (<c>experiments/extractive.md</c>), but for two that those
/// paragraphs cannot teach, having no headings and hardly a question: a heading or a question is quoted only where nothing else comes near.
/// </summary>
internal static class SentenceWeights
{
    private static readonly double[] Weights = Ordered(new()
    {
        [SentenceFeature.Coverage] = 4.24,
        [SentenceFeature.HeadingCoverage] = 4.43,
        [SentenceFeature.BeforeCoverage] = 2.22,
        [SentenceFeature.BehindCoverage] = 2.35,
        [SentenceFeature.Plain] = 3.35,
        [SentenceFeature.PlainCarried] = 2.62,
        [SentenceFeature.PlainAvailable] = 1.04,
        [SentenceFeature.Names] = 0.74,
        [SentenceFeature.NamesCarried] = 0.83,
        [SentenceFeature.Mentions] = 0.78,
        [SentenceFeature.Phrases] = 0.76,
        [SentenceFeature.Nearness] = 1.57,
        [SentenceFeature.Position] = -0.69,
        [SentenceFeature.Opening] = 0.32,
        [SentenceFeature.PronounBefore] = 1.60,
        [SentenceFeature.Focus] = 0.53,
        [SentenceFeature.Fragment] = -0.51,
        [SentenceFeature.Asks] = -3,
        [SentenceFeature.Heading] = -3,
        [SentenceFeature.Who] = 1.71,
        [SentenceFeature.When] = 2.46,
        [SentenceFeature.Where] = 0.93,
        [SentenceFeature.Quantity] = 2.42,
        [SentenceFeature.Why] = 1.14,
        [SentenceFeature.How] = 0.45,
        [SentenceFeature.Definition] = 0.63,
        [SentenceFeature.Retrieval] = 10.10,
    });

    /// <summary>The score of a unit with those features: a logarithm of odds, comparable within one question.</summary>
    public static double Score(double[] features)
    {
        var sum = 0.0;
        for (var i = 0; i < features.Length; i++) sum += Weights[i] * features[i];
        return sum;
    }

    private static double[] Ordered(Dictionary<SentenceFeature, double> weights) => [.. Enum.GetValues<SentenceFeature>().Select(feature => weights[feature])];
}
