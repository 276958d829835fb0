namespace LongRag.Generator;

/// <summary>
/// Weights of the decision between an answer and none, fitted by logistic regression on train questions of SQuAD and QED, each once with the paragraph that answers it
/// and once with paragraphs of other articles: <c>experiments/extractive.md</c>.
/// </summary>
internal static class AnswerabilityWeights
{
    private static readonly Dictionary<AnswerabilityFeature, double> Weights = new()
    {
        [AnswerabilityFeature.Bias] = -3.39,
        [AnswerabilityFeature.Score] = 1.77,
        [AnswerabilityFeature.Coverage] = -2.06,
        [AnswerabilityFeature.Around] = 3.64,
        [AnswerabilityFeature.Evidence] = 1.40,
        [AnswerabilityFeature.Anywhere] = -0.83,
        [AnswerabilityFeature.MentionsAbsent] = -1.70,
        [AnswerabilityFeature.MentionsWhole] = 0.65,
        [AnswerabilityFeature.CueMissing] = 0.08,
        [AnswerabilityFeature.Terms] = 1.69,
        [AnswerabilityFeature.Pairs] = 1.53,
    };

    public static double Of(AnswerabilityFeature feature) => Weights[feature];
}
