using LongRag.Generator.Chat;
using Xunit;

namespace LongRag.Generator.Tests.Chat;

public sealed class FollowUpRewriterTests
{
    private static readonly Turn[] Turns = [new("When was the Halm bridge opened?", "The Halm bridge was opened in May 1931 [1].")];

    [Theory]
    [InlineData("Who designed it?", "Who designed it? (Halm bridge, May 1931)")]
    [InlineData("And how long is that?", "And how long is that? (Halm bridge, May 1931)")]
    [InlineData("Why?", "Why? (Halm bridge, May 1931)")]
    public async Task Without_a_model_names_are_carried_over(string question, string alone)
    {
        var rewritten = await new FollowUpRewriter().RewriteAsync(Turns, question, TestContext.Current.CancellationToken);
        Assert.Equal((alone, RewrittenBy.CarriedOver), (rewritten.Text, rewritten.By));
    }

    [Theory]
    [InlineData("How much is paid for a standby day?", "A standby day is a day at home, within 45 minutes of the quay. We pay £46.", "And who decides about it?", "standby day")]
    [InlineData("Where was the Solan built?", "The Solan was built at Moss in 1987 [1].", "And when?", "Solan, Moss")]
    [InlineData("Where does the Solan sail?", "From Lorvik at 7:30.", "How often does it call there?", "Solan, Lorvik")]
    [InlineData("Who may cancel a sailing?", "The master alone decides.", "When must they say so?", "sailing")]
    [InlineData("What does a bed in the hostel cost?", "A bed costs £18 a night.", "Is breakfast in that?", "bed, hostel")]
    [InlineData("How many passengers does the Kittiwake carry?", "It carries 240 passengers.", "And how many cars?", "Kittiwake")]
    [InlineData("Why are the funnels of the ships green?", "In 1947 the only paint to be had was green.", "Who painted them?", "funnels, ships green")]
    [InlineData("When is the ticket office open?", "From 8 to 17.", "And on Sundays?", "ticket office open")]
    [InlineData("Which shipyard built Sandpiper?", "Sandpiper was built by Aker in Oslo.", "What did it pay?", "Sandpiper, Aker, Oslo")]
    [InlineData("What happens to lost luggage?", "It is kept for 30 days.", "And after that?", "luggage")]
    public async Task What_was_asked_about_is_carried_over_and_neither_numbers_of_the_answer_nor_verbs(string asked, string answer, string question, string carried)
    {
        var rewritten = await new FollowUpRewriter().RewriteAsync([new Turn(asked, answer)], question, TestContext.Current.CancellationToken);
        Assert.Equal($"{question} ({carried})", rewritten.Text);
    }

    [Theory]
    [InlineData("How many passengers did the Lorvik ferry take?")]
    [InlineData("Which river does the Halm bridge cross?")]
    public async Task A_question_that_stands_alone_is_left_as_it_is(string question)
    {
        foreach (var model in new[] { ScriptedModel.Of(question), ScriptedModel.Of("When was the Halm bridge opened?"), ScriptedModel.Of(question + " It was opened in May 1931.") })
        {
            Assert.Equal(new StandaloneQuestion(question, RewrittenBy.Nobody), await new FollowUpRewriter(model.Model()).RewriteAsync(Turns, question, TestContext.Current.CancellationToken));
            Assert.Single(model.Prompts);
        }

        Assert.Equal(RewrittenBy.Nobody, (await new FollowUpRewriter().RewriteAsync(Turns, question, TestContext.Current.CancellationToken)).By);
    }

    [Theory]
    [InlineData("When was the Halm bridge opened?", "The Halm bridge was opened in May 1931 [1].", "What did the construction cost?", "What did the construction of the Halm bridge cost?")]
    [InlineData("Wann wurde die Halmbrücke eröffnet?", "Die Halmbrücke wurde im Mai 1931 eröffnet und ist nicht alt.", "Wer hat sie entworfen?", "Wer hat die Halmbrücke entworfen?")]
    [InlineData("Quand le pont de Halm a-t-il été ouvert ?", "Le pont de Halm a été ouvert en mai 1931 par le roi.", "Qui l’a conçu ?", "Qui a conçu le pont de Halm ?")]
    [InlineData("哈尔姆桥是什么时候开放的？", "哈尔姆桥于1931年5月开放。", "它是谁设计的？", "哈尔姆桥是谁设计的？")]
    public async Task A_model_is_asked_in_any_language_and_where_no_word_points(string asked, string answer, string question, string alone)
    {
        var rewritten = await new FollowUpRewriter(ScriptedModel.Of(alone).Model()).RewriteAsync([new Turn(asked, answer)], question, TestContext.Current.CancellationToken);
        Assert.Equal(new StandaloneQuestion(alone, RewrittenBy.Model), rewritten);
    }

    [Theory]
    [InlineData("What did the construction cost?", "What did the Halm bridge cost?")]
    [InlineData("What did the construction cost?", "What did the construction of the Oda dam cost?")]
    [InlineData("Wer hat sie bezahlt?", "When was the Halm bridge opened?")]
    public async Task A_rewriting_that_loses_a_word_of_the_question_is_not_taken(string question, string written) =>
        Assert.Equal(new StandaloneQuestion(question, RewrittenBy.Nobody), await new FollowUpRewriter(ScriptedModel.Of(written).Model()).RewriteAsync(Turns, question, TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_model_that_thinks_rewrites_where_it_has_room()
    {
        ScriptedModel Thinking() => new((_, _) => [.. Enumerable.Range(0, 100).Select(i => i == 0 ? "<think>" : $"step {i}\n"), "</think>", "\nWho designed the Halm bridge?"]) { KeepsToLimit = true };
        Assert.Equal(RewrittenBy.CarriedOver, (await new FollowUpRewriter(Thinking().Model()).RewriteAsync(Turns, "Who designed it?", TestContext.Current.CancellationToken)).By);
        var rewritten = await new FollowUpRewriter(Thinking().Model(), 2000).RewriteAsync(Turns, "Who designed it?", TestContext.Current.CancellationToken);
        Assert.Equal(new StandaloneQuestion("Who designed the Halm bridge?", RewrittenBy.Model), rewritten);
    }

    [Fact]
    public async Task The_first_question_is_left_as_it_is() =>
        Assert.Equal(RewrittenBy.Nobody, (await new FollowUpRewriter().RewriteAsync([], "Who designed it?", TestContext.Current.CancellationToken)).By);

    [Fact]
    public async Task A_subject_without_a_name_is_carried_over_too()
    {
        var rewritten = await new FollowUpRewriter().RewriteAsync([new("what is peat moss?", "")], "where does it grow?", TestContext.Current.CancellationToken);
        Assert.Equal("where does it grow? (peat moss)", rewritten.Text);
    }

    [Fact]
    public async Task A_model_rewrites_the_question()
    {
        var model = ScriptedModel.Of("Who designed the ", "Halm bridge?\nAnd more");
        var rewritten = await new FollowUpRewriter(model.Model()).RewriteAsync(Turns, "Who designed it?", TestContext.Current.CancellationToken);
        Assert.Equal(("Who designed the Halm bridge?", RewrittenBy.Model), (rewritten.Text, rewritten.By));
        Assert.Contains("Question: When was the Halm bridge opened?\nAnswer: The Halm bridge was opened in May 1931 [1].\n\nFollow-up question: Who designed it?", model.Prompts[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Who designed the Golden Gate bridge?")]
    [InlineData("Who designed it?")]
    [InlineData("When was the Halm bridge opened?")]
    [InlineData("Halm\ufffd")]
    public async Task A_rewriting_that_says_something_new_or_nothing_is_not_taken(string written)
    {
        var rewritten = await new FollowUpRewriter(ScriptedModel.Of(written).Model()).RewriteAsync(Turns, "Who designed it?", TestContext.Current.CancellationToken);
        Assert.Equal(RewrittenBy.CarriedOver, rewritten.By);
    }

    [Fact]
    public async Task A_model_that_fails_costs_nothing_but_its_rewriting()
    {
        var model = new ScriptedModel((_, _) => throw new LongRagException("model_timeout", "Slow."));
        Assert.Equal(RewrittenBy.CarriedOver, (await new FollowUpRewriter(model.Model()).RewriteAsync(Turns, "Who designed it?", TestContext.Current.CancellationToken)).By);
    }
}
