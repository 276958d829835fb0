using LongRag.Models.Chat;
using Microsoft.Extensions.AI;
using Xunit;

namespace LongRag.Rankers.Tests;

public sealed class FailingModelTests
{
    public static TheoryData<string> ModelKinds => ["full_list", "sliding_window", "yes_no", "query_likelihood", "pairwise"];

    private static RankerSettings Of(string kind) => new() { Kind = kind, Model = "m" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ScriptedModel Good() => new() { Writes = (_, _) => ScriptedModel.Pieces("[2] > [1]"), Next = _ => [new("Yes", -0.1), new("No", -3)], Continues = (_, _) => [-1] };

    /// <summary>A model that must be loaded first.</summary>
    private sealed class Loading(ScriptedModel model, Func<Task> load) : DelegatingChatClient(model), ILoadedOnUse
    {
        public void CheckMemory()
        {
        }

        public Task ReadyAsync(CancellationToken cancellationToken) => load();

        public override object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ILoadedOnUse) ? this : base.GetService(serviceType, serviceKey);
    }

    /// <summary>Counts so many texts and then fails.</summary>
    private sealed class FailingCounter(Exception failure, int good = 0) : ITokenCounter
    {
        private int _counted;

        public int Count(ReadOnlySpan<char> text) => Interlocked.Increment(ref _counted) > good ? throw failure : text.Length;
    }

    private static ChatModel Model(ScriptedModel model, Func<Task>? load = null, ITokenCounter? counter = null) =>
        new(model.AsModel().Profile, load is null ? model : new Loading(model, load), counter ?? EstimatedTokenCounter.Instance);

    private static async Task<RankingReport> LeavesTheListAsync(ChatModel model, RankerSettings settings)
    {
        using (model)
        {
            var ranking = await Rankers.Over(model, settings).RankAsync(Rankers.Query, Passages.Many(10), Cancellation);
            Assert.Equal(Passages.Many(10).Select(p => (p.Passage.Id, p.Score, p.ScoreKind)), ranking.Passages.Select(p => (p.Passage.Id, p.Score, p.ScoreKind)));
            Assert.Equal(10, ranking.Report.Unread.Count);
            return ranking.Report;
        }
    }

    [Theory]
    [MemberData(nameof(ModelKinds))]
    public async Task A_model_that_cannot_be_loaded_leaves_the_list_as_it_was(string kind)
    {
        var model = Good();
        var report = await LeavesTheListAsync(Model(model, () => throw new LongRagException("model_too_large", "No room.")), Of(kind));
        Assert.Equal((0, 0, 1, "No room.", "model_too_large"), (report.Calls, report.Answered, report.Failed, report.Reason, report.ReasonCode));
        Assert.Empty(model.Prompts);
    }

    [Fact]
    public async Task A_model_that_is_loaded_first_is_asked_then()
    {
        var (model, loads) = (Good(), 0);
        using var loading = Model(model, async () =>
        {
            await Task.Yield();
            Assert.Empty(model.Prompts);
            loads++;
        });
        var ranking = await Rankers.Over(loading, Of("full_list")).RankAsync(Rankers.Query, Passages.Many(3), Cancellation);
        Assert.Equal(("p2 p1 p3", 1, 0), (Passages.Ids(ranking.Passages), loads, ranking.Report.Failed));
    }

    [Fact]
    public async Task Loading_without_end_ends_with_the_time_that_was_given()
    {
        var model = Good();
        var report = await LeavesTheListAsync(Model(model, () => new TaskCompletionSource().Task), Of("sliding_window") with { Seconds = 0.3 }).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.Equal((0, 1, 1, "time_limit", true, "Seconds=0.3"), (report.Calls, report.Failed, report.Failures["time_limit"], report.ReasonCode, report.Truncated, report.Limit));
        Assert.Empty(model.Prompts);
    }

    [Fact]
    public async Task A_caller_who_gives_up_does_not_wait_for_the_loading()
    {
        using var model = Model(Good(), () => new TaskCompletionSource().Task);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Rankers.Over(model, Of("full_list")).RankAsync(Rankers.Query, Passages.Many(3), stop.Token).WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
    }

    [Theory]
    [MemberData(nameof(ModelKinds))]
    public async Task A_counter_that_fails_leaves_the_list_as_it_was(string kind)
    {
        var known = await LeavesTheListAsync(Model(Good(), counter: new FailingCounter(new LongRagException("model_damaged", "Torn."))), Of(kind));
        Assert.Equal((0, 1, "Torn.", "model_damaged"), (known.Calls, known.Failed, known.Reason, known.ReasonCode));
        var unknown = await LeavesTheListAsync(Model(Good(), counter: new FailingCounter(new ObjectDisposedException("smol"))), Of(kind));
        Assert.Equal((1, "model_failed"), (unknown.Failed, unknown.ReasonCode));
    }

    [Fact]
    public async Task A_counter_that_fails_on_the_way_leaves_what_was_ranked_until_there()
    {
        // A window counts some two dozen texts: the second one fails.
        using var model = Model(ScriptedModel.Writing("[20] > [19]"), counter: new FailingCounter(new LongRagException("model_damaged", "Torn."), good: 30));
        var ranking = await Rankers.Over(model, Of("sliding_window")).RankAsync(Rankers.Query, Passages.Many(40), Cancellation);
        Assert.Equal((1, 1, 1), (ranking.Report.Calls, ranking.Report.Answered, ranking.Report.Failed));
        Assert.Equal(("p20", "p40 p39 p21"), (Passages.Ids(ranking.Passages.Skip(19).Take(1)), Passages.Ids(ranking.Passages.Skip(20).Take(3))));
    }

    [Theory]
    [MemberData(nameof(ModelKinds))]
    public async Task A_client_that_throws_what_it_likes_costs_counted_failures_and_no_candidate(string kind)
    {
        var report = await LeavesTheListAsync(Model(ScriptedModel.Failing(new InvalidOperationException("Odd."))), Of(kind));
        Assert.Equal((0, report.Calls, report.Calls), (report.Answered, report.Failed, report.Failures["model_failed"]));
        Assert.Equal("The model failed (InvalidOperationException): Odd.", report.Reason);
    }
}
