using LongRag.Generator.Chat;
using LongRag.Generator.Tests.Extractive;
using Xunit;

namespace LongRag.Generator.Tests.Chat;

/// <summary>Models that think or give reasons before they answer.</summary>
public sealed class ThinkingModelTests
{
    private const string Bridge = "The Halm bridge crosses the river Oda. The bridge was opened in May 1931 after four years of work.";
    private const string Opened = "When was the Halm bridge opened?";

    private static readonly string[] Hundred = [.. Enumerable.Range(1, 100).Select(i => $"step {i} ")];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_model_that_thinks_a_hundred_tokens_answers_shortly_where_it_has_room(bool apart)
    {
        ScriptedModel Thinking() => apart ? new((_, _) => ["May 1931 [1]"]) { Thoughts = Hundred, KeepsToLimit = true } : new((_, _) => ["<think>", .. Hundred, "</think>", "May 1931 [1]"]) { KeepsToLimit = true };
        var cut = await AskAsync(Thinking(), AnswerMode.Short);
        Assert.Equal("extractive", cut.Generator);
        Assert.Equal("The model was cut after 32 tokens, before its answer had begun: one that thinks needs more room (Generation:AnswerTokens).", cut.Notes[0].Text);
        var answer = await AskAsync(Thinking(), AnswerMode.Short, most: 2000);
        Assert.Equal(("chat:scripted", "May 1931 [1]", "The bridge was opened in May 1931 after four years of work."), (answer.Generator, answer.Text, Assert.Single(answer.Citations).Quote));
        Assert.Empty(answer.Notes);
    }

    [Theory]
    [InlineData(null, 4096, 512)]
    [InlineData(null, 1024, 256)]
    [InlineData(3000, 8192, 3000)]
    [InlineData(32_768, 8192, 4096)]
    [InlineData(1, 8192, 1)]
    public async Task Tokens_that_are_asked_for_leave_half_of_the_context(int? asked, int context, int most)
    {
        var model = ScriptedModel.Of("May 1931 [1].");
        await TinyCorpus.AskAsync(new ChatGenerator(model.Model(context), new ChatGeneratorOptions { MostTokens = asked }), new Query { Text = Opened }, Bridge);
        Assert.Equal(most, model.Options!.MaxOutputTokens);
    }

    [Fact]
    public async Task Thoughts_of_many_tokens_take_time_in_their_length()
    {
        var model = new ScriptedModel((_, _) => Enumerable.Range(0, 30_000).Select(i => $"idea {i} ").Prepend("<think>").Append("</think>It opened in May 1931 [1]."));
        var answer = await TinyCorpus.AskAsync(new ChatGenerator(model.Model(1_000_000), new ChatGeneratorOptions { MostTokens = 32_768 }), new Query { Text = Opened }, Bridge);
        Assert.Equal("It opened in May 1931 [1].", answer.Text);
    }

    [Theory]
    [InlineData(AnswerMode.Full, "<think>", "wait, the river and the bridge ")]
    [InlineData(AnswerMode.Full, "<think>", "Hmm.\n")]
    [InlineData(AnswerMode.Reasoning, "[1] names the month.\n", "[1] is about the river.\n")]
    public async Task A_circle_before_the_answer_ends_it(AnswerMode mode, string start, string round)
    {
        var model = new ScriptedModel((_, _) => Enumerable.Repeat(round, 1000).Prepend(start));
        var answer = await AskAsync(model, mode);
        Assert.True(model.Taken < 20, $"{model.Taken} pieces");
        Assert.True(model.IsReleased);
        Assert.Equal(("extractive", "The model repeats itself; the answer was ended there."), (answer.Generator, answer.Notes[0].Text));
    }

    [Fact]
    public async Task An_answer_without_the_label_that_goes_in_circles_keeps_its_sentence()
    {
        var model = new ScriptedModel((_, _) => Enumerable.Repeat("And the river ", 1000).Prepend("The bridge was opened in May 1931 [1]. "));
        var answer = await AskAsync(model, AnswerMode.Reasoning);
        Assert.True(model.Taken < 20, $"{model.Taken} pieces");
        Assert.StartsWith("The bridge was opened in May 1931 [1].", answer.Text, StringComparison.Ordinal);
        Assert.Contains("repetition", answer.Notes.Select(note => note.Code));
    }

    [Fact]
    public async Task A_circle_in_thoughts_that_come_apart_ends_the_answer()
    {
        var model = new ScriptedModel((_, _) => ["May 1931 [1]"]) { Thoughts = Enumerable.Repeat("but the river flows on ", 10_000) };
        var answer = await AskAsync(model, AnswerMode.Full);
        Assert.True(model.Taken < 20, $"{model.Taken} pieces");
        Assert.Equal(("extractive", "repetition"), (answer.Generator, answer.Notes[0].Code));
    }

    [Fact]
    public async Task Endless_thoughts_that_come_apart_are_cut()
    {
        var model = new ScriptedModel((_, _) => ["May 1931 [1]"]) { Thoughts = Enumerable.Range(0, 1_000_000).Select(i => $"thought {i} ") };
        var answer = await AskAsync(model, AnswerMode.Short);
        Assert.True(model.Taken < 60, $"{model.Taken} pieces");
        Assert.Equal(("extractive", "token_limit"), (answer.Generator, answer.Notes[0].Code));
    }

    [Fact]
    public async Task Numbers_and_quotations_of_the_reasoning_are_checked_too()
    {
        var answer = await AskAsync(ScriptedModel.Of("[1] says \"opened in May 1931\" [7].\n[8] says \"closed again in the same year\" and 5\" of rain.\nAnswer: It opened in May 1931 [1]."), AnswerMode.Reasoning);
        Assert.Equal("passage 1 says \"opened in May 1931\".\n says … and 5\" of rain.", answer.Reasoning);
        Assert.Equal(["2 references to passages that are not there were dropped (7, 8).", "1 quotation that no passage holds was dropped."], answer.Notes.Select(note => note.Text));
        Assert.Equal(2, answer.DroppedCitations);
    }

    [Theory]
    [InlineData(AnswerMode.Reasoning, "**Answer:", "** It opened in May 1931 [1].")]
    [InlineData(AnswerMode.Reasoning, "**Answer:*", "*", " ", "\n", "It opened in May 1931 [1].")]
    [InlineData(AnswerMode.Full, "**Answer:", "** It opened in May 1931 [1].")]
    [InlineData(AnswerMode.Full, "**The final answer is:", " ", "** ", "It opened in May 1931 [1].")]
    public async Task The_stars_of_the_label_are_no_part_of_the_answer(AnswerMode mode, params string[] pieces) =>
        Assert.Equal("It opened in May 1931 [1].", (await AskAsync(ScriptedModel.Of(pieces), mode)).Text);

    [Theory]
    [InlineData(AnswerMode.Full, null)]
    [InlineData(AnswerMode.Short, null)]
    [InlineData(AnswerMode.Reasoning, "passage 1 names it.")]
    public async Task Thoughts_whose_opening_tag_was_in_the_prompt_are_no_answer(AnswerMode mode, string? reasoning)
    {
        var written = "Okay, the river Oda. Whales sang [9]. Is it 1950?\nHmm.</think>\n\n" + (mode == AnswerMode.Reasoning ? "[1] names it.\nAnswer: " : "") + "It opened in May 1931 [1].";
        foreach (var pieces in new[] { [written], written.Select(c => c.ToString()).ToArray(), [new string('x', 990) + " " + written] })
        {
            var answer = await AskAsync(ScriptedModel.Of(pieces), mode, most: 2000);
            Assert.Equal(("chat:scripted", "It opened in May 1931 [1].", reasoning), (answer.Generator, answer.Text, answer.Reasoning));
            Assert.Empty(answer.Notes);
        }
    }

    [Fact]
    public async Task A_tag_in_the_middle_of_an_answer_is_read_once()
    {
        var answer = await AskAsync(ScriptedModel.Of("Hmm.</think>It opened in May 1931 [1].</think> The river Oda", "</think></think>"), AnswerMode.Full);
        Assert.StartsWith("It opened in May 1931 [1].", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AnswerMode.Full, " ")]
    [InlineData(AnswerMode.Reasoning, " ")]
    [InlineData(AnswerMode.Full, "*")]
    [InlineData(AnswerMode.Reasoning, "*")]
    [InlineData(AnswerMode.Full, "‘")]
    [InlineData(AnswerMode.Reasoning, "‘")]
    [InlineData(AnswerMode.Reasoning, "\"")]
    [InlineData(AnswerMode.Reasoning, "(1) ")]
    [InlineData(AnswerMode.Full, "[1]`")]
    [InlineData(AnswerMode.Reasoning, "[1]`")]
    [InlineData(AnswerMode.Reasoning, "answer ")]
    [InlineData(AnswerMode.Full, "\ud83d")]
    [InlineData(AnswerMode.Full, "\ud83d\ude00")]
    public async Task A_flood_of_one_thing_is_no_answer_and_throws_nothing(AnswerMode mode, string flood)
    {
        var size = 10_000 / flood.Length;
        foreach (var pieces in new[] { [string.Concat(Enumerable.Repeat(flood, size)) + "\nAnswer: x"], Enumerable.Repeat(flood, size).ToArray() })
        {
            var answer = await TinyCorpus.AskAsync(new ChatGenerator(ScriptedModel.Of(pieces).Model(), new ChatGeneratorOptions { Mode = mode, MostTokens = 1000 }), new Query { Text = Opened }, Bridge);
            Assert.Equal("extractive", answer.Generator);
        }
    }

    [Theory]
    [InlineData(AnswerMode.Full)]
    [InlineData(AnswerMode.Reasoning)]
    public async Task Nothing_but_white_space_is_no_answer(AnswerMode mode)
    {
        var answer = await AskAsync(new ScriptedModel((_, _) => Enumerable.Repeat(" \n", 5_000).Prepend("answer").Concat([new string(' ', 100_000)])), mode, most: 4096);
        Assert.Equal("extractive", answer.Generator);
    }

    private static Task<Answer> AskAsync(ScriptedModel model, AnswerMode mode, int? most = null) =>
        TinyCorpus.AskAsync(new ChatGenerator(model.Model(), new ChatGeneratorOptions { Mode = mode, MostTokens = most }), new Query { Text = Opened }, Bridge);
}
