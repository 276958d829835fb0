using Xunit;

namespace LongRag.TestKit;

public abstract partial class JobStoreConformance
{
    // ---- Claim

    [Fact]
    public async Task The_oldest_job_is_taken_first_and_once()
    {
        var (old, young) = (await QueueAsync(), await QueueAsync());
        Clock.Move(Second);
        var claimed = (await ClaimAsync())!;
        Assert.Equal((old.Id, JobStatus.Running, 1, Start + Second, Start), (claimed.Id, claimed.Status, claimed.Attempts, claimed.StartedAt, claimed.CreatedAt));
        Assert.Null(claimed.Step);
        AssertSame(claimed, await FoundAsync(old.Id));
        Assert.Equal(young.Id, (await ClaimAsync())!.Id);
        Assert.Null(await ClaimAsync());
    }

    [Fact]
    public async Task Jobs_of_excepted_collections_are_left_alone_also_when_their_worker_is_lost()
    {
        var (a, b, c) = (await QueueAsync("a"), await QueueAsync("b"), await QueueAsync("c"));
        Assert.Equal(c.Id, (await ClaimAsync("w", "a", "b", "none"))!.Id);
        Assert.Null(await ClaimAsync("w", "a", "b"));
        Assert.Equal(a.Id, (await ClaimAsync("lost"))!.Id);
        Clock.Move(Lease);
        Assert.Equal(b.Id, (await ClaimAsync("w", "a", "c"))!.Id);
        Assert.Equal(JobStatus.Running, (await FoundAsync(a.Id)).Status);
        Assert.Equal(a.Id, (await ClaimAsync("w", "c"))!.Id);
    }

    [Fact]
    public async Task Eight_that_claim_at_once_through_two_stores_take_each_of_200_jobs_once()
    {
        for (var i = 0; i < 200; i++) await QueueAsync();
        await using var other = await OpenAsync();
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(() => TakeAllAsync(w % 2 == 0 ? Store : other, $"w{w}"), Token)));
        Assert.Equal(200, taken.Sum(t => t.Count));
        Assert.Equal(200, taken.SelectMany(t => t).Distinct().Count());
        Assert.Equal(new JobStatistics(0, 200, 0, null), await Store.MeasureAsync(Token));
        Assert.All(await Store.ListAsync(limit: 200, cancellationToken: Token), job => Assert.Equal(1, job.Attempts));

        static async Task<List<string>> TakeAllAsync(IJobStore store, string worker)
        {
            var mine = new List<string>();
            while (await store.ClaimAsync(worker, Lease, [], [], Token) is { } job) mine.Add(job.Id);
            return mine;
        }
    }

    [Fact]
    public async Task A_lease_of_no_time_is_misuse() => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.ClaimAsync("w", TimeSpan.Zero, [], [], Token));

    // ---- Leases

    [Fact]
    public async Task A_job_whose_lease_has_run_out_is_taken_again_and_its_lost_worker_must_stop()
    {
        var job = await QueueAsync();
        await ClaimAsync("first");
        Assert.NotNull(await Store.ReportAsync(job.Id, "first", Lease, "read", new JobProgress(1, 2, "pages"), Token));
        Clock.Move(Lease - Second);
        Assert.Null(await ClaimAsync("second"));
        Clock.Move(Second);
        var again = (await ClaimAsync("second"))!;
        Assert.Equal((job.Id, 2, Start + Lease), (again.Id, again.Attempts, again.StartedAt));
        Assert.Equal((null, null), (again.Step, again.Progress));
        Assert.Equal(("read", "worker_lost"), (again.Error!.Step, again.Error.Code));

        Assert.Null(await Store.ReportAsync(job.Id, "first", Lease, "read", null, Token));
        Assert.False(await Store.FinishAsync(job.Id, "first", JobStatus.Succeeded, null, null, Token));
        Assert.False(await Store.ReleaseAsync(job.Id, "first", null, null, Token));
        AssertSame(again, await FoundAsync(job.Id));
    }

    [Fact]
    public async Task A_worker_keeps_the_jobs_in_its_hands_whose_leases_have_run_out_and_takes_back_the_others()
    {
        var (kept, lost, waiting) = (await QueueAsync(), await QueueAsync(), await QueueAsync());
        Assert.Equal((kept.Id, lost.Id), ((await ClaimAsync())!.Id, (await ClaimAsync())!.Id));
        Clock.Move(2 * Lease);
        Assert.Equal((lost.Id, 2), await Store.ClaimAsync("w", Lease, [], [kept.Id], Token) is { } again ? (again.Id, again.Attempts) : default);
        Assert.Equal(waiting.Id, (await Store.ClaimAsync("w", Lease, [], [kept.Id, lost.Id], Token))!.Id);
        Assert.Null(await Store.ClaimAsync("w", Lease, [], [kept.Id], Token));
        Assert.Equal((JobStatus.Running, 1, null), await FoundAsync(kept.Id) is var job ? (job.Status, job.Attempts, job.Error) : default);
        Assert.NotNull(await Store.ReportAsync(kept.Id, "w", Lease, "read", null, Token));
    }

    [Fact]
    public async Task A_report_tells_how_far_the_job_is_and_renews_the_lease()
    {
        var job = await QueueAsync();
        await ClaimAsync();
        for (var done = 1; done <= 3; done++)
        {
            Clock.Move(Lease - Second);
            var reported = (await Store.ReportAsync(job.Id, "w", Lease, "store", new JobProgress(done, 3, "documents"), Token))!;
            Assert.Equal(("store", new JobProgress(done, 3, "documents")), (reported.Step, reported.Progress));
            AssertSame(reported, await FoundAsync(job.Id));
            Assert.Null(await ClaimAsync("other"));
        }

        Assert.Null((await Store.ReportAsync(job.Id, "w", Lease, "index", null, Token))!.Progress);
    }

    [Fact]
    public async Task A_worker_that_reports_late_keeps_its_job_where_nobody_took_it()
    {
        var job = await QueueAsync();
        await ClaimAsync();
        Clock.Move(2 * Lease);
        Assert.Equal(1, (await Store.ReportAsync(job.Id, "w", Lease, "read", null, Token))!.Attempts);
        Assert.Null(await ClaimAsync("other"));
    }

    [Fact]
    public async Task A_job_whose_workers_are_lost_as_often_as_it_is_tried_is_dead()
    {
        var job = await QueueAsync(mostAttempts: 2);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            Assert.Equal(attempt, (await ClaimAsync())!.Attempts);
            Clock.Move(Lease);
        }

        Assert.Null(await ClaimAsync());
        var dead = await FoundAsync(job.Id);
        Assert.Equal((JobStatus.Dead, 2, Start + (2 * Lease)), (dead.Status, dead.Attempts, dead.FinishedAt));
        Assert.Equal(("start", "worker_lost"), (dead.Error!.Step, dead.Error.Code));
        Assert.True(dead.IsOver);
    }

    // ---- Finish

    [Theory]
    [InlineData(JobStatus.Succeeded)]
    [InlineData(JobStatus.Partial)]
    [InlineData(JobStatus.Failed)]
    [InlineData(JobStatus.Cancelled)]
    [InlineData(JobStatus.Dead)]
    public async Task A_job_ends_as_its_worker_says(JobStatus status)
    {
        var job = await QueueAsync();
        await ClaimAsync();
        await Store.ReportAsync(job.Id, "w", Lease, "store", new JobProgress(3, 3, "documents"), Token);
        Clock.Move(Second);
        var error = status == JobStatus.Succeeded ? null : new JobError("read", "bad_pdf", "It is no PDF.");
        Assert.True(await Store.FinishAsync(job.Id, "w", status, error, Json("""{"added":3}"""), Token));
        var ended = await FoundAsync(job.Id);
        Assert.Equal((status, error, Start + Second, """{"added":3}"""), (ended.Status, ended.Error, ended.FinishedAt, ended.Result?.GetRawText()));
        Assert.Equal(new JobProgress(3, 3, "documents"), ended.Progress);

        Clock.Move(Lease);
        Assert.Null(await ClaimAsync("other"));
        Assert.False(await Store.FinishAsync(job.Id, "w", JobStatus.Failed, null, null, Token));
        Assert.Null(await Store.ReportAsync(job.Id, "w", Lease, "read", null, Token));
        AssertSame(ended, await FoundAsync(job.Id));
    }

    [Fact]
    public async Task A_job_that_succeeds_forgets_why_its_earlier_try_did_not()
    {
        var job = await QueueAsync();
        await ClaimAsync();
        await Store.ReleaseAsync(job.Id, "w", new JobError("fetch", "timeout", "No answer."), null, Token);
        Assert.Equal("timeout", (await ClaimAsync())!.Error!.Code);
        await Store.FinishAsync(job.Id, "w", JobStatus.Succeeded, null, null, Token);
        Assert.Null((await FoundAsync(job.Id)).Error);
    }

    [Theory]
    [InlineData(JobStatus.Queued)]
    [InlineData(JobStatus.Running)]
    [InlineData((JobStatus)7)]
    public async Task A_job_cannot_end_in_what_is_no_end(JobStatus status)
    {
        var job = await QueueAsync();
        await ClaimAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.FinishAsync(job.Id, "w", status, null, null, Token));
        Assert.Equal(JobStatus.Running, (await FoundAsync(job.Id)).Status);
    }

    [Fact]
    public async Task An_error_whose_message_no_database_holds_still_ends_the_job()
    {
        var job = await QueueAsync();
        await ClaimAsync();
        Assert.True(await Store.FinishAsync(job.Id, "w", JobStatus.Failed, new JobError("read", "bad_text", "a\0b\nc \ud800 \e[31m"), null, Token));
        Assert.Equal("a\ufffdb c \ufffd \ufffd[31m", (await FoundAsync(job.Id)).Error!.Message);
    }

    // ---- Release

    [Fact]
    public async Task A_job_given_back_for_an_error_waits_to_its_time_and_is_tried_again()
    {
        var job = await QueueAsync();
        await ClaimAsync();
        await Store.ReportAsync(job.Id, "w", Lease, "fetch", new JobProgress(1, 2, "bytes"), Token);
        Assert.True(await Store.ReleaseAsync(job.Id, "w", new JobError("fetch", "timeout", "No answer."), Start + (10 * Second), Token));
        var waiting = await FoundAsync(job.Id);
        Assert.Equal((JobStatus.Queued, 1, Start + (10 * Second), new JobError("fetch", "timeout", "No answer.")), (waiting.Status, waiting.Attempts, waiting.NotBefore, waiting.Error));
        Assert.Equal((null, null, null), (waiting.Step, waiting.Progress, waiting.FinishedAt));

        Clock.Move((10 * Second) - TimeSpan.FromMilliseconds(1));
        Assert.Null(await ClaimAsync("other"));
        Clock.Move(TimeSpan.FromMilliseconds(1));
        var again = (await ClaimAsync("other"))!;
        Assert.Equal((2, null, "timeout"), (again.Attempts, again.NotBefore, again.Error!.Code));
        Assert.False(await Store.ReleaseAsync(job.Id, "w", null, null, Token));
    }

    [Fact]
    public async Task A_job_that_must_wait_lets_younger_ones_pass()
    {
        var (old, young) = (await QueueAsync(), await QueueAsync());
        await ClaimAsync();
        await Store.ReleaseAsync(old.Id, "w", new JobError("fetch", "timeout", "No answer."), Start + Second, Token);
        Assert.Equal(young.Id, (await ClaimAsync())!.Id);
    }

    [Fact]
    public async Task A_job_given_back_for_an_error_as_often_as_it_is_tried_is_dead()
    {
        var job = await QueueAsync(mostAttempts: 1);
        await ClaimAsync();
        Assert.True(await Store.ReleaseAsync(job.Id, "w", new JobError("fetch", "timeout", "No answer."), Start + Second, Token));
        var dead = await FoundAsync(job.Id);
        Assert.Equal((JobStatus.Dead, "timeout", Start, null), (dead.Status, dead.Error!.Code, dead.FinishedAt, dead.NotBefore));
        Clock.Move(Second);
        Assert.Null(await ClaimAsync());
    }

    [Fact]
    public async Task A_worker_that_only_stops_costs_the_job_no_attempt_and_no_error()
    {
        var job = await QueueAsync(mostAttempts: 1);
        for (var stop = 0; stop < 3; stop++)
        {
            Assert.Equal(1, (await ClaimAsync())!.Attempts);
            Assert.True(await Store.ReleaseAsync(job.Id, "w", null, null, Token));
            var waiting = await FoundAsync(job.Id);
            Assert.Equal((JobStatus.Queued, 0, null), (waiting.Status, waiting.Attempts, waiting.Error));
        }
    }

    [Fact]
    public async Task A_worker_that_only_stops_leaves_the_error_of_the_last_real_try()
    {
        var job = await QueueAsync();
        await ClaimAsync();
        await Store.ReleaseAsync(job.Id, "w", new JobError("fetch", "timeout", "No answer."), null, Token);
        await ClaimAsync();
        await Store.ReleaseAsync(job.Id, "w", null, null, Token);
        var waiting = await FoundAsync(job.Id);
        Assert.Equal((1, "timeout"), (waiting.Attempts, waiting.Error!.Code));
    }

    // ---- Recover

    [Fact]
    public async Task Recovering_gives_back_what_others_have_without_waiting_for_their_leases()
    {
        var (waiting, mine, theirs, worn) = (await QueueAsync("waiting"), await QueueAsync("mine"), await QueueAsync("theirs"), await QueueAsync("worn", mostAttempts: 1));
        Assert.Equal(mine.Id, (await ClaimAsync("me", "waiting", "theirs", "worn"))!.Id);
        Assert.Equal(theirs.Id, (await ClaimAsync("they", "waiting", "worn"))!.Id);
        Assert.Equal(worn.Id, (await ClaimAsync("others", "waiting"))!.Id);

        Assert.Equal(2, await Store.RecoverAsync("me", Token));
        Assert.Equal((JobStatus.Queued, JobStatus.Running, JobStatus.Queued, JobStatus.Dead), (await StatusAsync(waiting), await StatusAsync(mine), await StatusAsync(theirs), await StatusAsync(worn)));
        Assert.Equal((1, "worker_lost"), ((await FoundAsync(theirs.Id)).Attempts, (await FoundAsync(theirs.Id)).Error!.Code));
        Assert.Null(await Store.ReportAsync(theirs.Id, "they", Lease, "read", null, Token));
        Assert.NotNull(await Store.ReportAsync(mine.Id, "me", Lease, "read", null, Token));
        Assert.Equal(0, await Store.RecoverAsync("me", Token));
    }

    // ---- Cancel and retry

    [Fact]
    public async Task A_queued_job_is_cancelled_at_once()
    {
        var job = await QueueAsync();
        Clock.Move(Second);
        var cancelled = (await Store.CancelAsync(job.Id, Token))!;
        Assert.Equal((JobStatus.Cancelled, true, Start + Second), (cancelled.Status, cancelled.CancelRequested, cancelled.FinishedAt));
        AssertSame(cancelled, await FoundAsync(job.Id));
        Assert.Null(await ClaimAsync());
    }

    [Fact]
    public async Task A_running_job_is_told_by_its_next_report_and_ends_as_its_worker_says()
    {
        var job = await QueueAsync();
        await ClaimAsync();
        Assert.False((await Store.ReportAsync(job.Id, "w", Lease, "read", null, Token))!.CancelRequested);
        var asked = (await Store.CancelAsync(job.Id, Token))!;
        Assert.Equal((JobStatus.Running, true, null), (asked.Status, asked.CancelRequested, asked.FinishedAt));
        Assert.True((await Store.ReportAsync(job.Id, "w", Lease, "read", null, Token))!.CancelRequested);
        Assert.True(await Store.FinishAsync(job.Id, "w", JobStatus.Cancelled, null, null, Token));
        Assert.Equal(JobStatus.Cancelled, await StatusAsync(job));
    }

    [Theory]
    [InlineData("release")]
    [InlineData("fail")]
    [InlineData("lease")]
    [InlineData("recover")]
    public async Task A_running_job_that_was_to_stop_and_comes_back_is_cancelled_and_not_tried_again(string how)
    {
        var job = await QueueAsync();
        await ClaimAsync();
        await Store.CancelAsync(job.Id, Token);
        if (how == "release") await Store.ReleaseAsync(job.Id, "w", null, null, Token);
        if (how == "fail") await Store.ReleaseAsync(job.Id, "w", new JobError("fetch", "timeout", "No answer."), null, Token);
        if (how == "lease") Clock.Move(Lease);
        if (how == "recover") Assert.Equal(1, await Store.RecoverAsync("me", Token));
        Assert.Null(await ClaimAsync("other"));
        var cancelled = await FoundAsync(job.Id);
        Assert.Equal((JobStatus.Cancelled, Clock.GetUtcNow()), (cancelled.Status, cancelled.FinishedAt));
    }

    [Theory]
    [InlineData(JobStatus.Succeeded)]
    [InlineData(JobStatus.Failed)]
    public async Task A_job_that_is_over_is_not_cancelled(JobStatus status)
    {
        var ended = await EndedAsync(status);
        AssertSame(ended, (await Store.CancelAsync(ended.Id, Token))!);
        AssertSame(ended, await FoundAsync(ended.Id));
    }

    [Theory]
    [InlineData(JobStatus.Partial)]
    [InlineData(JobStatus.Failed)]
    [InlineData(JobStatus.Cancelled)]
    [InlineData(JobStatus.Dead)]
    public async Task A_job_that_did_not_succeed_is_queued_again_as_new(JobStatus status)
    {
        var ended = await EndedAsync(status);
        Clock.Move(Second);
        var again = (await Store.RetryAsync(ended.Id, Token))!;
        AssertSame(ended with { Status = JobStatus.Queued, Attempts = 0, Error = null, Result = null, Step = null, Progress = null, StartedAt = null, FinishedAt = null }, again);
        AssertSame(again, await FoundAsync(ended.Id));
        Assert.Equal(new JobStatistics(1, 0, 0, Start + Second), await Store.MeasureAsync(Token));
        var claimed = (await ClaimAsync())!;
        Assert.Equal((ended.Id, 1), (claimed.Id, claimed.Attempts));
    }

    [Fact]
    public async Task A_cancelled_job_queued_again_runs_as_if_nobody_had_asked_it_to_stop()
    {
        var job = await QueueAsync();
        await Store.CancelAsync(job.Id, Token);
        Assert.False((await Store.RetryAsync(job.Id, Token))!.CancelRequested);
        Assert.False((await ClaimAsync())!.CancelRequested);
    }

    [Fact]
    public async Task A_job_that_succeeded_waits_or_runs_is_not_queued_again()
    {
        var succeeded = await EndedAsync(JobStatus.Succeeded);
        AssertSame(succeeded, (await Store.RetryAsync(succeeded.Id, Token))!);
        var waiting = await QueueAsync();
        AssertSame(waiting, (await Store.RetryAsync(waiting.Id, Token))!);
        var running = (await ClaimAsync())!;
        AssertSame(running, (await Store.RetryAsync(running.Id, Token))!);
        AssertSame(running, await FoundAsync(running.Id));
    }

    // ---- Several stores

    [Fact]
    public async Task What_one_store_was_told_another_knows_also_where_the_first_was_never_closed()
    {
        var abandoned = await OpenAsync();
        var (job, _) = await abandoned.EnqueueAsync(New() with { IdempotencyKey = "k", RequestHash = "h" }, Token);
        Assert.Equal(job.Id, (await abandoned.ClaimAsync("lost", Lease, [], [], Token))!.Id);
        await abandoned.ReportAsync(job.Id, "lost", Lease, "read", new JobProgress(1, 2, "pages"), Token);

        await using var next = await OpenAsync();
        Assert.Equal(("read", new JobProgress(1, 2, "pages")), ((await next.FindAsync(job.Id, Token))!.Step, (await next.FindAsync(job.Id, Token))!.Progress));
        Assert.False((await next.EnqueueAsync(New() with { IdempotencyKey = "k", RequestHash = "h" }, Token)).IsNew);
        Assert.Equal(1, await next.RecoverAsync("next", Token));
        Assert.Equal(2, (await next.ClaimAsync("next", Lease, [], [], Token))!.Attempts);
        await abandoned.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_has_given_up_gets_nothing_done()
    {
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.EnqueueAsync(New(), given.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.MeasureAsync(given.Token));
        Assert.Empty(await IdsAsync());
    }

    private async Task<JobStatus> StatusAsync(Job job) => (await FoundAsync(job.Id)).Status;

    private async Task<Job> EndedAsync(JobStatus status)
    {
        var job = await QueueAsync();
        await ClaimAsync();
        await Store.ReportAsync(job.Id, "w", Lease, "read", new JobProgress(1, 2, "pages"), Token);
        await Store.FinishAsync(job.Id, "w", status, new JobError("read", "x", "X."), Json("7"), Token);
        return await FoundAsync(job.Id);
    }
}
