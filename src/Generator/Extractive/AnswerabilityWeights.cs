namespace LongRag.Generator;

/// <summary>
/// Weights of the decision between an answer and none, fitted by logistic regression on train questions of SQuAD and QED, each once with the paragraph that answers it
/// and once with paragraphs of other articles: <c>experiments/extractive.md</c>.
/// </summary>
internal static class AnswerabilityWeights
{
    private static readonly Dictionary<AnswerabilityFeature, double> Weights = new()
    {
        [AnswerabilityFeature.Bias] = -3.00,
        [AnswerabilityFeature.Score] = 0.96,
        [AnswerabilityFeature.Coverage] = -2.18,
        [AnswerabilityFeature.Around] = 3.19,
        [AnswerabilityFeature.Evidence] = 1.43,
        [AnswerabilityFeature.Anywhere] = -0.69,
        [AnswerabilityFeature.MentionsAbsent] = -1.68,
        [AnswerabilityFeature.MentionsWhole] = 0.64,
        [AnswerabilityFeature.Terms] = 1.24,
        [AnswerabilityFeature.Pairs] = 1.40,
        [AnswerabilityFeature.Lead] = 3.54,
    };

    public static double Of(AnswerabilityFeature feature) => Weights[feature];
}
