using LongRag.Client.Functions;
using Xunit;

namespace LongRag.SemanticKernel.Tests.Functions;

public sealed class TextBudgetTests
{
    [Theory]
    [InlineData("one two three", 13, "one two three")]
    [InlineData("one two three", 12, "one two")]
    [InlineData("one two three", 7, "one two")]
    [InlineData("one two three", 6, "one")]
    [InlineData("one two three", 2, "on")]
    [InlineData("one", 0, "")]
    [InlineData("a\U0001F600b", 2, "a")]
    [InlineData("a\U0001F600b", 3, "a\U0001F600")]
    public void A_text_is_cut_between_words_and_never_in_a_character(string text, int most, string cut) => Assert.Equal(cut, TextBudget.Cut(text, most));
}
