namespace LongRag.Generator;

/// <summary>
/// Weights of the decision between an answer and none, fitted by logistic regression on train questions of SQuAD and QED, each once with the paragraph that answers it
/// and once with paragraphs of other articles, five found or one given: <c>experiments/extractive.md</c>.
/// </summary>
internal static class AnswerabilityWeights
{
    private static readonly Dictionary<AnswerabilityFeature, double> Weights = new()
    {
        [AnswerabilityFeature.Bias] = -5.89,
        [AnswerabilityFeature.Score] = 2.50,
        [AnswerabilityFeature.Coverage] = -2.24,
        [AnswerabilityFeature.Around] = 4.25,
        [AnswerabilityFeature.Evidence] = -1.61,
        [AnswerabilityFeature.Anywhere] = 0.02,
        [AnswerabilityFeature.MentionsAbsent] = -1.63,
        [AnswerabilityFeature.MentionsWhole] = 0.62,
        [AnswerabilityFeature.Terms] = 0.63,
        [AnswerabilityFeature.Phrases] = 1.73,
        [AnswerabilityFeature.Lead] = 2.57,
        [AnswerabilityFeature.Given] = 0.79,
    };

    public static double Of(AnswerabilityFeature feature) => Weights[feature];
}
