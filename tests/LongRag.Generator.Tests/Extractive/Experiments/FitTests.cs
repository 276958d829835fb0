using System.Globalization;
using Xunit;

namespace LongRag.Generator.Tests.Extractive.Experiments;

/// <summary>How the weights were fitted. <c>experiments/extractive.md</c> says how to run it and what came out.</summary>
[Trait("Category", "Slow")]
public sealed class FitTests(ITestOutputHelper output)
{
    /// <summary>Set by hand, for the train paragraphs have neither: see <see cref="SentenceWeights"/>.</summary>
    private static readonly SentenceFeature[] SetByHand = [SentenceFeature.Asks, SentenceFeature.Heading];

    private const int Retrieval = (int)SentenceFeature.Retrieval;

    /// <summary>Every 22nd train question from this one on was kept apart: what to build was decided on those.</summary>
    private const int HeldOut = 11;

    [Fact]
    public void Shipped_sentence_weights_are_the_fitted_ones()
    {
        var asked = QuestionSets.SquadGiven("train.jsonl.gz", i => i % 4 == 0 && i % 22 != HeldOut).Concat(QuestionSets.QedGiven(i => i % 10 != 0 && i % 2 == 0)).ToList();
        var groups = asked.Select(Group).ToList();
        var weights = LogisticFit.Conditional([.. groups.Select(WithoutRetrieval)]);
        // One weight more, in units of the sentence's score, on what BM25 finds.
        var open = QuestionSets.SquadOpen("train.jsonl.gz", i => i % 22 == 0).Concat(QuestionSets.QedOpen(i => i % 10 != 0 && i % 2 == 0)).Select(Group).ToList();
        var two = LogisticFit.Conditional([.. open.Select(g => g.Select(r => (new[] { LogisticFit.Dot(weights, WithoutRetrieval(r.Values)), r.Values[Retrieval] }, r.Right)).ToArray())]);
        weights[Retrieval] = two[1] / two[0];
        for (var i = 0; i < weights.Length; i++)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[SentenceFeature.{(SentenceFeature)i}] = {weights[i]:F2},"));

        Report("given: train", groups);
        Report("given: squad held out", [.. QuestionSets.SquadGiven("train.jsonl.gz", i => i % 22 == HeldOut).Select(Group)]);
        Report("given: qed held out", [.. QuestionSets.QedGiven(i => i % 10 == 0).Select(Group)]);
        Report("open: train", open);
        Report("open: squad held out", [.. QuestionSets.SquadOpen("train.jsonl.gz", i => i % 22 == HeldOut).Select(Group)]);
        Report("open: qed held out", [.. QuestionSets.QedOpen(i => i % 10 == 0).Select(Group)]);
        for (var i = 0; i < weights.Length; i++)
        {
            var one = new double[weights.Length];
            one[i] = 1;
            if (!SetByHand.Contains((SentenceFeature)i)) Assert.Equal(weights[i], SentenceWeights.Score(one), 0.1);
        }

        void Report(string name, List<(double[] Values, bool Right)[]> set)
        {
            double Rate(int top, Func<double[], double> score) => set.Count(g => g.OrderByDescending(r => score(r.Values)).Take(top).Any(r => r.Right)) / (double)set.Count;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, {set.Count} questions: fitted @1 {Rate(1, v => LogisticFit.Dot(weights, v)):P2} @2 {Rate(2, v => LogisticFit.Dot(weights, v)):P2}; shipped @1 {Rate(1, SentenceWeights.Score):P2} @2 {Rate(2, SentenceWeights.Score):P2}; coverage alone @1 {Rate(1, v => v[0]):P2} @2 {Rate(2, v => v[0]):P2}; holding one {Rate(int.MaxValue, v => v[0]):P2}"));
        }
    }

    private static (double[] Values, bool Right)[] WithoutRetrieval((double[] Values, bool Right)[] group) => [.. group.Select(r => (WithoutRetrieval(r.Values), r.Right))];

    private static double[] WithoutRetrieval(double[] values) => [.. values.Select((v, i) => i == Retrieval ? 0 : v)];

    private static (double[] Values, bool Right)[] Group(Asked asked)
    {
        var scoring = SentenceScorer.Score(QuestionAnalysis.Of(asked.Text), asked.Evidence);
        return [.. scoring.Best.Select(s => (s.Features, asked.Answers.Any(a => s.Unit.Characters.Contains(a, StringComparison.Ordinal))))];
    }
}
