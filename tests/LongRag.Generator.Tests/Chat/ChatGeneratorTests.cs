using LongRag.Generator.Chat;
using LongRag.Generator.Tests.Extractive;
using LongRag.Models.Encoders;
using Microsoft.Extensions.AI;
using Xunit;

namespace LongRag.Generator.Tests.Chat;

public sealed class ChatGeneratorTests
{
    private const string Bridge = "The Halm bridge crosses the river Oda near Lorvik. It was designed by Ingrid Solheim. The bridge was opened in May 1931 after four years of work. It is 412 metres long and carries two railway tracks.";
    private const string Ferry = "Before the bridge there was a ferry. The ferry left Lorvik every hour and took ninety passengers. It was a flat boat drawn along a rope.";
    private const string Moss = "Peat moss is a plant of wet and sour ground. It holds twenty times its own weight of water.";
    private const string Opened = "When was the Halm bridge opened?";
    private const string OpenedSentence = "The bridge was opened in May 1931 after four years of work.";

    [Theory]
    [InlineData("The bridge opened in May 1931 [1].")]
    [InlineData("The bridge opened in May 1931. [1]")]
    [InlineData("The bridge opened in May 1931[1].")]
    [InlineData("The bridge opened in May 1931 (1).")]
    [InlineData("The bridge opened in May 1931 [Passage 1].")]
    [InlineData("The bridge opened in May 1931 【1†source】.")]
    [InlineData("The answer is: The bridge opened in May 1931 [1].")]
    [InlineData("Answer: The bridge opened in May 1931 [1].")]
    [InlineData("<think>Passage 1 says so.</think>\nThe bridge opened in May 1931 [1].")]
    public async Task A_numbered_sentence_cites_the_sentence_that_carries_it(string written)
    {
        var answer = await AskAsync(Opened, ScriptedModel.Of(written));
        var citation = Assert.Single(answer.Citations);
        Assert.Equal((OpenedSentence, true, false), (citation.Quote, citation.Verified, citation.Attributed));
        Assert.Contains("The bridge opened in May 1931", answer.Text, StringComparison.Ordinal);
        Assert.Contains("[1]", answer.Text, StringComparison.Ordinal);
        Assert.Equal(("chat:scripted", 0), (answer.Generator, answer.DroppedCitations));
        Assert.Empty(answer.UnsupportedSentences);
        Assert.Empty(answer.Notes);
    }

    [Theory]
    [InlineData(1, AnswerMode.Full)]
    [InlineData(2, AnswerMode.Full)]
    [InlineData(3, AnswerMode.Full)]
    [InlineData(7, AnswerMode.Full)]
    [InlineData(1, AnswerMode.Reasoning)]
    [InlineData(2, AnswerMode.Reasoning)]
    [InlineData(3, AnswerMode.Reasoning)]
    [InlineData(7, AnswerMode.Reasoning)]
    public async Task Text_in_pieces_of_any_size_gives_the_same_answer(int size, AnswerMode mode)
    {
        const string Reasons = "<think>Which one?</think>[1] names the month.\n[2] is about a ferry.\n\n**Answer:** ";
        const string Written = "It opened in May 1931 [1]. The ferry took ninety passengers [2][9]. Before, the passage says \"drawn along a rope\" [2, 7]. It was \"painted bright green in summer\" too.";
        var written = mode == AnswerMode.Reasoning ? Reasons + Written : Written;
        var whole = await AskAsync(Opened, ScriptedModel.Of(written), mode);
        var pieces = await AskAsync(Opened, ScriptedModel.Of([.. written.Chunk(size).Select(chunk => new string(chunk))]), mode);
        Assert.Equal(mode == AnswerMode.Reasoning ? "passage 1 names the month.\npassage 2 is about a ferry." : null, pieces.Reasoning);
        Assert.Equal(whole.Text, pieces.Text);
        Assert.Equal(whole.Citations.Select(c => (c.Id, c.Quote)), pieces.Citations.Select(c => (c.Id, c.Quote)));
        Assert.Equal("It opened in May 1931 [1]. The ferry took ninety passengers [2]. Before, the passage says \"drawn along a rope\" [3]. It was … too.", pieces.Text);
        Assert.Equal([OpenedSentence, "The ferry left Lorvik every hour and took ninety passengers.", "It was a flat boat drawn along a rope."], pieces.Citations.Select(c => c.Quote));
        Assert.Equal(2, pieces.DroppedCitations);
        Assert.Equal(["invented_numbers", "invented_quotes"], pieces.Notes.Select(note => note.Code));
        Assert.Equal(["It was … too."], pieces.UnsupportedSentences);
    }

    [Fact]
    public async Task An_invented_quotation_of_several_sentences_is_one_quotation()
    {
        var answer = await AskAsync(Opened, ScriptedModel.Of("The bridge opened in May 1931 [1]. The rules say: \"No ferry was ever late. It was paid for by the town.\" [2]"));
        Assert.Equal("The bridge opened in May 1931 [1]. The rules say: …", answer.Text);
        Assert.Contains("invented_quotes", answer.Notes.Select(note => note.Code));
        Assert.DoesNotContain("late", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("»No ferry was ever late« and »it was paid for by the town«.")]
    [InlineData("«No ferry was ever late» and «it was paid for by the town».")]
    [InlineData("\"No ferry was ever late\" and \"it was paid for by the town.")]
    public async Task Invented_quotations_go_whatever_their_marks_are_and_what_stands_between_them_stays(string said)
    {
        var answer = await AskAsync(Opened, ScriptedModel.Of("The bridge opened in May 1931 [1]. They said: " + said));
        Assert.Equal("The bridge opened in May 1931 [1]. They said: … and …", answer.Text.TrimEnd('.'));
    }

    [Theory]
    [InlineData("The \"bridge\" was hanged in 1999.")]
    [InlineData("The \"bridge\" was sold to a circus [1].")]
    public async Task A_quoted_word_supports_nothing_by_itself(string sentence)
    {
        var answer = await AskAsync(Opened, ScriptedModel.Of("The bridge opened in May 1931 [1]. " + sentence));
        Assert.Single(answer.UnsupportedSentences);
        Assert.Single(answer.Citations);
    }

    [Fact]
    public async Task The_number_of_a_list_item_is_no_number_of_its_sentence()
    {
        var answer = await AskAsync(Opened, ScriptedModel.Of("7. The bridge opened in May 1931 [1].\n8. The ferry took ninety passengers [2]."));
        Assert.Equal([OpenedSentence, "The ferry left Lorvik every hour and took ninety passengers."], answer.Citations.Select(citation => citation.Quote));
        Assert.Empty(answer.UnsupportedSentences);
    }

    [Fact]
    public async Task A_later_line_that_begins_with_answer_takes_nothing_off_the_first()
    {
        var answer = await AskAsync(Opened, ScriptedModel.Of("The bridge opened in May 1931 [1].\nAnswer: in May 1931 [1]."));
        Assert.StartsWith("The bridge opened in May 1931 [1].", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The bridge opened in May 1931 【1†L2-L3】.")]
    [InlineData("The bridge opened in May 1931 ( 1 ).")]
    [InlineData("The bridge`s first day was in May 1931 [1].")]
    public async Task Only_the_number_of_the_passage_is_read(string written)
    {
        foreach (var pieces in new[] { [written], written.Select(c => c.ToString()).ToArray() })
        {
            var answer = await AskAsync(Opened, ScriptedModel.Of(pieces));
            Assert.Equal(OpenedSentence, Assert.Single(answer.Citations).Quote);
            Assert.EndsWith("May 1931 [1].", answer.Text, StringComparison.Ordinal);
            Assert.Empty(answer.Notes);
        }
    }

    [Theory]
    [InlineData("No answer")]
    [InlineData("no answer.")]
    public async Task The_bare_words_no_answer_are_a_refusal(string written)
    {
        var answer = await AskAsync(Opened, ScriptedModel.Of(written));
        Assert.Equal("", answer.Text);
        Assert.Equal("The model finds no answer in the passages.", answer.NoAnswerReason);
    }

    [Fact]
    public async Task Text_is_passed_on_before_its_sentence_is_whole()
    {
        var pipeline = await TinyCorpus.OverAsync(new ChatGenerator(ScriptedModel.Of("The bridge ", "opened in ", "May 1931", " [1", "]. ").Model()), Bridge);
        var events = new List<AnswerEvent>();
        await foreach (var piece in pipeline.AskAsync(new Query { Text = Opened }, TestContext.Current.CancellationToken)) events.Add(piece);
        Assert.Equal(["The bridge", " opened in", " May 1931", " [1]. "], events.OfType<AnswerEvent.TextDelta>().Select(delta => delta.Text).Where(text => text.Length > 0));
        Assert.True(events.FindIndex(e => e is AnswerEvent.Verified) > events.FindLastIndex(e => e is AnswerEvent.TextDelta));
        Assert.IsType<AnswerEvent.Retrieved>(events[0]);
        Assert.IsType<AnswerEvent.WrittenBy>(events[1]);
        Assert.IsType<AnswerEvent.Completed>(events[^1]);
    }

    [Fact]
    public async Task Sentences_that_cite_nothing_are_attributed_and_say_so()
    {
        var answer = await AskAsync(Opened, ScriptedModel.Of("The bridge was opened in May 1931. It is 412 metres long."));
        Assert.Equal([(OpenedSentence, true), ("It is 412 metres long and carries two railway tracks.", true)], answer.Citations.Select(c => (c.Quote, c.Attributed)));
        Assert.Equal("The bridge was opened in May 1931. [1] It is 412 metres long. [2]", answer.Text);
    }

    [Fact]
    public async Task A_sentence_that_nothing_carries_is_named()
    {
        var answer = await AskAsync(Opened, ScriptedModel.Of("The bridge was opened in May 1931 [1]. Thousands of dragons attended the celebration [1]."));
        Assert.Equal(["Thousands of dragons attended the celebration."], answer.UnsupportedSentences);
        Assert.Equal("The bridge was opened in May 1931 [1]. Thousands of dragons attended the celebration.", answer.Text);
        Assert.Equal(["unsupported_numbers"], answer.Notes.Select(note => note.Code));
    }

    [Fact]
    public async Task A_year_that_stands_nowhere_is_not_carried_by_a_passage_on_the_same_subject()
    {
        var answer = await AskAsync(Opened, ScriptedModel.Of("The bridge was opened in May 1950 [1]. It was designed by Ingrid Solheim [1]."));
        Assert.Equal(["The bridge was opened in May 1950."], answer.UnsupportedSentences);
    }

    [Theory]
    [InlineData("Ingrid Solheim", "It was designed by Ingrid Solheim.")]
    [InlineData("Yes [2].", "The ferry left Lorvik every hour and took ninety passengers.")]
    [InlineData("[ninety]", "The ferry left Lorvik every hour and took ninety passengers.")]
    public async Task A_few_words_find_their_place(string written, string quote)
    {
        var answer = await AskAsync("Did the ferry take ninety passengers every hour?", ScriptedModel.Of(written));
        Assert.Equal((quote, "chat:scripted"), (answer.Citations[0].Quote, answer.Generator));
    }

    [Fact]
    public async Task A_year_in_brackets_is_an_answer_and_no_citation()
    {
        var answer = await AskAsync(Opened, ScriptedModel.Of("[1931]"));
        Assert.Equal(("1931 [1]", OpenedSentence, 0), (answer.Text, answer.Citations[0].Quote, answer.DroppedCitations));
    }

    [Theory]
    [InlineData("NO ANSWER: the passages do not say who paid.", "The passages do not say who paid.")]
    [InlineData("**NO ANSWER**", "The model finds no answer in the passages.")]
    [InlineData("No answer.", "The model finds no answer in the passages.")]
    [InlineData("The passages do not mention who paid for it.", "The passages do not mention who paid for it.")]
    [InlineData("I don't know.", "I don't know.")]
    [InlineData("Answer: NO ANSWER: nothing about money", "Nothing about money.")]
    public async Task No_answer_is_a_decision_with_its_reason(string written, string reason)
    {
        var answer = await AskAsync("Who paid for the bridge?", ScriptedModel.Of([.. written.Select(c => c.ToString())]));
        Assert.Equal(("", reason, "chat:scripted"), (answer.Text, answer.NoAnswerReason, answer.Generator));
        Assert.Empty(answer.Citations);
    }

    [Theory]
    [InlineData("<html><head><title>502 Bad Gateway</title></head></html>")]
    [InlineData("Zebras gallop across purple savannas.")]
    [InlineData("")]
    [InlineData("[1][2][3]")]
    [InlineData("It is about when the Halm bridge was opened.")]
    [InlineData("\"")]
    public async Task Where_nothing_is_carried_the_extractive_answer_stands_in_and_says_so(string written)
    {
        var answer = await AskAsync(Opened, ScriptedModel.Of(written));
        Assert.Equal(("extractive", OpenedSentence), (answer.Generator, answer.Citations[0].Quote));
        Assert.Equal("fallback", answer.Notes[^1].Code);
        Assert.DoesNotContain("Zebra", answer.Text, StringComparison.Ordinal);
        Assert.Empty(answer.UnsupportedSentences);
    }

    [Fact]
    public async Task A_model_that_fails_at_once_is_replaced_and_its_failure_told()
    {
        var answer = await AskAsync(Opened, new ScriptedModel((_, _) => throw new LongRagException("model_refused", "The key is wrong.")));
        Assert.Equal("extractive", answer.Generator);
        Assert.Equal("The model 'scripted' gave no answer, and the sentences that answer best are quoted instead: The key is wrong. [model_refused]", answer.Notes[^1].Text);
    }

    [Fact]
    public async Task A_model_that_fails_in_the_middle_leaves_what_holds()
    {
        var answer = await AskAsync(Opened, new ScriptedModel((_, _) => Failing("The bridge was opened in May 1931 [1]. It is")));
        Assert.Equal(("chat:scripted", OpenedSentence), (answer.Generator, Assert.Single(answer.Citations).Quote));
        Assert.StartsWith("The bridge was opened in May 1931 [1].", answer.Text, StringComparison.Ordinal);
        Assert.Contains(answer.Notes, note => note.Code == "model_failed" && note.Text.Contains("The wire broke. [bad_model_answer]", StringComparison.Ordinal));
    }

    private const string Weather = "The master alone decides whether a sailing goes. The duty manager may cancel a sailing that the master was willing to make, but may never order or press a master to sail.";

    private static Task<Answer> AskAboutWeatherAsync(ScriptedModel model) => TinyCorpus.AskAsync(new ChatGenerator(model.Model()), new Query { Text = "Who may cancel a sailing?" }, Weather, Moss);

    [Theory]
    [InlineData("The master ")]
    [InlineData("The duty manager ")]
    public async Task The_beginning_of_a_sentence_is_no_answer_that_evidence_carries(string written)
    {
        var answer = await AskAboutWeatherAsync(new ScriptedModel((_, _) => Failing(written)));
        Assert.Equal("extractive", answer.Generator);
        Assert.Equal("model_failed", answer.Notes[^1].Code);
        Assert.DoesNotContain(answer.Citations, citation => citation.Attributed);
    }

    [Fact]
    public async Task A_long_beginning_is_found_in_the_sentence_that_has_its_words()
    {
        var answer = await AskAboutWeatherAsync(new ScriptedModel((_, _) => Failing("The duty manager may cancel a sailing when ")));
        Assert.Equal(("chat:scripted", true), (answer.Generator, Assert.Single(answer.Citations).Attributed));
    }

    [Fact]
    public async Task A_sentence_on_the_master_is_not_found_in_one_on_the_manager()
    {
        var answer = await AskAboutWeatherAsync(ScriptedModel.Of("The master can cancel a sailing."));
        Assert.Equal("The master alone decides whether a sailing goes.", Assert.Single(answer.Citations).Quote);
        var right = await AskAboutWeatherAsync(ScriptedModel.Of("The duty manager can cancel a sailing."));
        Assert.StartsWith("The duty manager", Assert.Single(right.Citations).Quote, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_word_of_many_in_common_is_not_enough_to_be_found()
    {
        var answer = await AskAsync(Opened, ScriptedModel.Of("The bridge opened in May 1931 [1]. A rope costs nothing."));
        Assert.Equal(["A rope costs nothing."], answer.UnsupportedSentences);
    }

    [Fact]
    public async Task A_busy_model_is_thrown_to_those_who_can_come_back_and_stood_in_for_elsewhere()
    {
        var busy = new ScriptedModel((_, _) => throw new LongRagException("model_busy", "Too many questions."));
        Assert.Equal("model_busy", (await Assert.ThrowsAsync<LongRagException>(() => AskAsync(Opened, busy))).Code);
        var answer = await TinyCorpus.AskAsync(new ChatGenerator(busy.Model(), new ChatGeneratorOptions { ThrowsBusy = false }), new Query { Text = Opened }, Bridge, Ferry, Moss);
        Assert.Equal("extractive", answer.Generator);
        Assert.Contains(answer.Notes, note => note.Code == "model_failed" && note.Text.Contains("Too many questions. [model_busy]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_fallback_a_failure_is_thrown()
    {
        var generator = new ChatGenerator(new ScriptedModel((_, _) => Failing()).Model(), new ChatGeneratorOptions { FallsBack = false });
        var thrown = await Assert.ThrowsAsync<LongRagException>(() => TinyCorpus.AskAsync(generator, new Query { Text = Opened }, Bridge));
        Assert.Equal("bad_model_answer", thrown.Code);
    }

    [Fact]
    public async Task A_caller_that_gives_up_stops_the_model()
    {
        using var source = new CancellationTokenSource();
        var model = new ScriptedModel((_, _) => Endless(source));
        var pipeline = await TinyCorpus.OverAsync(new ChatGenerator(model.Model()), Bridge);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pipeline.AnswerAsync(new Query { Text = Opened }, source.Token));
        Assert.True(model.IsReleased);
    }

    [Fact]
    public async Task Reasoning_comes_before_the_answer_and_is_kept_apart()
    {
        var model = ScriptedModel.Of("[1] names the month.\n[2] is about a ferry.[99]\n\n**Answer:** It opened in ", "May 1931 [1].");
        var answer = await TinyCorpus.AskAsync(new ChatGenerator(model.Model(), new ChatGeneratorOptions { Mode = AnswerMode.Reasoning }), new Query { Text = Opened }, Bridge, Ferry);
        Assert.Equal("passage 1 names the month.\npassage 2 is about a ferry.", answer.Reasoning);
        Assert.Equal("It opened in May 1931 [1].", answer.Text);
        Assert.Equal(1, answer.DroppedCitations);
        Assert.Equal(["1 reference to passages that are not there was dropped (99)."], answer.Notes.Select(note => note.Text));
    }

    [Fact]
    public async Task The_prompt_holds_instruction_evidence_in_order_and_question_and_nothing_is_filled_twice()
    {
        var model = ScriptedModel.Of("1931 [1]");
        await TinyCorpus.AskAsync(new ChatGenerator(model.Model()), new Query { Text = "When {evidence}?", Instruction = "Only dates." }, "One {question} passage.", Ferry);
        var prompt = Assert.Single(model.Prompts);
        Assert.Contains("\nWhat counts as relevant: Only dates.\n", prompt, StringComparison.Ordinal);
        Assert.Contains("[1] (note-0.txt)\nOne {question} passage.\n\n[2] (note-1.txt)\nBefore the bridge", prompt, StringComparison.Ordinal);
        Assert.EndsWith("\n\nQuestion: When {evidence}?\nAnswer:", prompt, StringComparison.Ordinal);
        Assert.Equal((0f, 512), (model.Options!.Temperature, model.Options.MaxOutputTokens));
    }

    [Fact]
    public async Task A_bare_prompt_is_the_one_that_small_models_were_measured_with()
    {
        var model = ScriptedModel.Of("1931");
        await TinyCorpus.AskAsync(new ChatGenerator(model.Model(), new ChatGeneratorOptions { Mode = AnswerMode.Bare }), new Query { Text = Opened }, Moss);
        Assert.Equal($"Read the text and answer the question with a few words copied from the text.\n\nText: {Moss}\n\nQuestion: {Opened}\nAnswer:", Assert.Single(model.Prompts));
        Assert.Equal(32, model.Options!.MaxOutputTokens);
    }

    [Fact]
    public async Task Evidence_is_cut_by_rank_until_it_fits_and_that_is_said()
    {
        var model = ScriptedModel.Of("It opened in May 1931 [1].");
        var filler = Enumerable.Range(0, 8).Select(i => string.Concat(Enumerable.Repeat($"Filler {i} says nothing of the matter at hand. ", 12)));
        var answer = await TinyCorpus.AskAsync(new ChatGenerator(model.Model(contextTokens: 700)), new Query { Text = Opened }, [Bridge, .. filler]);
        Assert.StartsWith("To fit the model's context of 700 tokens, ", answer.Notes[0].Text, StringComparison.Ordinal);
        Assert.Equal("evidence_cut", answer.Notes[0].Code);
        Assert.True(EstimatedTokenCounter.Instance.Count(model.Prompts[0]) + 175 + 48 <= 700);
        Assert.Contains("Filler 0", model.Prompts[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Filler 7", model.Prompts[0], StringComparison.Ordinal);
        Assert.Equal(OpenedSentence, answer.Citations[0].Quote);
    }

    [Fact]
    public async Task One_long_passage_is_shortened()
    {
        var model = ScriptedModel.Of("It opened in May 1931 [1].");
        var answer = await TinyCorpus.AskAsync(new ChatGenerator(model.Model(contextTokens: 500)), new Query { Text = Opened }, OpenedSentence + string.Concat(Enumerable.Repeat(" More of it.", 400)));
        Assert.Contains("passage 1 was shortened to ", answer.Notes[0].Text, StringComparison.Ordinal);
        Assert.Equal(OpenedSentence, answer.Citations[0].Quote);
    }

    [Fact]
    public async Task A_context_that_is_smaller_than_thought_is_tried_once_more_with_less()
    {
        var model = new ScriptedModel((_, number) => number == 1 ? throw new LongRagException("context_exceeded", "Too long.") : ["It opened in May 1931 [1]."]);
        var answer = await TinyCorpus.AskAsync(new ChatGenerator(model.Model()), new Query { Text = Opened }, Bridge, string.Concat(Enumerable.Repeat("Filler says nothing. ", 200)));
        Assert.Equal((2, "chat:scripted"), (model.Prompts.Count, answer.Generator));
        Assert.True(model.Prompts[1].Length < model.Prompts[0].Length);
        var hopeless = await AskAsync(Opened, new ScriptedModel((_, _) => throw new LongRagException("context_exceeded", "Too long.")));
        Assert.Equal("extractive", hopeless.Generator);
    }

    [Fact]
    public async Task A_question_that_alone_is_too_long_for_the_model_is_answered_without_it()
    {
        var model = ScriptedModel.Of("never");
        var answer = await TinyCorpus.AskAsync(new ChatGenerator(model.Model(contextTokens: 128)), new Query { Text = Opened + " " + new string('?', 500) }, Bridge);
        Assert.Equal(("extractive", 0), (answer.Generator, model.Prompts.Count));
        Assert.Contains("do not fit the model's context of 128 tokens", answer.Notes[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("repetition", "and the the river and the river ")]
    [InlineData("repetition", "- Mickey Mouse in the park\n")]
    [InlineData("repetition", "The river Oda flows very slowly. ")]
    public async Task A_model_in_a_circle_is_stopped(string code, string round)
    {
        var model = new ScriptedModel((_, _) => Enumerable.Repeat(round, 1000).Prepend("The bridge was opened in May 1931 [1]. "));
        var answer = await AskAsync(Opened, model);
        Assert.Contains(code, answer.Notes.Select(note => note.Code));
        Assert.True(model.Taken < 20, $"{model.Taken} pieces");
        Assert.True(model.IsReleased);
        Assert.Equal(OpenedSentence, answer.Citations[0].Quote);
    }

    [Theory]
    [InlineData("language_switch", "Мост был открыт в мае тысяча девятьсот тридцать первого года и очень красив. ")]
    [InlineData("language_switch", "Die Brücke ist nicht von der Stadt und auch nicht mit dem Zug zu erreichen, und das ist für die Leute nicht gut. ")]
    [InlineData("language_switch", "这座桥于一九三一年五月开放，经过四年的工作，非常漂亮，人们喜欢它，每天都有很多人来看。 ")]
    [InlineData("broken_text", "caf\ufffd ")]
    [InlineData("broken_text", "odd \ud800 half ")]
    public async Task A_model_that_leaves_the_language_or_writes_no_text_is_stopped(string code, string rest)
    {
        var model = new ScriptedModel((_, _) => [.. Enumerable.Range(0, 300).Select(i => i == 0 ? "The bridge was opened in May 1931 [1]. " : rest)]);
        var answer = await AskAsync(Opened, model);
        Assert.Contains(code, answer.Notes.Select(note => note.Code));
        Assert.True(model.Taken < 10, $"{model.Taken} pieces");
        Assert.Equal(OpenedSentence, answer.Citations[0].Quote);
        Assert.DoesNotContain('\ufffd', answer.Text);
    }

    [Fact]
    public async Task A_flood_of_text_is_stopped()
    {
        var random = new Random(1);
        var model = new ScriptedModel((_, _) => Enumerable.Range(0, 10_000).Select(_ => string.Concat(Enumerable.Range(0, 1000).Select(_ => (char)random.Next('a', 'z' + 1)))));
        var answer = await AskAsync(Opened, model);
        Assert.True(model.Taken < 10, $"{model.Taken} pieces");
        Assert.Equal("extractive", answer.Generator);
        Assert.Contains("endless", answer.Notes.Select(note => note.Code));
    }

    [Fact]
    public async Task An_answer_that_was_cut_at_the_limit_says_so()
    {
        var answer = await AskAsync(Opened, new ScriptedModel((_, _) => ["The bridge was opened in May 1931 [1]. It was"]) { Finish = ChatFinishReason.Length });
        Assert.Contains(answer.Notes, note => note is { Code: "token_limit", Text: "The answer was cut after 512 tokens." });
    }

    [Fact]
    public async Task Letters_split_between_pieces_are_whole_again()
    {
        var answer = await AskAsync(Opened, ScriptedModel.Of("It opened in May 1931 \ud83c", "\udf89 [1]."));
        Assert.Equal("It opened in May 1931 🎉 [1].", answer.Text);
    }

    [Theory]
    [InlineData(true, "chat:scripted")]
    [InlineData(false, "extractive")]
    public async Task Few_common_words_suffice_where_the_same_sentence_is_nearest_in_meaning(bool isNear, string generator)
    {
        var profile = new EncoderProfile { Name = "e", Kind = "test", Fingerprint = "f", Dimensions = 2, MaxTokens = 512 };
        using var encoder = new Encoder(profile, () => new FixedVectors(text => text.Contains("drawn", StringComparison.Ordinal) || (isNear && text.Contains("vessel", StringComparison.Ordinal)) ? [1, 0] : [0, 1]));
        var model = ScriptedModel.Of("Some vessel hauled by a flat rope.");
        var answer = await TinyCorpus.AskAsync(new ChatGenerator(model.Model(), null, encoder), new Query { Text = "How did people cross before?" }, Ferry, Moss);
        Assert.Equal(generator, answer.Generator);
        if (isNear) Assert.Equal(("It was a flat boat drawn along a rope.", true), (answer.Citations[0].Quote, answer.Citations[0].Attributed));
    }

    private sealed class FixedVectors(Func<string, float[]> vector) : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(value => new Embedding<float>(vector(value)))));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    private static Task<Answer> AskAsync(string question, ScriptedModel model, AnswerMode mode = AnswerMode.Full) => TinyCorpus.AskAsync(new ChatGenerator(model.Model(), new ChatGeneratorOptions { Mode = mode }), new Query { Text = question }, Bridge, Ferry, Moss);

    private static IEnumerable<string> Failing(params string[] pieces)
    {
        foreach (var piece in pieces) yield return piece;
        throw new LongRagException("bad_model_answer", "The wire broke.");
    }

    private static IEnumerable<string> Endless(CancellationTokenSource source)
    {
        yield return "The bridge ";
        source.Cancel();
        while (true) yield return "and so on ";
    }
}
