using System.Globalization;
using Xunit;

namespace LongRag.Generator.Tests.Extractive.Experiments;

/// <summary>How the decision between an answer and none was fitted. <c>experiments/extractive.md</c> says how to run it and what came out.</summary>
[Trait("Category", "Slow")]
public sealed class AnswerabilityFitTests(ITestOutputHelper output)
{
    [Fact]
    public void Shipped_answerability_weights_are_the_fitted_ones()
    {
        // A paragraph that is given was picked by somebody: it is taken to answer four times in five.
        var sets = new[] { QuestionSets.Squad("train.jsonl.gz", 22, titles: true), QuestionSets.Qed(i => i % 10 != 0 && i % 2 == 0) };
        var train = sets.SelectMany(set => Rows(set).Concat(Rows((Given(set.Answerable), [.. Given(set.Unanswerable).Where((_, i) => i % 4 == 0)])))).ToList();
        var weights = LogisticFit.Plain(train);
        for (var i = 0; i < weights.Length; i++)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[AnswerabilityFeature.{(AnswerabilityFeature)i}] = {weights[i]:F2},"));
        foreach (var (name, set) in new[] { ("squad train", QuestionSets.Squad("train.jsonl.gz", 22, titles: true).Answerable), ("qed", QuestionSets.Qed(i => i % 10 == 0).Answerable) })
        {
            var typed = set.Select(a => SentenceScorer.Score(QuestionAnalysis.Of(a.Text), [.. a.Evidence.Where(e => e.Number == a.Gold)])).Where(s => s.Question.Type is QuestionType.When or QuestionType.Quantity).ToList();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {typed.Count} questions for a time or a number; the gold paragraph lacks the cue for {(double)typed.Count(Answerability.NoCueAnywhere) / typed.Count:P1}"));
        }

        Report("train", train);
        var dev = QuestionSets.Squad("dev-v1.1.jsonl.gz", 5, titles: true);
        Report("squad dev, a paragraph given", Rows((Given(dev.Answerable), Given(dev.Unanswerable))));
        Report("squad dev", Rows(dev));
        Report("squad dev untitled", Rows(QuestionSets.Squad("dev-v1.1.jsonl.gz", 5, titles: false)));
        Report("qed", Rows(QuestionSets.Qed(i => i % 10 == 0)));

        Report("narrativeqa, own story or another", Rows((QuestionSets.Narrative(), QuestionSets.Narrative(away: 7))));
        for (var i = 0; i < weights.Length; i++) Assert.Equal(weights[i], AnswerabilityWeights.Of((AnswerabilityFeature)i), 0.1);

        void Report(string name, List<(double[] Values, bool Right)> rows)
        {
            var chances = rows.Select(r => (Chance: 1 / (1 + Math.Exp(-LogisticFit.Dot(weights, r.Values))), r.Right)).OrderBy(r => r.Chance).ToList();
            var (wrong, ordered) = (0.0, 0.0);
            foreach (var (_, right) in chances) { if (right) ordered += wrong; else wrong++; }
            var answerable = chances.Count - wrong;
            var points = new[] { 0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5 }.Select(t =>
                string.Create(CultureInfo.InvariantCulture, $"{t}: refused {chances.Count(c => !c.Right && c.Chance < t) / wrong:P0} / lost {chances.Count(c => c.Right && c.Chance < t) / answerable:P0}"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: AUC {ordered / wrong / answerable:F3}; {string.Join("; ", points)}"));
        }
    }

    /// <summary>The same questions with the gold paragraph given, or the best of those that do not answer.</summary>
    private static List<Asked> Given(List<Asked> set) => [.. set.Where(a => a.Evidence.Count > 0).Select(a => a with { Evidence = [a.Evidence[Math.Max(0, a.Gold - 1)] with { Number = 1, Passages = [.. a.Evidence[Math.Max(0, a.Gold - 1)].Passages.Select(p => p with { ScoreKind = ScoredPassage.Given })] }], Gold = Math.Min(1, a.Gold) })];

    private static List<(double[] Values, bool Right)> Rows((List<Asked> Answerable, List<Asked> Unanswerable) sets) =>
        [.. sets.Answerable.Concat(sets.Unanswerable).Select(a => (SentenceScorer.Score(QuestionAnalysis.Of(a.Text), a.Evidence), a.Gold > 0)).Where(s => s.Item1.Best.Count > 0)
            .Select(s => (Answerability.Features(s.Item1), s.Item2))];
}
