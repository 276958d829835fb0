using LongRag.Retrievers.Dense;
using LongRag.Retrievers.Fusion;
using Xunit;

namespace LongRag.Retrievers.Tests.Fusion;

public sealed class FusedTests
{
    // Passage, document, neighbours; lexical score and rank; dense rank.
    private static readonly Candidate A = new(new PassageId("a"), 4, 1, new PassageEvidence(new DocumentId("d"), 0.6, 0.5, 0.4), 2);
    private static readonly Candidate B = new(new PassageId("b"), 2, 2, new PassageEvidence(new DocumentId("d"), 0.8, 0.5, 0.5), 1);
    private static readonly Candidate C = new(new PassageId("c"), 0, 0, new PassageEvidence(new DocumentId("e"), 0.5, 0.5, 0.5), 3);
    private static readonly Candidate Unembedded = new(new PassageId("u"), 4, 1, PassageEvidence.None, 0);

    [Fact]
    public void The_spread_rule_gives_what_its_formula_gives()
    {
        var fused = Fused.Of(new FusionOptions(), [A, B, C], usual: 0.4, spread: 0.1);
        // z = (0.8 - 0.4) / 0.1 = 4, so words weigh 8 / 4 = 2. b: (0.4 + 0.15 + 0.1 - 0.4) / 0.1 + 2 * 2 / 4; a: (0.3 + 0.15 + 0.08 - 0.4) / 0.1 + 2 * 4 / 4; c: (0.25 + 0.15 + 0.1 - 0.4) / 0.1.
        Assert.Equal(["b", "a", "c"], fused.Select(c => c.Candidate.Id.Value));
        Assert.Equal([3.5, 3.3, 1.0], fused.Select(c => Math.Round(c.Score, 9)));
        Assert.Equal([2.5, 1.3, 1.0], fused.Select(c => Math.Round(c.DensePart, 9)));
    }

    [Fact]
    public void A_passage_without_a_vector_gets_the_middle_of_the_others()
    {
        var fused = Fused.Of(new FusionOptions(), [B, C, Unembedded], usual: 0.4, spread: 0.1).ToDictionary(c => c.Candidate.Id.Value, StringComparer.Ordinal);
        Assert.Equal((2.5 + 1.0) / 2, fused["u"].DensePart, 9);
        Assert.Equal(2, fused["u"].LexicalPart, 9);
    }

    [Fact]
    public void Without_any_vector_the_order_is_that_of_the_words() =>
        Assert.Equal([("u", 4d)], Fused.Of(new FusionOptions(), [Unembedded], 0, 0).Select(c => (c.Candidate.Id.Value, c.Score)));

    [Fact]
    public void Reciprocal_ranks_are_summed_over_the_lists_that_hold_a_passage()
    {
        var fused = Fused.Of(new FusionOptions { Rule = FusionRule.ReciprocalRank }, [A, B, C], 0, 0);
        // a and b have the same sum: the smaller id comes first.
        Assert.Equal(["a", "b", "c"], fused.Select(c => c.Candidate.Id.Value));
        Assert.Equal([(1 / 61.0) + (1 / 62.0), (1 / 61.0) + (1 / 62.0), 1 / 63.0], fused.Select(c => c.Score));
    }

    [Fact]
    public void A_weighted_sum_is_of_scores_scaled_over_the_candidates()
    {
        var fused = Fused.Of(new FusionOptions { Rule = FusionRule.WeightedSum, LexicalShare = 0.25 }, [A, B, C], 0, 0).ToDictionary(c => c.Candidate.Id.Value, c => c.Score, StringComparer.Ordinal);
        Assert.Equal((0.75 / 3) + 0.25, fused["a"], 9);
        Assert.Equal(0.75 + 0.125, fused["b"], 9);
        Assert.Equal(0, fused["c"], 9);
    }

    [Fact]
    public void A_spread_that_is_not_known_is_taken_as_usual_and_no_distance_is_below_one()
    {
        var fused = Fused.Of(new FusionOptions(), [A], usual: 0.6, spread: 0).Single();
        // D = 0.3 + 0.15 + 0.08 = 0.53; z = max(1, 0): words weigh 8.
        Assert.Equal((-0.07 / 0.07) + 8, fused.Score, 9);
    }

    [Theory]
    [InlineData(0, 8, 0.3, 0.2)]
    [InlineData(100, -1, 0.3, 0.2)]
    [InlineData(100, 8, 0.9, 0.2)]
    [InlineData(100, double.NaN, 0.3, 0.2)]
    public void Settings_out_of_range_are_named(int depth, double weight, double document, double neighbours)
    {
        var failure = Assert.Throws<LongRagException>(() => new FusionOptions { Depth = depth, LexicalWeight = weight, DocumentShare = document, NeighbourShare = neighbours }.Checked());
        Assert.Equal("bad_config", failure.Code);
    }
}
