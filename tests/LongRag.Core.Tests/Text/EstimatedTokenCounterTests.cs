using CsCheck;
using Xunit;

namespace LongRag.Core.Tests.Text;

public sealed class EstimatedTokenCounterTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("   \n", 0)]
    [InlineData("cat", 1)]
    [InlineData("kitten", 1)]
    [InlineData("kittens", 2)]
    [InlineData("The cat sat.", 4)]
    [InlineData("2020", 2)]
    [InlineData("x=1;", 4)]
    [InlineData("渡し船", 3)]
    [InlineData("U238", 2)]
    public void Counts_words_marks_and_dense_scripts(string text, int tokens) => Assert.Equal(tokens, EstimatedTokenCounter.Instance.Count(text));

    [Fact]
    public void A_longer_text_never_counts_less() =>
        Gen.String.Select(Gen.String).Sample((head, tail) =>
            Assert.True(EstimatedTokenCounter.Instance.Count(head) <= EstimatedTokenCounter.Instance.Count(head + tail)));
}
