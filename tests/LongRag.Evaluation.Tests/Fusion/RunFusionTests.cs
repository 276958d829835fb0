using Xunit;

namespace LongRag.Evaluation.Tests.Fusion;

public sealed class RunFusionTests
{
    // a, b and c in the first run, b and d in the second.
    private static readonly Run First = new("x", [new RankedList("q", [new("a", 5), new("b", 3), new("c", 1)])]);
    private static readonly Run Second = new("y", [new RankedList("q", [new("b", 10), new("d", 4)]), new RankedList("r", [new("e", 1)])]);

    private static Dictionary<string, double> Fused(string method, double[]? weights = null, ScoreNorm norm = ScoreNorm.None, double k = 60) =>
        RunFusion.Fuse(method, [First, Second], weights, norm, k)["q"]!.Entries.ToDictionary(entry => entry.Document, entry => Math.Round(entry.Score, 12));

    private static Dictionary<string, double> Values(double a, double b, double c, double d) => new[] { ("a", a), ("b", b), ("c", c), ("d", d) }.ToDictionary(pair => pair.Item1, pair => Math.Round(pair.Item2, 12));

    [Fact]
    public void Reciprocal_ranks_are_added() => Assert.Equivalent(Values(1 / 61.0, 1 / 62.0 + 1 / 61.0, 1 / 63.0, 1 / 62.0), Fused("rrf"), strict: true);

    [Fact]
    public void The_constant_and_the_weights_count() => Assert.Equivalent(Values(2 / 2.0, 2 / 3.0 + 3 / 2.0, 2 / 4.0, 3 / 3.0), Fused("rrf", [2, 3], k: 1), strict: true);

    [Fact]
    public void Inverse_squares_are_multiplied_by_the_lists_that_hold_the_document() => Assert.Equivalent(Values(1, 2 * (1 / 4.0 + 1), 1 / 9.0, 1 / 4.0), Fused("isr"), strict: true);

    [Theory]
    [InlineData("combsum", 5, 13, 1, 4)]
    [InlineData("combmnz", 5, 26, 1, 4)]
    [InlineData("combanz", 5, 6.5, 1, 4)]
    [InlineData("combmed", 5, 6.5, 1, 4)]
    [InlineData("combmax", 5, 10, 1, 4)]
    [InlineData("combmin", 5, 3, 1, 4)]
    [InlineData("minmax-weighted", 1, 0.5 + 1, 0, 0)]
    public void Scores_are_joined(string method, double a, double b, double c, double d) => Assert.Equivalent(Values(a, b, c, d), Fused(method), strict: true);

    [Fact]
    public void A_convex_combination_weighs_shares_of_the_range() => Assert.Equivalent(Values(0.3, 0.3 * 0.5 + 0.7, 0, 0), Fused("minmax-weighted", [0.3, 0.7]), strict: true);

    [Fact]
    public void Scores_are_made_comparable_first() => Assert.Equivalent(Values(4 / 6.0, 2 / 6.0 + 1, 0, 0), Fused("combsum", norm: ScoreNorm.Sum), strict: true);

    [Fact]
    public void A_list_of_equal_scores_has_no_range() =>
        Assert.Equal(1, RunFusion.Fuse("combsum", [new Run("x", [new RankedList("q", [new("a", 7)])])], norm: ScoreNorm.MinMax)["q"]!.Entries[0].Score);

    [Fact]
    public void A_query_of_one_run_is_kept_and_lists_are_cut()
    {
        Assert.Equal(["q", "r"], RunFusion.Fuse("rrf", [First, Second]).Lists.Select(list => list.Query));
        Assert.Equal(["b", "a"], RunFusion.Fuse("rrf", [First, Second], top: 2)["q"]!.Entries.Select(entry => entry.Document));
    }

    [Fact]
    public void Equal_results_come_in_the_order_of_trec_eval() => Assert.Equal(["d", "c"], RunFusion.Fuse("minmax-weighted", [First, Second])["q"]!.Entries.Skip(2).Select(entry => entry.Document));

    [Theory]
    [InlineData("vote", new double[0])]
    [InlineData("rrf", new[] { 1.0 })]
    public void Unknown_methods_and_missing_weights_are_refused(string method, double[] weights) =>
        Assert.Equal("bad_argument", Assert.Throws<LongRagException>(() => RunFusion.Fuse(method, [First, Second], weights)).Code);

    [Theory]
    [InlineData("combsum", double.NaN, 60)]
    [InlineData("rrf", 1, double.NaN)]
    [InlineData("rrf", double.PositiveInfinity, 60)]
    [InlineData("combsum", double.MaxValue, 60)]
    public void Numbers_that_are_not_finite_join_nothing(string method, double weight, double k)
    {
        var run = new Run("t", [new RankedList("q", [new RunEntry("a", 9)])]);
        Assert.Equal("bad_argument", Assert.Throws<LongRagException>(() => RunFusion.Fuse(method, [run, run], [weight, weight], k: k)).Code);
    }
}
