using System.Globalization;
using Xunit;

namespace LongRag.Generator.Tests.Extractive.Experiments;

/// <summary>How the weights were fitted. <c>experiments/extractive.md</c> says how to run it and what came out.</summary>
[Trait("Category", "Slow")]
public sealed class FitTests(ITestOutputHelper output)
{
    /// <summary>Set by hand, for the train paragraphs have neither: see <see cref="SentenceWeights"/>.</summary>
    private static readonly SentenceFeature[] SetByHand = [SentenceFeature.Asks, SentenceFeature.Heading];

    [Fact]
    public void Shipped_sentence_weights_are_the_fitted_ones()
    {
        var squad = QuestionSets.Squad("train.jsonl.gz", 22, titles: true);
        var qed = QuestionSets.Qed(i => i % 10 != 0 && i % 2 == 0);
        var asked = squad.Answerable.Concat(qed.Answerable).ToList();
        var groups = asked.Select(Group).ToList();
        var weights = LogisticFit.Conditional(groups);
        for (var i = 0; i < weights.Length; i++)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[(int)SentenceFeature.{(SentenceFeature)i}] = {weights[i]:F2},"));

        for (var i = 0; i < weights.Length; i++)
        {
            var one = new double[weights.Length];
            one[i] = 1;
            if (!SetByHand.Contains((SentenceFeature)i)) Assert.Equal(weights[i], SentenceWeights.Score(one), 0.1);
        }

        foreach (var (name, set) in new[] { ("train", asked), ("squad dev", QuestionSets.Squad("dev-v1.1.jsonl.gz", 5, titles: true).Answerable), ("squad dev untitled", QuestionSets.Squad("dev-v1.1.jsonl.gz", 5, titles: false).Answerable), ("qed", QuestionSets.Qed(i => i % 10 == 0).Answerable) })
        {
            var dev = set.Select(Group).Where(g => g.Any(r => r.Right)).ToList();
            double Rate(int top, Func<double[], double> score) => dev.Count(g => g.OrderByDescending(r => score(r.Values)).Take(top).Any(r => r.Right)) / (double)dev.Count;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {dev.Count} of {set.Count}; fitted @1 {Rate(1, v => LogisticFit.Dot(weights, v)):P1} @3 {Rate(3, v => LogisticFit.Dot(weights, v)):P1}; overlap @1 {Rate(1, v => v[0]):P1} @3 {Rate(3, v => v[0]):P1}; shipped @1 {Rate(1, SentenceWeights.Score):P1} @3 {Rate(3, SentenceWeights.Score):P1}"));
        }
    }

    internal static (double[] Values, bool Right)[] Group(Asked asked)
    {
        var scoring = SentenceScorer.Score(QuestionAnalysis.Of(asked.Text), asked.Evidence);
        return [.. scoring.Best.Select(s => (s.Features, s.Unit.Evidence.Number == asked.Gold && asked.Answers.Any(a => s.Unit.Characters.Contains(a, StringComparison.Ordinal))))];
    }
}
