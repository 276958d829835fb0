namespace LongRag.Generator;

/// <summary>
/// Weights of the decision between an answer and none, fitted by logistic regression on train questions of SQuAD and QED, each once with the paragraph that answers it
/// and once with paragraphs of other articles, five found or one given: <c>experiments/extractive.md</c>.
/// </summary>
internal static class AnswerabilityWeights
{
    private static readonly Dictionary<AnswerabilityFeature, double> Weights = new()
    {
        [AnswerabilityFeature.Bias] = -5.42,
        [AnswerabilityFeature.Score] = 2.21,
        [AnswerabilityFeature.Coverage] = -1.96,
        [AnswerabilityFeature.Around] = 3.69,
        [AnswerabilityFeature.Evidence] = -1.12,
        [AnswerabilityFeature.Anywhere] = 0.04,
        [AnswerabilityFeature.MentionsAbsent] = -1.56,
        [AnswerabilityFeature.MentionsWhole] = 0.66,
        [AnswerabilityFeature.Terms] = 0.39,
        [AnswerabilityFeature.Phrases] = 1.63,
        [AnswerabilityFeature.Lead] = 2.61,
        [AnswerabilityFeature.Given] = 2.17,
    };

    public static double Of(AnswerabilityFeature feature) => Weights[feature];
}
