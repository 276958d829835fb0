using CsCheck;
using Xunit;

namespace LongRag.Evaluation.Tests.Significance;

public sealed class PairedTestsTests
{
    [Fact]
    public void Two_differences_have_the_t_of_the_text_book()
    {
        // Mean 3, standard error 1, one degree of freedom: Cauchy, p = 1 - 2/pi atan 3.
        var test = PairedTests.T([2, 4]);
        Assert.Equal(3, test.T, 12);
        Assert.Equal(1 - 2 / Math.PI * Math.Atan(3), test.P, 12);
        Assert.Equal(3 - Math.Tan(Math.PI * 0.475), test.Mean95.Low, 6);
    }

    [Fact]
    public void No_difference_at_all_has_p_1() => Assert.Equal((double.NaN, 1, 1), (PairedTests.T([0, 0, 0]).T, PairedTests.T([0, 0, 0]).P, PairedTests.Randomisation([0, 0, 0])));

    [Fact]
    public void Equal_differences_have_p_0() => Assert.Equal((double.PositiveInfinity, 0), (PairedTests.T([0.25, 0.25]).T, PairedTests.T([0.25, 0.25]).P));

    [Fact]
    public void One_query_tells_nothing()
    {
        Assert.Equal(double.NaN, PairedTests.T([0.7]).P);
        Assert.Equal(1, PairedTests.Randomisation([0.7]));
    }

    [Fact]
    public void All_signs_are_tried_for_few_differences() => Assert.Equal(2 / 8.0, PairedTests.Randomisation([1, 2, 3]));

    [Fact]
    public void Differences_of_0_change_nothing() => Assert.Equal(2 / 8.0, PairedTests.Randomisation([1, 0, 2, 0, 3, .. new double[40]]));

    [Fact]
    public void A_seed_gives_the_same_draws_again()
    {
        double[] differences = [.. Enumerable.Range(0, 40).Select(i => Math.Sin(i) + 0.2)];
        Assert.Equal(PairedTests.Randomisation(differences), PairedTests.Randomisation(differences));
        Assert.Equal(PairedTests.Bootstrap(differences), PairedTests.Bootstrap(differences));
    }

    [Fact]
    public void The_bootstrap_interval_lies_around_the_mean_and_within_the_values() => Gen.Double[-1, 1].Array[2, 40].Sample(values =>
    {
        var interval = PairedTests.Bootstrap(values);
        return interval.Low <= values.Average() + 1e-12 && interval.High >= values.Average() - 1e-12 && interval.Low >= values.Min() - 1e-12 && interval.High <= values.Max() + 1e-12;
    }, iter: 20);

    [Fact]
    public void Turning_the_difference_round_turns_t_and_keeps_p() => Gen.Double[-1, 1].Array[2, 12].Sample(values =>
    {
        double[] turned = [.. values.Select(value => -value)];
        var (there, back) = (PairedTests.T(values), PairedTests.T(turned));
        return there.T.Equals(-back.T) && there.P.Equals(back.P) && PairedTests.Randomisation(values).Equals(PairedTests.Randomisation(turned));
    }, iter: 100);

    [Fact]
    public void Runs_are_compared_over_the_judged_queries_that_either_has()
    {
        var qrels = new Qrels([("1", "a", 1), ("2", "a", 1), ("3", "a", 1)]);
        var first = new Run("x", [new RankedList("1", [new("a", 1)]), new RankedList("9", [new("a", 1)])]);
        var second = new Run("y", [new RankedList("1", [new("b", 2), new("a", 1)]), new RankedList("2", [new("a", 1)])]);
        var comparison = RunComparison.Of(qrels, first, second, "MRR");
        Assert.Equal([new QueryChange("1", 1, 0.5), new QueryChange("2", 0, 1)], comparison.Queries);
        Assert.Equal((1, 1, 0.5, 0.75), (comparison.Wins, comparison.Losses, comparison.Before, comparison.After));
        Assert.Equal("2", comparison.MostChanged.First().Query);
        Assert.Equal("bad_argument", Assert.Throws<LongRagException>(() => RunComparison.Of(qrels, first, second, "gm_map")).Code);
    }
}
