using Xunit;

namespace LongRag.Rankers.Tests;

/// <summary>What a report says of passages that were not read whole.</summary>
public sealed class ReadingTests
{
    public static TheoryData<string> Kinds => ["full_list", "sliding_window", "yes_no", "query_likelihood", "pairwise"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_passage_that_the_settings_shorten_is_named_and_the_others_are_not(string kind)
    {
        var report = await ReportAsync(kind, [Words("one", 3), Words("two", 11), Words("three", 10), Words("four", 40)], passageWords: 10);
        Assert.Equal([1, 3], report.Shortened);
        Assert.Empty(report.Unread);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_passage_that_is_shortened_so_that_the_prompt_fits_is_named(string kind)
    {
        var report = await ReportAsync(kind, [Words("one", 3), Words("two", 2000), Words("three", 4)], contextTokens: 700);
        Assert.Equal([1], report.Shortened);
        Assert.Equal((0, false), (report.Failed, report.Truncated));
        Assert.Empty(report.Unread);
    }

    [Fact]
    public async Task What_no_call_reached_before_the_tokens_ran_out_is_unread()
    {
        var one = (await Rankers.RankAsync(ScriptedModel.Writing("[20]"), Rankers.SlidingWindow, Passages.Many(20))).Report;
        var report = (await Rankers.RankAsync(ScriptedModel.Writing("[20]"), Rankers.SlidingWindow with { Tokens = (long)(2.2 * one.PromptTokens) + 200 }, Passages.Many(100))).Report;
        Assert.Equal((2, 0, true), (report.Calls, report.Failed, report.Truncated));
        Assert.Equal(Enumerable.Range(0, 70), report.Unread);
        Assert.Empty(report.Shortened);
    }

    [Fact]
    public async Task What_a_failed_call_held_is_unread()
    {
        var at = 0;
        var model = new ScriptedModel { Writes = (_, _) => at++ == 0 ? throw new LongRagException("model_busy", "Busy.") : ScriptedModel.Pieces("[2]") };
        var report = (await Rankers.RankAsync(model, Rankers.SlidingWindow, Passages.Many(40))).Report;
        // The windows are 20 to 40, 10 to 30 and 0 to 20.
        Assert.Equal((3, 1), (report.Calls, report.Failed));
        Assert.Equal(Enumerable.Range(30, 10), report.Unread);
    }

    [Fact]
    public async Task One_alone_is_in_order_unread()
    {
        var report = (await Rankers.RankAsync(ScriptedModel.Writing("[1]"), Rankers.FullList, Passages.Many(1))).Report;
        Assert.Equal(0, report.Calls);
        Assert.Empty(report.Unread);
    }

    private static async Task<RankingReport> ReportAsync(string kind, string[] texts, int passageWords = 0, int contextTokens = 8192)
    {
        var model = new ScriptedModel
        {
            Writes = (_, _) => ScriptedModel.Pieces("[1] > [2]"),
            Next = _ => [new("yes", -0.1), new("A", -0.2)],
            Continues = (_, _) => [-0.5],
        };
        var settings = new RankerSettings { Kind = kind, Model = "m", PassageWords = passageWords };
        return (await Rankers.RankAsync(model, settings, [.. texts.Select((text, i) => Passages.Of($"p{i}", text, texts.Length - i))], contextTokens)).Report;
    }

    private static string Words(string word, int count) => string.Join(' ', Enumerable.Repeat(word, count));
}
