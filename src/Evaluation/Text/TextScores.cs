namespace LongRag.Evaluation;

/// <summary>All measures of an answer against its gold answers, by name, as fractions; of several gold answers the best counts, measure by measure.</summary>
public static class TextScores
{
    /// <summary>
    /// <c>em</c> and <c>f1</c> by SQuAD v1.1, <c>em_v2</c> and <c>f1_v2</c> by v2.0, <c>best_subspan_em</c>, <c>longbench_f1</c>, and the F of <c>rouge1</c>, <c>rouge2</c>, <c>rougeL</c>, <c>rougeLsum</c>.
    /// </summary>
    public static IReadOnlyDictionary<string, double> Of(AnswerRow row, Rouge rouge)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(rouge);
        var (prediction, answers) = (row.Prediction, row.Answers);
        var f1 = AnswerScores.F1(prediction, answers);
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["em"] = AnswerScores.ExactMatch(prediction, answers),
            ["f1"] = f1,
            ["em_v2"] = AnswerScores.ExactMatch(prediction, answers, SquadRules.V2),
            ["f1_v2"] = AnswerScores.F1(prediction, answers, SquadRules.V2),
            ["best_subspan_em"] = AnswerScores.BestSubspanExactMatch(prediction, answers),
            ["longbench_f1"] = f1,
            ["rouge1"] = Best(answer => rouge.N(1, prediction, answer)),
            ["rouge2"] = Best(answer => rouge.N(2, prediction, answer)),
            ["rougeL"] = Best(answer => rouge.L(prediction, answer)),
            ["rougeLsum"] = Best(answer => rouge.LSum(prediction, answer)),
        };

        double Best(Func<string, RougeScore> score) => answers.Select(answer => score(answer).F).DefaultIfEmpty(0).Max();
    }
}
