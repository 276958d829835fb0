using System.Text.Json;
using LongRag.Evaluation;
using LongRag.Rankers.Pairwise;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Rankers.Tests.Pairwise;

public sealed class PairScoresTests
{
    private static readonly (string Name, PairAggregation Aggregation)[] Named =
    [
        ("SUM", PairAggregation.Sum), ("SYM_SUM", PairAggregation.SymSum), ("SUM_LOG", PairAggregation.SumLog), ("SYM_SUM_LOG", PairAggregation.SymSumLog), ("MAX", PairAggregation.Max), ("MIN", PairAggregation.Min),
    ];

    private static double[] Values(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetDouble())];

    [Fact]
    public void Scores_and_orders_are_those_of_the_references()
    {
        var cases = InputLines.Read(Requires.Shared("golden", "seeds", "duo", "pairwise.jsonl.gz")).Select(line => JsonDocument.Parse(line.Text).RootElement).ToList();
        Assert.Equal(10, cases.Count);
        foreach (var one in cases)
        {
            var rows = one.GetProperty("p").EnumerateArray().Select(Values).ToArray();
            var (both, half) = (new double[rows.Length, rows.Length], new double[rows.Length, rows.Length]);
            for (var i = 0; i < rows.Length; i++)
                for (var j = 0; j < rows.Length; j++)
                    (both[i, j], half[i, j]) = (rows[i][j], i < j ? rows[i][j] : 1 - rows[j][i]);
            foreach (var (name, aggregation) in Named) AssertSame(one, name, PairScores.Of(both, aggregation));
            AssertSame(one, "UPPER_TRIANGLE_SYM", PairScores.Of(half, PairAggregation.Sum));
        }
    }

    private static void AssertSame(JsonElement one, string name, double[] scores)
    {
        var expected = Values(one.GetProperty("scores").GetProperty(name));
        Assert.All(expected.Zip(scores), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
        var order = Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]);
        Assert.Equal(one.GetProperty("order").GetProperty(name).EnumerateArray().Select(i => i.GetInt32()), order);
    }
}
