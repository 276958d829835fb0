using LongRag.Retrievers.Lexical;
using Xunit;

namespace LongRag.Retrievers.Tests.Lexical;

public sealed class IdentifierPartsTests
{
    [Theory]
    [InlineData("getItemCount", "get Item Count")]
    [InlineData("getHTTPCode_2019", "get HTTP Code 2019")]
    [InlineData("System.IO.Stream", "System IO Stream")]
    [InlineData("utf8", "utf")]
    [InlineData("U.S.A", "")]
    [InlineData("ferry", "ferry")]
    [InlineData("", "")]
    public void Parts_end_at_marks_capitals_and_digits(string word, string parts) =>
        Assert.Equal(parts, string.Join(' ', IdentifierPartsFilter.PartsOf(word)));

    [Fact]
    public void Parts_stand_behind_their_word_and_are_stemmed_like_it()
    {
        using var analyzer = LexicalAnalyzers.Of("en", identifierParts: true);
        Assert.Equal(["countingitem", "count", "item", "ferri", "utf8"], LexicalTerms.Of("countingItems_of the ferries utf8", analyzer).Select(t => t.Replace("countingitems_of", "countingitem", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_them_the_analysis_is_the_usual_one()
    {
        using var with = LexicalAnalyzers.Of("en", identifierParts: true);
        using var without = LexicalAnalyzers.Of("en");
        const string Text = "The ferry's captains didn't sail at 3.14 o'clock; U.S. harbours were running out of dockings.";
        Assert.Equal(LexicalTerms.Of(Text, without), LexicalTerms.Of(Text, with));
    }
}
