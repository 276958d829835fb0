namespace LongRag.Generator;

/// <summary>
/// Weights of the decision between an answer and none, fitted by logistic regression on train questions of SQuAD and QED, each once with the paragraph that answers it
/// and once with paragraphs of other articles: <c>experiments/extractive.md</c>.
/// </summary>
internal static class AnswerabilityWeights
{
    private static readonly Dictionary<AnswerabilityFeature, double> Weights = new()
    {
        [AnswerabilityFeature.Bias] = -3.01,
        [AnswerabilityFeature.Score] = 0.96,
        [AnswerabilityFeature.Coverage] = -2.21,
        [AnswerabilityFeature.Around] = 3.38,
        [AnswerabilityFeature.Evidence] = 1.30,
        [AnswerabilityFeature.Anywhere] = -0.70,
        [AnswerabilityFeature.MentionsAbsent] = -1.68,
        [AnswerabilityFeature.MentionsWhole] = 0.65,
        [AnswerabilityFeature.Terms] = 1.27,
        [AnswerabilityFeature.Phrases] = 1.38,
        [AnswerabilityFeature.Lead] = 3.51,
    };

    public static double Of(AnswerabilityFeature feature) => Weights[feature];
}
