using System.Numerics;

namespace LongRag.Generator;

/// <summary>What the decision between an answer and none is made of. Shares are weighed by inverse frequency among all units.</summary>
internal enum AnswerabilityFeature
{
    /// <summary>Always 1.</summary>
    Bias,

    /// <summary>The best unit's score, over <see cref="Answerability.ScoreScale"/>.</summary>
    Score,

    /// <summary>Share of the question's terms in the best unit.</summary>
    Coverage,

    /// <summary>Share in the best unit, its headings and the unit before.</summary>
    Around,

    /// <summary>Share in the best unit's whole evidence with its headings.</summary>
    Evidence,

    /// <summary>Share in all evidence together.</summary>
    Anywhere,

    /// <summary>Share of the names and numbers of which no word is in any evidence.</summary>
    MentionsAbsent,

    /// <summary>Share of the names and numbers that the best unit's evidence holds whole.</summary>
    MentionsWhole,

    /// <summary>Number of different terms, in tens, at most 2.</summary>
    Terms,

    /// <summary>Pairs of the question's neighbouring words in the best unit.</summary>
    Phrases,

    /// <summary>How far the best unit's score is above the best of any other evidence, over <see cref="Answerability.ScoreScale"/>.</summary>
    Lead,

    /// <summary>The evidence was given, not found (score kind <c>given</c>): somebody thought that it answers.</summary>
    Given,
}

/// <summary>Decides whether the evidence carries an answer, and if not, says what is missing.</summary>
internal static class Answerability
{
    public const double ScoreScale = 10;

    private const double TermsScale = 10;
    private const double MostTermScales = 2;

    public static readonly int FeatureCount = Enum.GetValues<AnswerabilityFeature>().Length;

    /// <summary>Why there is no answer, in one sentence; null where there is one.</summary>
    public static string? Missing(Scoring scoring, double threshold)
    {
        if (scoring.Question.Terms.Count == 0) return "The question has no word to look for besides function words.";
        if (scoring.Best.Count == 0) return "The passages found hold no text that could be quoted.";
        if (NoCueAnywhere(scoring)) return $"The passages found name no {AnswerCues.NameOf(scoring.Question.Type)} that answers the question.";
        return scoring.Best[0].IsOnSubject && Chance(scoring) >= threshold ? null : Reason(scoring);
    }

    /// <summary>
    /// Whether a time or a number is asked for and nothing in the evidence could tell one. Only these two are plain enough to be missed with certainty: names need no capital
    /// in every text, reasons and ways no signal word.
    /// </summary>
    internal static bool NoCueAnywhere(Scoring scoring) => scoring.Question.Type is QuestionType.When or QuestionType.Quantity
        && !scoring.Best.Any(s => AnswerCues.MightTell(scoring.Question, s.Unit));

    /// <summary>The chance that the evidence carries an answer, 0 to 1.</summary>
    public static double Chance(Scoring scoring)
    {
        var sum = 0.0;
        var features = Features(scoring);
        for (var i = 0; i < FeatureCount; i++) sum += AnswerabilityWeights.Of((AnswerabilityFeature)i) * features[i];
        return 1 / (1 + Math.Exp(-sum));
    }

    public static double[] Features(Scoring scoring)
    {
        var best = scoring.Best[0];
        var (question, shares) = (scoring.Question, scoring.Shares);
        var index = Enumerable.Range(0, scoring.Evidence.Count).First(i => scoring.Evidence[i].Count > 0 && ReferenceEquals(scoring.Evidence[i][0].Evidence, best.Unit.Evidence));
        var headings = scoring.Headings[index];
        var before = best.Unit.Place > 0 ? scoring.Evidence[index][best.Unit.Place - 1].Covered : 0;
        var whole = scoring.Evidence[index].Aggregate(headings, (mask, unit) => mask | unit.Covered);
        var everything = Everything(scoring);
        var values = new double[FeatureCount];
        Set(AnswerabilityFeature.Bias, 1);
        Set(AnswerabilityFeature.Score, best.Score / ScoreScale);
        Set(AnswerabilityFeature.Coverage, shares.Of(best.Unit.Covered));
        Set(AnswerabilityFeature.Around, shares.Of(best.Unit.Covered | headings | before));
        Set(AnswerabilityFeature.Evidence, shares.Of(whole));
        Set(AnswerabilityFeature.Anywhere, shares.Of(everything));
        if (question.Mentions.Count > 0)
        {
            Set(AnswerabilityFeature.MentionsAbsent, (double)question.Mentions.Count(m => (m.Mask & everything) == 0) / question.Mentions.Count);
            Set(AnswerabilityFeature.MentionsWhole, (double)question.Mentions.Count(m => (m.Mask & ~whole) == 0) / question.Mentions.Count);
        }

        Set(AnswerabilityFeature.Terms, Math.Min(MostTermScales, question.Terms.Count / TermsScale));
        Set(AnswerabilityFeature.Phrases, best.Features[(int)SentenceFeature.Phrases]);
        var rival = scoring.Best.FirstOrDefault(s => s.Unit.Evidence.Number != best.Unit.Evidence.Number);
        Set(AnswerabilityFeature.Lead, rival is null ? 0 : (best.Score - rival.Score) / ScoreScale);
        Set(AnswerabilityFeature.Given, best.Unit.Evidence.Passages.All(p => string.Equals(p.ScoreKind, ScoredPassage.Given, StringComparison.Ordinal)) ? 1 : 0);
        return values;

        void Set(AnswerabilityFeature feature, double value) => values[(int)feature] = value;
    }

    private static ulong Everything(Scoring scoring) =>
        scoring.Evidence.SelectMany(units => units).Aggregate(scoring.Headings.Aggregate(0UL, (a, b) => a | b), (mask, unit) => mask | unit.Covered);

    private static string Reason(Scoring scoring)
    {
        var (question, everything) = (scoring.Question, Everything(scoring));
        if (question.Mentions.FirstOrDefault(m => (m.Mask & everything) == 0) is { } mention) return $"No passage mentions '{mention.Text}'.";
        var absent = ~everything & (question.Terms.Count == Question.MostTerms ? ulong.MaxValue : (1UL << question.Terms.Count) - 1);
        if (absent != 0) return $"No passage mentions '{question.Words[BitOperations.TrailingZeroCount(absent)]}'.";
        return "The passages found do not answer the question.";
    }
}
