using Xunit;

namespace LongRag.Generator.Tests.Extractive;

public sealed class QuestionAnalysisTests
{
    [Theory]
    [InlineData("Who discovered it?", "Who")]
    [InlineData("Which team won the cup?", "Who")]
    [InlineData("When did it begin?", "When")]
    [InlineData("In what year did it begin?", "When")]
    [InlineData("Where is it?", "Where")]
    [InlineData("What city hosts the fair?", "Where")]
    [InlineData("How many moons are there?", "Quantity")]
    [InlineData("What is the population of Oslo?", "Quantity")]
    [InlineData("Why is the sky blue?", "Why")]
    [InlineData("How is cheese made?", "How")]
    [InlineData("What is entropy?", "Definition")]
    [InlineData("What does ARPU mean?", "Definition")]
    [InlineData("Did Anna know who came?", "YesNo")]
    [InlineData("Is the bridge open?", "YesNo")]
    [InlineData("What did the treaty end?", "Open")]
    [InlineData("bridge opening hours", "Open")]
    [InlineData("When the law is the target, what is it called?", "Open")]
    [InlineData("Where water is scarce, how many people are affected?", "Quantity")]
    [InlineData("Which contestant of season eight was she?", "Open")]
    [InlineData("", "Open")]
    public void Questions_have_a_kind(string question, string type) => Assert.Equal(type, QuestionAnalysis.Of(question).Type.ToString());

    [Fact]
    public void Function_words_are_no_terms_and_the_others_are_stems_each_once()
    {
        var question = QuestionAnalysis.Of("How many bridges did the bridge builders build?");
        Assert.Equal(["bridg", "builder", "build"], question.Terms);
        Assert.Equal(["bridges", "builders", "build"], question.Words);
    }

    [Theory]
    [InlineData("Where did Johannes Kepler live in 1,601?", "Johannes Kepler|1,601")]
    [InlineData("Who wrote “a quiet life” and the Iliad?", "a quiet life|Iliad")]
    [InlineData("WHERE DID KEPLER LIVE?", "")]
    [InlineData("Kepler lived where?", "")]
    public void Names_numbers_and_quoted_words_are_mentions(string question, string mentions) =>
        Assert.Equal(mentions, string.Join('|', QuestionAnalysis.Of(question).Mentions.Select(m => m.Text)));

    [Fact]
    public void A_long_question_keeps_its_first_sixty_four_terms()
    {
        var question = QuestionAnalysis.Of(string.Join(' ', Enumerable.Range(0, 500).Select(n => "w" + n)));
        Assert.Equal(64, question.Terms.Count);
        Assert.Equal("w63", question.Terms[^1]);
    }
}
