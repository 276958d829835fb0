using Xunit;

namespace LongRag.Generator.Tests.Extractive;

public sealed class SentenceFeatureTests
{
    [Theory]
    [InlineData("found", "foundat", true)]
    [InlineData("activ", "activist", true)]
    [InlineData("cat", "category", false)]
    [InlineData("inter", "international", false)]
    [InlineData("bridg", "brick", false)]
    public void Words_that_share_most_of_their_letters_are_near(string a, string b, bool near) => Assert.Equal(near, NearForms.AreNear(a, b));

    [Fact]
    public void Terms_weigh_by_their_letters_and_names_weigh_more()
    {
        var shares = TermShares.ByWord(QuestionAnalysis.Of("Where did Kepler grow apples?"));
        Assert.Equal([9.0 / 19, 4.0 / 19, 6.0 / 19], [shares.Of(0), shares.Of(1), shares.Of(2)]);
        Assert.Equal(15.0 / 19, shares.Of(0b101UL), 12);
    }

    [Fact]
    public void Terms_weigh_by_the_units_that_hold_them()
    {
        var question = QuestionAnalysis.Of("bridge river");
        var shares = TermShares.ByRarity(question, Units(question, "The bridge is long. The bridge is old. The river is wide."));
        var (bridge, river) = (Math.Log(1 + 3 / 2.5), Math.Log(1 + 3 / 1.5));
        Assert.Equal(bridge / (bridge + river), shares.Of(0), 12);
    }

    [Theory]
    [InlineData("who met ingrid solheim at the bridge", 0b0110UL)]
    [InlineData("Who met Ingrid Solheim at the bridge?", 0b0110UL)]
    [InlineData("Who met ingrid solheim at the bridge?", 0b0000UL)]
    public void Names_are_what_the_question_writes_large_or_without_capitals_what_the_text_does(string text, ulong names)
    {
        var question = QuestionAnalysis.Of(text);
        Assert.Equal(["met", "ingrid", "solheim", "bridg"], question.Terms);
        Assert.Equal(names, question.NamesAmong(Units(question, "Then Ingrid Solheim met a friend on the bridge.")));
    }

    [Theory]
    [InlineData("What language is spoken there?", "languag")]
    [InlineData("How many passengers did it take?", "passeng")]
    [InlineData("What is peat?", null)]
    [InlineData("Who was it?", null)]
    public void The_noun_behind_the_question_word_is_its_focus(string text, string? focus)
    {
        var question = QuestionAnalysis.Of(text);
        Assert.Equal(focus, question.Focus is { } place ? question.Terms[place] : null);
    }

    [Theory]
    [InlineData("The mill was built in 1820.", "The mill was built in 1905.")]
    [InlineData("The mill was built in 1905.", "The mill was built in 1820.")]
    public async Task Of_sentences_that_say_as_much_the_one_of_the_better_passage_is_quoted(string better, string worse)
    {
        var answer = await TinyCorpus.AskAsync(new ExtractiveOptions { MostSentences = 1 }, new Query { Text = "When was the mill built?" }, better, worse);
        Assert.Equal(better, Assert.Single(answer.Citations).Quote);
    }

    [Fact]
    public async Task A_sentence_that_answers_is_found_though_what_it_is_about_was_named_before()
    {
        const string text = "Selma Brekke kept the lighthouse of Hamnes. The lamp was lit by oil. In the autumn of 1904 a storm broke the lantern.";
        var answer = await TinyCorpus.AskAsync(new ExtractiveOptions { MostSentences = 1 }, new Query { Text = "When was the lantern of the lighthouse of Hamnes broken?" }, text);
        Assert.Equal("In the autumn of 1904 a storm broke the lantern.", Assert.Single(answer.Citations).Quote);
    }

    private static List<Unit> Units(Question question, string text) => UnitReader.Read(Experiments.QuestionSets.Evidence(1, "t", text, 0), question);
}
