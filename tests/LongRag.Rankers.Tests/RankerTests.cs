using CsCheck;
using LongRag.Models.Chat;
using Xunit;

namespace LongRag.Rankers.Tests;

public sealed class RankerTests
{
    private static readonly string[] Kinds = ["full_list", "sliding_window", "yes_no", "query_likelihood", "pairwise"];

    public static TheoryData<string> ModelKinds => [.. Kinds];

    private static RankerSettings Of(string kind) => new() { Kind = kind, Model = "m" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Whatever_a_model_writes_all_passages_come_out_once()
    {
        var pieces = Gen.OneOf(Gen.OneOf("[1]", "[3] > ", "</think>", "<think>", "²", "➀", "999999999999999999", "\ud83c", "[", "7", " > [12", "0"), Gen.String[0, 12]);
        Gen.Select(pieces.Array[0, 30], Gen.Int[0, 40], Gen.Int[0, 12], Gen.Bool).Sample(
            (answer, count, identifiers, isWindow) =>
            {
                var passages = Passages.Many(count);
                var settings = isWindow ? Rankers.SlidingWindow with { WindowSize = 7, Step = 3 } : Rankers.FullList with { Identifiers = identifiers };
                var ranking = Rankers.Over(new ScriptedModel { Writes = (_, _) => answer.ToAsyncEnumerable() }.AsModel(), settings).RankAsync(Rankers.Query, passages, Cancellation).GetAwaiter().GetResult();
                return ranking.Passages.Select(p => p.Passage.Id.Value).Order().SequenceEqual(passages.Select(p => p.Passage.Id.Value).Order())
                    && ranking.Passages.Select(p => p.Score).SequenceEqual(ranking.Report.Answered == 0 ? passages.Select(p => p.Score) : passages.Select((_, place) => 1.0 / (place + 1)));
            },
            iter: 2000);
    }

    [Fact]
    public void Whatever_scores_a_model_gives_all_passages_come_out_once()
    {
        var logs = Gen.OneOf(Gen.Double[-20, 0], Gen.OneOf(double.NaN, double.PositiveInfinity, double.NegativeInfinity, 5.0));
        var tokens = Gen.Select(Gen.OneOf("yes", " No", "A", "[B]", "C", "", "\n", "Q"), logs).Array[0, 8];
        Gen.Select(tokens, logs.Array[0, 5], Gen.Int[0, 9], Gen.Int[0, 3]).Sample(
            (next, continuation, count, kind) =>
            {
                var model = new ScriptedModel { Next = _ => [.. next.Select(token => new TokenScore(token.Item1, token.Item2))], Continues = (_, _) => continuation };
                var settings = kind == 3 ? Rankers.FullList with { FirstToken = true, Shuffles = 2 } : Of(Kinds[2 + kind]);
                var passages = Passages.Many(count);
                var ranking = Rankers.Over(model.AsModel(), settings).RankAsync(Rankers.Query, passages, Cancellation).GetAwaiter().GetResult();
                return ranking.Passages.Select(p => p.Passage.Id.Value).Order().SequenceEqual(passages.Select(p => p.Passage.Id.Value).Order());
            },
            iter: 2000);
    }

    [Theory]
    [MemberData(nameof(ModelKinds))]
    public async Task A_model_that_fails_leaves_the_old_order_and_is_asked_three_times_at_most(string kind)
    {
        var ranking = await Rankers.RankAsync(ScriptedModel.Failing(new LongRagException("model_refused", "No.")), Of(kind), Passages.Many(60));
        Assert.Equal(Passages.Ids(Passages.Many(60)), Passages.Ids(ranking.Passages));
        var calls = kind is "full_list" ? 1 : 3;
        Assert.Equal((calls, calls, calls, kind is not "full_list"), (ranking.Report.Calls, ranking.Report.Failed, ranking.Report.Failures["model_refused"], ranking.Report.Truncated));
        Assert.Equal(0, ranking.Report.KendallDistance);
        Assert.Equal((0, "No.", "model_refused"), (ranking.Report.Answered, ranking.Report.Reason, ranking.Report.ReasonCode));
    }

    [Fact]
    public async Task The_first_failure_is_told_in_its_own_words()
    {
        var at = 0;
        var model = new ScriptedModel { Writes = (_, _) => at++ == 0 ? ScriptedModel.Pieces("[20] > [19]") : throw new LongRagException("model_busy", $"Busy {at}.") };
        var failing = (await Rankers.RankAsync(model, Rankers.SlidingWindow, Passages.Many(40))).Report;
        Assert.Equal((3, 1, 2, "Busy 2.", "model_busy"), (failing.Calls, failing.Answered, failing.Failed, failing.Reason, failing.ReasonCode));
        var good = (await Rankers.RankAsync(ScriptedModel.Writing("[2]"), Rankers.FullList, Passages.Many(3))).Report;
        Assert.Equal((1, null, null), (good.Answered, good.Reason, good.ReasonCode));
        var tooLong = (await Rankers.RankAsync(ScriptedModel.Writing("[2]"), Rankers.FullList, Passages.Many(50), contextTokens: 150)).Report;
        Assert.Equal("The question and a word of each passage are more than the model 'scripted' reads (150 tokens).", tooLong.Reason);
    }

    [Fact]
    public async Task A_prompt_that_a_server_finds_too_long_is_made_half_as_long_once()
    {
        var (most, passages) = (4000, Passages.Many(20, words: 60));
        var model = new ScriptedModel { Writes = (prompt, _) => prompt.Length > most ? throw new LongRagException("context_exceeded", "Too long.") : ScriptedModel.Pieces("[20] > [19]") };
        var ranking = await Rankers.RankAsync(model, Rankers.FullList, passages);
        Assert.Equal((2, 1, 0, null), (ranking.Report.Calls, ranking.Report.Answered, ranking.Report.Failed, ranking.Report.Reason));
        Assert.Equal(("p20 p19 p1", 20, 0), (Passages.Ids(ranking.Passages.Take(3)), ranking.Report.Shortened.Count, ranking.Report.Unread.Count));
        Assert.InRange(model.Prompts[1].Length, 0.3 * model.Prompts[0].Length, 0.6 * model.Prompts[0].Length);
        // What one window showed is known to the next.
        var windows = await Rankers.RankAsync(model, Rankers.SlidingWindow, Passages.Many(40, words: 60));
        Assert.Equal((4, 3, 0), (windows.Report.Calls, windows.Report.Answered, windows.Report.Failed));
        most = 100;
        var failed = await Rankers.RankAsync(model, Rankers.FullList, passages);
        Assert.Equal((2, 0, 1, "context_exceeded"), (failed.Report.Calls, failed.Report.Answered, failed.Report.Failed, failed.Report.ReasonCode));
    }

    [Theory]
    [InlineData("gguf", 1)]
    [InlineData("openai", 4)]
    public async Task A_model_in_this_process_is_asked_one_thing_at_a_time(string kind, int most)
    {
        var (now, highest, gate) = (0, 0, new Lock());
        using var client = new SlowScores(() => { lock (gate) highest = Math.Max(highest, ++now); }, () => { lock (gate) now--; });
        using var scripted = new ScriptedModel().AsModel();
        using var model = new ChatModel(scripted.Profile with { Kind = kind }, client, EstimatedTokenCounter.Instance);
        var ranking = await Rankers.Over(model, Of("yes_no") with { Parallel = 4 }).RankAsync(Rankers.Query, Passages.Many(12), Cancellation);
        Assert.Equal((most, 12, 12), (highest, ranking.Report.Calls, ranking.Report.Answered));
    }

    [Fact]
    public async Task Connections_that_break_and_clients_that_give_up_cost_their_call_alone()
    {
        foreach (var (failure, code) in new (Exception, string)[] { (new HttpRequestException("x"), "model_unreachable"), (new IOException("x"), "model_unreachable"), (new TimeoutException("x"), "model_timeout"), (new OperationCanceledException("x"), "model_timeout") })
        {
            var at = 0;
            var model = new ScriptedModel { Writes = (_, _) => at++ == 1 ? throw failure : ScriptedModel.Pieces("[20] > [19]") };
            var ranking = await Rankers.RankAsync(model, Rankers.SlidingWindow, Passages.Many(40));
            Assert.Equal((3, 1, 1, false), (ranking.Report.Calls, ranking.Report.Failed, ranking.Report.Failures[code], ranking.Report.Truncated));
            Assert.Equal("p20 p19 p1", Passages.Ids(ranking.Passages.Take(3)));
            Assert.Equal("p40 p39", Passages.Ids(ranking.Passages.Skip(20).Take(2)));
        }
    }

    [Fact]
    public async Task A_model_that_stalls_costs_the_time_that_was_given_and_no_more()
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var ranking = await Rankers.RankAsync(ScriptedModel.Stalling(), Rankers.SlidingWindow with { Seconds = 0.3 }, Passages.Many(100));
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds, 0.25, 20);
        Assert.Equal(Passages.Ids(Passages.Many(100)), Passages.Ids(ranking.Passages));
        Assert.Equal((1, 1, true), (ranking.Report.Calls, ranking.Report.Failures["time_limit"], ranking.Report.Truncated));
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_not_kept_waiting()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Rankers.Over(ScriptedModel.Stalling().AsModel(), Rankers.FullList).RankAsync(Rankers.Query, Passages.Many(5), stop.Token));
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Rankers.Over(ScriptedModel.Writing("[2]").AsModel(), Rankers.FullList).RankAsync(Rankers.Query, Passages.Many(5), stopped.Token));
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        var model = new ScriptedModel { Writes = (_, _) => Enumerable.Repeat("relevance ", int.MaxValue).ToAsyncEnumerable() };
        var ranking = await Rankers.RankAsync(model, Rankers.FullList, Passages.Many(20));
        Assert.Equal(Passages.Ids(Passages.Many(20)), Passages.Ids(ranking.Passages));
        Assert.Equal((1, 10), (ranking.Report.Repaired, ranking.Report.Missing));
        Assert.InRange(model.Taken, 20, 1000);
    }

    [Fact]
    public async Task As_many_calls_are_made_as_fit_the_tokens_and_the_rest_keeps_its_order()
    {
        var one = (await Rankers.RankAsync(ScriptedModel.Writing("[20]"), Rankers.SlidingWindow, Passages.Many(20))).Report;
        var limit = (long)(2.2 * one.PromptTokens) + 200;
        var ranking = await Rankers.RankAsync(ScriptedModel.Writing("[20]"), Rankers.SlidingWindow with { Tokens = limit }, Passages.Many(100));
        Assert.Equal((2, 0, true), (ranking.Report.Calls, ranking.Report.Failed, ranking.Report.Truncated));
        Assert.True(ranking.Report.PromptTokens + ranking.Report.WrittenTokens <= limit);
        Assert.Equal(Passages.Ids(Passages.Many(70)), Passages.Ids(ranking.Passages.Take(70)));
        Assert.Equal("p89 p71", Passages.Ids(ranking.Passages.Skip(70).Take(2)));
    }

    [Fact]
    public async Task Yes_and_no_decide_and_an_unclear_answer_keeps_its_place()
    {
        var model = new ScriptedModel { Next = prompt => prompt.Contains("word2", StringComparison.Ordinal) ? [new("Perhaps", -0.1)] : prompt.Contains("word3", StringComparison.Ordinal) ? [new("Yes", -0.1), new("No", -2)] : [new("No", -0.1), new("Yes", -3)] };
        var ranking = await Rankers.RankAsync(model, Of("yes_no"), Passages.Many(4));
        Assert.Equal("p3 p2 p1 p4", Passages.Ids(ranking.Passages));
        Assert.Equal((4, 1), (ranking.Report.Calls, ranking.Report.Missing));
        Assert.Contains("Query: which word\nPassage: word1 word1 word1\n", model.Prompts[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_passage_that_makes_the_query_likeliest_comes_first()
    {
        var model = new ScriptedModel { Continues = (prompt, query) => prompt.Contains("word2", StringComparison.Ordinal) ? [-1, -1] : [-2, -1] };
        var ranking = await Rankers.RankAsync(model, Of("query_likelihood"), [Passages.Of("p1", "word1", 2), Passages.Of("p2", "word2", 1, title: "Words")]);
        Assert.Equal("p2 p1", Passages.Ids(ranking.Passages));
        Assert.Equal("Passage: Words. word2\nPlease write a question based on this passage.\nQuestion: which word", model.Prompts[1]);
        var own = await Rankers.RankAsync(model, Of("query_likelihood") with { Prompt = "Abstract: {passage}\nClaim:" }, Passages.Many(2));
        Assert.Equal(("p2 p1", "Abstract: word1 word1 word1\nClaim: which word"), (Passages.Ids(own.Passages), model.Prompts[2]));
    }

    [Theory]
    [InlineData("sym_sum", false, 12)]
    [InlineData("sum", true, 6)]
    [InlineData("sum_log", false, 12)]
    [InlineData("sym_sum_log", false, 12)]
    public async Task Pairs_decide_and_each_is_asked_in_both_orders_or_in_one(string aggregation, bool oneOrder, int calls)
    {
        // The later of two numbers is better.
        var model = new ScriptedModel { Next = prompt => string.CompareOrdinal(Behind(prompt, "Passage A: "), Behind(prompt, "Passage B: ")) > 0 ? [new("A", -0.1), new("B", -2.4)] : [new("B", -0.2), new("A", -1.7)] };
        var ranking = await Rankers.RankAsync(model, Of("pairwise") with { Aggregation = aggregation, OneOrder = oneOrder, Depth = 4 }, Passages.Many(5));
        Assert.Equal("p4 p3 p2 p1 p5", Passages.Ids(ranking.Passages));
        Assert.Equal(calls, ranking.Report.Calls);
    }

    [Fact]
    public async Task Pairs_that_fit_the_tokens_rank_a_head_of_the_list()
    {
        var model = new ScriptedModel { Next = prompt => string.CompareOrdinal(Behind(prompt, "Passage A: "), Behind(prompt, "Passage B: ")) > 0 ? [new("A", -0.1), new("B", -2.4)] : [new("B", -0.2), new("A", -1.7)] };
        var one = (await Rankers.RankAsync(model, Of("pairwise"), Passages.Many(2))).Report;
        var ranking = await Rankers.RankAsync(model, Of("pairwise") with { Tokens = 4 * (one.PromptTokens + one.WrittenTokens) }, Passages.Many(9));
        Assert.Equal("p3 p2 p1 p4 p5", Passages.Ids(ranking.Passages.Take(5)));
        Assert.True(ranking.Report.Truncated);
    }

    private static string Behind(string prompt, string start) => prompt.Split('\n').First(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..];
}
