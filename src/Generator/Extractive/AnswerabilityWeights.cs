namespace LongRag.Generator;

/// <summary>
/// Weights of the decision between an answer and none, fitted by logistic regression on train questions of SQuAD and QED, each once with the paragraph that answers it
/// and once with paragraphs of other articles, five together and one alone: <c>experiments/extractive.md</c>.
/// </summary>
internal static class AnswerabilityWeights
{
    private static readonly Dictionary<AnswerabilityFeature, double> Weights = new()
    {
        [AnswerabilityFeature.Bias] = -5.19,
        [AnswerabilityFeature.Score] = 1.83,
        [AnswerabilityFeature.Coverage] = -1.54,
        [AnswerabilityFeature.Around] = 2.70,
        [AnswerabilityFeature.Evidence] = -0.08,
        [AnswerabilityFeature.Anywhere] = 0.11,
        [AnswerabilityFeature.MentionsAbsent] = -1.59,
        [AnswerabilityFeature.MentionsWhole] = 0.60,
        [AnswerabilityFeature.Terms] = 0.52,
        [AnswerabilityFeature.Phrases] = 1.42,
        [AnswerabilityFeature.Lead] = 2.57,
        [AnswerabilityFeature.Alone] = 1.5,
    };

    public static double Of(AnswerabilityFeature feature) => Weights[feature];
}
