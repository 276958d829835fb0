using Xunit;

namespace LongRag.Rankers.Tests;

public sealed class RankedScoresTests
{
    private static Query Instructed { get; } = new() { Text = "which word", Instruction = "Only verbs are relevant." };

    private static IReadOnlyList<ScoredPassage> Explained(int count) => [.. Passages.Many(count).Select(passage => passage with
    {
        Scores = new Dictionary<string, double> { ["words"] = 7 }, Ranks = new Dictionary<string, int> { ["words"] = 5 }, Explanation = new ScoreExplanation(passage.Score, "by words", []),
    })];

    [Fact]
    public async Task A_list_gives_places_and_what_was_known_before_stays()
    {
        var moved = (await Rankers.RankAsync(ScriptedModel.Writing("[3] > [1] > [2]"), Rankers.FullList with { Depth = 3 }, Explained(4))).Passages;
        Assert.Equal("p3 p1 p2 p4", Passages.Ids(moved));
        var first = moved[0];
        Assert.Equal(("tested", 1.0, 2.0, 7.0), (first.ScoreKind, first.Score, first.Scores["bm25"], first.Scores["words"]));
        Assert.Equal((3, 5), (first.Ranks["bm25"], first.Ranks["words"]));
        Assert.Equal((1.0, "moved from 3 to 1 by tested (1 / place: it gave no score); before:", "by words"), (first.Explanation!.Value, first.Explanation.Description, first.Explanation.Parts.Single().Description));
        Assert.Equal(("bm25", 1.0, "by words"), (moved[3].ScoreKind, moved[3].Score, moved[3].Explanation!.Description));
    }

    [Fact]
    public async Task A_score_for_each_passage_is_the_score()
    {
        var model = new ScriptedModel { Continues = (prompt, _) => [prompt.Contains("word2", StringComparison.Ordinal) ? -0.25 : -1.5] };
        var ranked = (await Rankers.RankAsync(model, new RankerSettings { Kind = "query_likelihood", Model = "m" }, Explained(3))).Passages;
        Assert.Equal(["p2 tested -0.25", "p1 tested -1.5", "p3 tested -1.5"], ranked.Select(p => FormattableString.Invariant($"{p.Passage.Id.Value} {p.ScoreKind} {p.Score}")));
        Assert.Equal((2.0, "moved from 2 to 1 by tested (its score); before:"), (ranked[0].Scores["bm25"], ranked[0].Explanation!.Description));
    }

    [Fact]
    public async Task Where_nobody_answers_scores_are_those_that_were_there_and_nothing_was_read()
    {
        var (passages, report) = await Rankers.RankAsync(ScriptedModel.Failing(new LongRagException("model_unreachable", "Gone.")), Rankers.FullList, Explained(3));
        Assert.Equal(["bm25 3", "bm25 2", "bm25 1"], passages.Select(p => FormattableString.Invariant($"{p.ScoreKind} {p.Score}")));
        Assert.Equal((1, 0, 0L, 0L, 3), (report.Calls, report.Answered, report.PromptTokens, report.PassageTokens, report.Unread.Count));
    }

    [Fact]
    public async Task The_limit_that_ended_a_ranking_is_named()
    {
        var tokens = (await Rankers.RankAsync(ScriptedModel.Writing("[2]"), Rankers.FullList with { Tokens = 10 }, Passages.Many(3))).Report;
        Assert.Equal((0, true, "Tokens=10"), (tokens.Calls, tokens.Truncated, tokens.Limit));
        var time = (await Rankers.RankAsync(ScriptedModel.Stalling(), Rankers.FullList with { Seconds = 0.2 }, Passages.Many(3))).Report;
        Assert.Equal((0, "Seconds=0.2"), (time.Answered, time.Limit));
        var failures = (await Rankers.RankAsync(ScriptedModel.Failing(new LongRagException("model_refused", "No.")), Rankers.SlidingWindow, Passages.Many(60))).Report;
        Assert.Equal("3 failures in a row", failures.Limit);
        Assert.Null((await Rankers.RankAsync(ScriptedModel.Writing("[2]"), Rankers.FullList, Passages.Many(3))).Report.Limit);
    }

    [Fact]
    public async Task Prompts_hold_the_instruction_and_likelihood_is_that_of_the_question_alone()
    {
        var list = ScriptedModel.Writing("[2]");
        await Rankers.Over(list.AsModel(), Rankers.FullList).RankAsync(Instructed, Passages.Many(3), TestContext.Current.CancellationToken);
        Assert.Contains("which word Only verbs are relevant.", Assert.Single(list.Prompts), StringComparison.Ordinal);
        var likelihood = new ScriptedModel { Continues = (_, continuation) => continuation == " which word" ? [-1] : throw new InvalidOperationException(continuation) };
        var ranking = await Rankers.Over(likelihood.AsModel(), new RankerSettings { Kind = "query_likelihood", Model = "m" }).RankAsync(Instructed, Passages.Many(3), TestContext.Current.CancellationToken);
        Assert.Equal(3, ranking.Report.Answered);
        Assert.DoesNotContain(likelihood.Prompts, prompt => prompt.Contains("verbs", StringComparison.Ordinal));
    }
}
