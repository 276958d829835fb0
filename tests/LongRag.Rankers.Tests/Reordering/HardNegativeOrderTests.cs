using System.Text.Json;
using CsCheck;
using LongRag.TestKit;
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
    public void Orders_and_places_are_those_of_the_stored_goldens()
    {
        using var goldens = JsonDocument.Parse(File.ReadAllText(Requires.Shared("golden", "seeds", "reorder", "orders.json")));
        Assert.NotEmpty(goldens.RootElement.EnumerateArray());
        foreach (var golden in goldens.RootElement.EnumerateArray())
        {
            var count = golden.GetProperty("k").GetInt32();
            Assert.Equal(Numbers(golden, "order"), Order(count));
            Assert.Equal(Numbers(golden, "position_of"), Enumerable.Range(1, count).Select(rank => HardNegativeOrder.PlaceOf(rank, count)));
        }

        static int[] Numbers(JsonElement golden, string name) => [.. golden.GetProperty(name).EnumerateArray().Select(n => n.GetInt32())];
    }

    [Fact]
    public void Rank_order_changes_nothing() => Assert.Equal(["a", "b", "c"], new RankOrder().Order<string>(["a", "b", "c"]));
}
