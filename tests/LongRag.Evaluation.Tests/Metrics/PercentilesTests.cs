using Xunit;

namespace LongRag.Evaluation.Tests.Metrics;

public sealed class PercentilesTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 2)]
    [InlineData(0.51, 3)]
    [InlineData(0.99, 4)]
    [InlineData(1, 4)]
    public void A_percentile_is_a_value_that_was_measured(double share, double expected) => Assert.Equal(expected, Percentiles.At([1, 2, 3, 4], share));
}
