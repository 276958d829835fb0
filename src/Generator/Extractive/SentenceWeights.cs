namespace LongRag.Generator;

/// <summary>
/// Weights of the features, fitted by conditional logistic regression on train questions of SQuAD and QED (<c>experiments/extractive.md</c>), but for two that those
/// paragraphs cannot teach, having no headings and hardly a question: a heading or a question is quoted only where nothing else comes near.
/// </summary>
internal static class SentenceWeights
{
    private static readonly double[] Weights = Ordered(new()
    {
        [SentenceFeature.Coverage] = 7.77,
        [SentenceFeature.HeadingCoverage] = 10.13,
        [SentenceFeature.BeforeCoverage] = 3.58,
        [SentenceFeature.BehindCoverage] = 2.18,
        [SentenceFeature.EvidenceCoverage] = -2.18,
        [SentenceFeature.Pairs] = 1.76,
        [SentenceFeature.Mentions] = 0.71,
        [SentenceFeature.Rank] = 1.32,
        [SentenceFeature.First] = 0.95,
        [SentenceFeature.Length] = -0.83,
        [SentenceFeature.Fragment] = -0.69,
        [SentenceFeature.Asks] = -3,
        [SentenceFeature.Heading] = -3,
        [SentenceFeature.Pronoun] = -0.33,
        [SentenceFeature.PronounBefore] = 2.32,
        [SentenceFeature.Who] = 1.97,
        [SentenceFeature.When] = 2.70,
        [SentenceFeature.Where] = 1.03,
        [SentenceFeature.Quantity] = 2.66,
        [SentenceFeature.Why] = 1.38,
        [SentenceFeature.How] = 0.30,
        [SentenceFeature.Definition] = 0.96,
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
