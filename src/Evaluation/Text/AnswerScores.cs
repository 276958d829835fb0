namespace LongRag.Evaluation;

/// <summary>Whose rules hold where an answer is empty once it is normalised.</summary>
public enum SquadRules
{
    /// <summary>The v1.1 script: F1 of two empty answers is 0.</summary>
    V1,

    /// <summary>The v2.0 script: F1 of two empty answers is 1, and gold answers that are empty do not count beside others.</summary>
    V2,
}

/// <summary>Answers compared with gold answers; the best over the gold answers counts. Fractions from 0 to 1. For SQuAD's measures no gold answer at all means the empty one: there is no answer.</summary>
public static class AnswerScores
{
    /// <summary>SQuAD's exact match: the normal forms are the same.</summary>
    public static double ExactMatch(string prediction, IReadOnlyList<string> answers, SquadRules rules = SquadRules.V1)
    {
        var normal = AnswerText.Normalize(prediction);
        return Golds(answers, rules).Any(answer => string.Equals(AnswerText.Normalize(answer), normal, StringComparison.Ordinal)) ? 1 : 0;
    }

    /// <summary>SQuAD's F1 of the words of the normal forms, counted with repetition. With the rules of v1.1 it is LongBench's QA F1 too.</summary>
    public static double F1(string prediction, IReadOnlyList<string> answers, SquadRules rules = SquadRules.V1)
    {
        var words = AnswerText.Words(prediction);
        return Golds(answers, rules).Select(answer => F1(words, AnswerText.Words(answer), rules)).DefaultIfEmpty(0).Max();
    }

    /// <summary>Whether the normal form of any gold answer stands somewhere in that of the prediction (Liu et al. 2023, Lost in the Middle). Their script gives it the first line of a prediction.</summary>
    public static double BestSubspanExactMatch(string prediction, IReadOnlyList<string> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var normal = AnswerText.Normalize(prediction);
        return answers.Any(answer => normal.Contains(AnswerText.Normalize(answer), StringComparison.Ordinal)) ? 1 : 0;
    }

    private static string[] Golds(IReadOnlyList<string> answers, SquadRules rules)
    {
        ArgumentNullException.ThrowIfNull(answers);
        string[] left = [.. answers.Where(answer => rules == SquadRules.V1 || AnswerText.Normalize(answer).Length > 0)];
        return left.Length > 0 ? left : [""];
    }

    private static double F1(List<string> prediction, List<string> gold, SquadRules rules)
    {
        if (rules == SquadRules.V2 && (prediction.Count == 0 || gold.Count == 0)) return prediction.Count == gold.Count ? 1 : 0;
        var same = Overlap.Of(prediction, gold);
        return same == 0 ? 0 : Overlap.F((double)same / prediction.Count, (double)same / gold.Count);
    }
}
