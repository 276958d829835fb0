using System.Text.Json;
using Xunit;

namespace LongRag.TestKit;

/// <summary>What every store of jobs must do. One class derives from it for each store.</summary>
public abstract partial class JobStoreConformance : IAsyncLifetime
{
    /// <summary>Most jobs that wait in the stores of this suite.</summary>
    protected const int MostQueued = 250;

    private static readonly DateTimeOffset Start = new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private IJobStore? _store;

    /// <summary>The clock of every store of this test.</summary>
    protected MovedClock Clock { get; } = new(Start);

    private IJobStore Store => _store!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Another store over the same queue, empty at first, with <see cref="Clock"/> and <see cref="MostQueued"/>.</summary>
    protected abstract Task<IJobStore> OpenAsync();

    /// <summary>Removes the queue.</summary>
    protected abstract Task RemoveAsync();

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        await RemoveAsync();
        GC.SuppressFinalize(this);
    }

    // ---- Enqueue and find

    [Fact]
    public async Task A_queued_job_comes_back_as_it_was_given()
    {
        var given = New("docs") with { Payload = Json("""{"text":"Ä 漢 \ud83d\ude00","n":1.0,"null":null}"""), MostAttempts = 3 };
        var (job, isNew) = await Store.EnqueueAsync(given, Token);
        Assert.True(isNew);
        Assert.Equal(("ingest", "docs", "someone", JobStatus.Queued, 0, 3), (job.Kind, job.Collection, job.Client, job.Status, job.Attempts, job.MostAttempts));
        Assert.Equal("""{"text":"Ä 漢 \ud83d\ude00","n":1.0,"null":null}""", job.Payload.GetRawText());
        Assert.Equal((Start, null, null, null), (job.CreatedAt, job.StartedAt, job.FinishedAt, job.NotBefore));
        Assert.Equal((null, null, null, null), (job.Step, job.Progress, job.Error, job.Result));
        Assert.False(job.CancelRequested);
        Assert.False(job.IsOver);
        AssertSame(job, await FoundAsync(job.Id));
    }

    [Fact]
    public async Task A_job_has_five_tries_where_nothing_is_said() => Assert.Equal(5, (await QueueAsync()).MostAttempts);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0006000000000000000000000000000")]
    [InlineData("'; DROP TABLE jobs; --")]
    [InlineData("no\nline")]
    [InlineData("nul\0")]
    [InlineData("\ud800")]
    [InlineData("000600000000000000000000000000")]
    public async Task An_id_of_no_job_finds_changes_and_tells_nothing(string id)
    {
        await QueueAsync();
        Assert.Null(await Store.FindAsync(id, Token));
        Assert.Null(await Store.CancelAsync(id, Token));
        Assert.Null(await Store.RetryAsync(id, Token));
        Assert.Null(await Store.ReportAsync(id, "w", Lease, "read", null, Token));
        Assert.False(await Store.FinishAsync(id, "w", JobStatus.Succeeded, null, null, Token));
        Assert.False(await Store.ReleaseAsync(id, "w", null, null, Token));
        Assert.Equal(1, (await Store.MeasureAsync(Token)).Queued);
    }

    [Fact]
    public async Task Ids_sort_by_age_also_where_the_clock_stands_or_goes_back()
    {
        var ids = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            if (i == 5) Clock.Move(-TimeSpan.FromDays(1));
            if (i == 10) Clock.Move(TimeSpan.FromDays(2));
            ids.Add((await QueueAsync()).Id);
        }

        Assert.Equal(ids, ids.Order(StringComparer.Ordinal));
        Assert.Equal(20, ids.Select(id => id[14..]).Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{30}$", id));
    }

    [Fact]
    public async Task A_deep_and_a_large_payload_come_back_to_the_letter()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 60)) + string.Concat(Enumerable.Repeat("]", 60));
        var large = $"\"{new string('x', 1_000_000)}\"";
        foreach (var payload in (string[])[deep, large, "null", "0"])
            Assert.Equal(payload, (await FoundAsync((await Store.EnqueueAsync(New() with { Payload = Json(payload) }, Token)).Job.Id)).Payload.GetRawText());
    }

    [Fact]
    public async Task What_no_job_can_have_is_refused_and_nothing_is_queued()
    {
        (NewJob Job, string Code)[] bad =
        [
            (New() with { Collection = "../x" }, "bad_collection_name"),
            (New() with { Collection = "" }, "bad_collection_name"),
            (New() with { Kind = "" }, "bad_argument"),
            (New() with { Kind = new string('k', 65) }, "bad_argument"),
            (New() with { Client = "" }, "bad_argument"),
            (New() with { IdempotencyKey = "" }, "bad_argument"),
            (New() with { IdempotencyKey = new string('k', 256) }, "bad_argument"),
            (New() with { RequestHash = new string('h', 256) }, "bad_argument"),
            (New() with { IdempotencyKey = "a\0b" }, "bad_text"),
            (New() with { Client = "\ud800" }, "bad_text"),
        ];
        foreach (var (job, code) in bad) Assert.Equal(code, (await Assert.ThrowsAsync<LongRagException>(() => Store.EnqueueAsync(job, Token))).Code);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.EnqueueAsync(New() with { MostAttempts = 0 }, Token));
        Assert.Equal(new JobStatistics(0, 0, 0, null), await Store.MeasureAsync(Token));
    }

    [Fact]
    public async Task A_full_queue_refuses_more_until_one_is_taken()
    {
        for (var i = 0; i < MostQueued; i++) await QueueAsync(i == 0 ? "first" : "docs");
        Assert.Equal("queue_full", (await Assert.ThrowsAsync<LongRagException>(() => QueueAsync())).Code);
        Assert.Equal(MostQueued, (await Store.MeasureAsync(Token)).Queued);
        Assert.Equal("first", (await ClaimAsync())!.Collection);
        await QueueAsync();
        Assert.Equal("queue_full", (await Assert.ThrowsAsync<LongRagException>(() => QueueAsync())).Code);
    }

    // ---- The same request again

    [Fact]
    public async Task The_same_key_of_the_same_client_gives_the_same_job_also_when_it_is_over_and_the_queue_full()
    {
        var request = New() with { IdempotencyKey = new string('k', 255), RequestHash = "h" };
        var (first, _) = await Store.EnqueueAsync(request, Token);
        AssertSame(first, await AgainAsync());
        await ClaimAsync();
        await Store.FinishAsync(first.Id, "w", JobStatus.Failed, new JobError("read", "x", "X."), null, Token);
        for (var i = 0; i < MostQueued; i++) await QueueAsync();
        Assert.Equal((first.Id, JobStatus.Failed), ((await AgainAsync()).Id, (await AgainAsync()).Status));

        async Task<Job> AgainAsync()
        {
            var (job, isNew) = await Store.EnqueueAsync(request with { Payload = Json("2") }, Token);
            Assert.False(isNew);
            return job;
        }
    }

    [Fact]
    public async Task A_key_used_for_another_request_is_a_conflict()
    {
        var (first, _) = await Store.EnqueueAsync(New() with { IdempotencyKey = "k", RequestHash = "h" }, Token);
        foreach (var hash in (string?[])["other", null])
        {
            var conflict = await Assert.ThrowsAsync<LongRagException>(() => Store.EnqueueAsync(New() with { IdempotencyKey = "k", RequestHash = hash }, Token));
            Assert.Equal(("idempotency_conflict", "The idempotency key 'k' was used for another request."), (conflict.Code, conflict.Message));
            Assert.DoesNotContain(first.Id, conflict.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_client_another_key_and_no_key_give_other_jobs()
    {
        var request = New() with { IdempotencyKey = "k", RequestHash = "h" };
        NewJob[] others = [request, request with { Client = "Someone" }, request with { IdempotencyKey = "K" }, request with { IdempotencyKey = null }, request with { IdempotencyKey = null }];
        foreach (var other in others) Assert.True((await Store.EnqueueAsync(other, Token)).IsNew);
        Assert.Equal(5, (await Store.MeasureAsync(Token)).Queued);
    }

    [Fact]
    public async Task Twenty_requests_at_once_with_one_key_through_two_stores_queue_one_job()
    {
        await using var other = await OpenAsync();
        var request = New() with { IdempotencyKey = "k", RequestHash = "h" };
        var queued = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => (i % 2 == 0 ? Store : other).EnqueueAsync(request, Token), Token)));
        Assert.Single(queued.Select(q => q.Job.Id).Distinct());
        Assert.Single(queued, q => q.IsNew);
        Assert.Single(await Store.ListAsync(cancellationToken: Token));
    }

    // ---- List, measure, delete

    [Fact]
    public async Task A_list_begins_with_the_newest_and_goes_on_behind_a_job()
    {
        var ids = new List<string>();
        for (var i = 0; i < 7; i++) ids.Insert(0, (await QueueAsync()).Id);
        Assert.Equal(ids, await IdsAsync());
        Assert.Equal(ids[..3], await IdsAsync(limit: 3));
        Assert.Equal(ids[3..6], await IdsAsync(limit: 3, before: ids[2]));
        Assert.Empty(await IdsAsync(before: ids[^1]));
        Assert.Empty(await IdsAsync(limit: 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.ListAsync(limit: -1, cancellationToken: Token));
    }

    [Fact]
    public async Task A_list_goes_on_behind_a_job_that_is_gone()
    {
        var (old, middle, young) = (await QueueAsync(), await QueueAsync(), await QueueAsync());
        Assert.Equal(middle.Id, (await Store.CancelAsync(middle.Id, Token))!.Id);
        Clock.Move(Second);
        Assert.Equal([middle.Id], await Store.DeleteEndedAsync(Clock.GetUtcNow(), Token));
        Assert.Equal([old.Id], await IdsAsync(before: middle.Id));
        Assert.Equal([young.Id, old.Id], await IdsAsync());
    }

    [Fact]
    public async Task A_list_of_a_collection_and_a_status_has_only_those()
    {
        var (a, b, c) = (await QueueAsync("a"), await QueueAsync("b"), await QueueAsync("a"));
        await ClaimAsync();
        Assert.Equal([c.Id, a.Id], await IdsAsync("a"));
        Assert.Equal([c.Id, b.Id], await IdsAsync(status: JobStatus.Queued));
        Assert.Equal([a.Id], await IdsAsync("a", JobStatus.Running));
        Assert.Empty(await IdsAsync("b", JobStatus.Running));
        Assert.Empty(await IdsAsync("A"));
        Assert.Empty(await IdsAsync("'; DROP TABLE jobs; --"));
        Assert.Equal([a.Id], await IdsAsync("a", before: c.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("nul\0")]
    public async Task A_cursor_that_can_be_no_job_is_named(string before) =>
        Assert.Equal("bad_argument", (await Assert.ThrowsAsync<LongRagException>(() => Store.ListAsync(before: before, cancellationToken: Token))).Code);

    [Fact]
    public async Task The_statistics_count_what_waits_runs_and_failed_and_know_the_oldest_that_waits()
    {
        Assert.Equal(new JobStatistics(0, 0, 0, null), await Store.MeasureAsync(Token));
        JobStatus[] ends = [JobStatus.Succeeded, JobStatus.Partial, JobStatus.Failed, JobStatus.Cancelled, JobStatus.Dead];
        foreach (var end in ends)
        {
            var job = await QueueAsync();
            await ClaimAsync();
            Assert.True(await Store.FinishAsync(job.Id, "w", end, null, null, Token));
        }

        await QueueAsync();
        await ClaimAsync();
        Clock.Move(Second);
        await QueueAsync();
        Clock.Move(Second);
        await QueueAsync();
        Assert.Equal(new JobStatistics(2, 1, 2, Start + Second), await Store.MeasureAsync(Token));
    }

    [Fact]
    public async Task Jobs_that_ended_before_a_time_are_removed_and_no_others()
    {
        var (done, late, running, waiting) = (await QueueAsync(), await QueueAsync(), await QueueAsync(), await QueueAsync());
        foreach (var job in (Job[])[done, late, running]) Assert.Equal(job.Id, (await ClaimAsync())!.Id);
        await Store.FinishAsync(done.Id, "w", JobStatus.Succeeded, null, null, Token);
        Clock.Move(Second);
        await Store.FinishAsync(late.Id, "w", JobStatus.Failed, null, null, Token);
        Assert.Equal([done.Id], await Store.DeleteEndedAsync(Clock.GetUtcNow(), Token));
        Assert.Null(await Store.FindAsync(done.Id, Token));
        Assert.Equal([waiting.Id, running.Id, late.Id], await IdsAsync());
        Assert.Empty(await Store.DeleteEndedAsync(Clock.GetUtcNow(), Token));
    }

    [Fact]
    public async Task The_key_of_a_removed_job_is_free_again()
    {
        var request = New() with { IdempotencyKey = "k", RequestHash = "h" };
        var (first, _) = await Store.EnqueueAsync(request, Token);
        await Store.CancelAsync(first.Id, Token);
        await Store.DeleteEndedAsync(Clock.GetUtcNow() + Second, Token);
        Assert.True((await Store.EnqueueAsync(request with { RequestHash = "other" }, Token)).IsNew);
    }

    private static NewJob New(string collection = "docs") => new() { Kind = "ingest", Collection = collection, Client = "someone", Payload = Json("1") };

    private static JsonElement Json(string text) => JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 128 }).RootElement;

    private async Task<Job> QueueAsync(string collection = "docs", int mostAttempts = 5) => (await Store.EnqueueAsync(New(collection) with { MostAttempts = mostAttempts }, Token)).Job;

    private Task<Job?> ClaimAsync(string worker = "w", params string[] except) => Store.ClaimAsync(worker, Lease, except, [], Token);

    private async Task<Job> FoundAsync(string id) => Assert.IsType<Job>(await Store.FindAsync(id, Token));

    private async Task<List<string>> IdsAsync(string? collection = null, JobStatus? status = null, int limit = 50, string? before = null) =>
        [.. (await Store.ListAsync(collection, status, limit, before, Token)).Select(j => j.Id)];

    /// <summary>JSON values have no equality of their own.</summary>
    private static void AssertSame(Job expected, Job actual)
    {
        Assert.Equal((expected.Payload.GetRawText(), expected.Result?.GetRawText()), (actual.Payload.GetRawText(), actual.Result?.GetRawText()));
        Assert.Equal(expected with { Payload = default, Result = null }, actual with { Payload = default, Result = null });
    }
}
