using CsCheck;
using Xunit;

namespace LongRag.Rankers.Tests.Reordering;

public sealed class HardNegativeOrderTests
{
    private static int[] Order(int count) => [.. new HardNegativeOrder().Order([.. Enumerable.Range(1, count)])];

    [Fact]
    public void Five_come_as_1_3_5_4_2() => Assert.Equal([1, 3, 5, 4, 2], Order(5));

    [Fact]
    public void Six_come_as_1_3_5_6_4_2() => Assert.Equal([1, 3, 5, 6, 4, 2], Order(6));

    [Fact]
    public void None_one_and_two_stay_as_they_are()
    {
        Assert.Empty(Order(0));
        Assert.Equal([1], Order(1));
        Assert.Equal([1, 2], Order(2));
    }

    [Fact]
    public void Nothing_is_lost_or_doubled_at_any_length() =>
        Gen.Int[0, 400].Sample(count => Order(count).Order().SequenceEqual(Enumerable.Range(1, count)));

    [Fact]
    public void The_best_is_first_and_the_second_best_is_last() =>
        Gen.Int[2, 400].Sample(count => Order(count)[0] == 1 && Order(count)[^1] == 2);

    [Fact]
    public void Rank_order_changes_nothing() => Assert.Equal(["a", "b", "c"], new RankOrder().Order<string>(["a", "b", "c"]));
}
