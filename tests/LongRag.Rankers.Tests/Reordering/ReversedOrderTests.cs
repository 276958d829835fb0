using Xunit;

namespace LongRag.Rankers.Tests.Reordering;

public sealed class ReversedOrderTests
{
    [Fact]
    public void The_best_comes_last() => Assert.Equal([3, 2, 1], new ReversedOrder().Order([1, 2, 3]));
}
