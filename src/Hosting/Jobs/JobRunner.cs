using System.Collections.Concurrent;
using LongRag.Storage;

namespace LongRag.Hosting;

/// <summary>
/// Works at the queue of jobs in a pool of its own: searches wait for none of it. One job at a time reads and stores, of each collection in turn; beside it those that have stored wait for their vectors.
/// A job that is stopped with the process, or by a store or disk that fails, goes back into the queue; one whose files cannot be read has failed.
/// </summary>
internal sealed class JobRunner : IAsyncDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WaitForMachine = TimeSpan.FromSeconds(10);
    private const string InternalError = "internal_error";

    // Jobs of one collection that wait for vectors; each is reported on and keeps its lease meanwhile.
    private const int MostWaiting = 16;

    private readonly LongRagEngine _engine;
    private readonly string _worker = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly ConcurrentDictionary<string, (CancellationTokenSource Cancellation, string Collection, IngestWork? Work)> _running = new(StringComparer.Ordinal);
    private readonly HashSet<string> _served = new(StringComparer.Ordinal);
    private readonly List<Task> _working = [];
    private Task _work = Task.CompletedTask;

    public JobRunner(LongRagEngine engine) => _engine = engine;

    /// <summary>Begins to work.</summary>
    public void Start() => _work = Task.Run(RunAsync, CancellationToken.None);

    /// <summary>There may be something to do.</summary>
    public void Wake()
    {
        // One look finds all there is.
        if (_news.CurrentCount == 0) _news.Release();
    }

    /// <summary>Stops a job of this process, whose cancellation the queue knows already.</summary>
    public void Cancel(string job)
    {
        if (_running.TryGetValue(job, out var running)) Stop(running.Cancellation);
        _engine.JobChanges.Tell(job);
    }

    /// <summary>Stops the jobs of this process that write to a collection: it is gone.</summary>
    public void CancelAll(string collection)
    {
        foreach (var (cancellation, _, _) in _running.Values.Where(running => string.Equals(running.Collection, collection, StringComparison.Ordinal))) Stop(cancellation);
    }

    /// <summary>Whether a job of this process writes to a collection.</summary>
    public bool IsWriting(string collection) => _running.Values.Any(running => string.Equals(running.Collection, collection, StringComparison.Ordinal));

    /// <summary>Seconds until a job of this process has its vectors; null where that is not known.</summary>
    public double? SecondsLeft(string job) => _running.TryGetValue(job, out var running) ? running.Work?.SecondsLeft : null;

    private static void Stop(CancellationTokenSource job)
    {
        try
        {
            job.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }

    /// <summary>Puts back what is under way, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work;
        await Task.WhenAll(_working);
        _stopping.Dispose();
        _news.Dispose();
    }

    private async Task RunAsync()
    {
        // No other process works at this queue: what still runs there runs no more.
        var isRecovered = false;
        var lastSweep = DateTimeOffset.MinValue;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                if (await _engine.WhyNotAloneAsync(_stopping.Token) is { } reason)
                {
                    if (isRecovered) EngineLog.JobsLeftAlone(_engine.Log, reason.Code, reason.Message);
                    isRecovered = false;
                    await Task.Delay(BetweenLooks, _stopping.Token);
                    continue;
                }

                if (!isRecovered && await _engine.Jobs.RecoverAsync(_worker, _stopping.Token) is > 0 and var recovered) EngineLog.JobsRecovered(_engine.Log, recovered);
                isRecovered = true;
                if (await ClaimAsync() is { } job)
                {
                    var givesWay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    _working.RemoveAll(work => work.IsCompleted);
                    _working.Add(WorkAsync(job, givesWay));
                    await givesWay.Task;
                    continue;
                }

                if (_engine.Time.GetUtcNow() - lastSweep > BetweenSweeps)
                {
                    await SweepAsync();
                    lastSweep = _engine.Time.GetUtcNow();
                }

                await _news.WaitAsync(BetweenLooks, _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                EngineLog.QueueUnreachable(_engine.Log, (failure as LongRagException)?.Code ?? failure.GetType().Name, failure.Message);
                await Task.Delay(BetweenLooks, CancellationToken.None);
            }
        }
    }

    /// <summary>The oldest job of a collection that was not served since the others were.</summary>
    private async Task<Job?> ClaimAsync()
    {
        var full = _running.Values.GroupBy(running => running.Collection, StringComparer.Ordinal).Where(jobs => jobs.Count() >= MostWaiting).Select(jobs => jobs.Key).ToHashSet(StringComparer.Ordinal);
        // A machine that slept finds the leases of its own jobs run out.
        string[] inHand = [.. _running.Keys];
        var job = await _engine.Jobs.ClaimAsync(_worker, Lease, [.. _served.Union(full)], inHand, _stopping.Token);
        if (job is null && _served.Count > 0)
        {
            _served.Clear();
            job = await _engine.Jobs.ClaimAsync(_worker, Lease, full, inHand, _stopping.Token);
        }

        if (job is not null) _served.Add(job.Collection);
        return job;
    }

    /// <summary>One try at a job. Throws nothing.</summary>
    /// <param name="job">The job.</param>
    /// <param name="givesWay">Completed when another job may begin.</param>
    private async Task WorkAsync(Job job, TaskCompletionSource givesWay)
    {
        try
        {
            await TryAsync(job, givesWay);
        }
        catch (Exception failure)
        {
            // Its lease runs out, and it is claimed again.
            EngineLog.QueueUnreachable(_engine.Log, (failure as LongRagException)?.Code ?? failure.GetType().Name, failure.Message);
        }
        finally
        {
            givesWay.TrySetResult();
            Wake();
        }
    }

    private async Task TryAsync(Job job, TaskCompletionSource givesWay)
    {
        EngineLog.JobBegan(_engine.Log, job.Id, job.Kind, job.Collection, job.Attempts, job.MostAttempts);
        using var span = LongRagTelemetry.Begin(TelemetryNames.Ingest)?.SetTag(TelemetryNames.Job, job.Id).SetTag(TelemetryNames.Collection, job.Collection).SetTag(TelemetryNames.Attempt, job.Attempts);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        using var reported = new CancellationTokenSource();
        _running[job.Id] = (cancelled, job.Collection, null);
        var reporting = Task.CompletedTask;
        IngestWork? work = null;
        try
        {
            work = new IngestWork(_engine, job);
            _running[job.Id] = (cancelled, job.Collection, work);
            _ = work.GivesWay.ContinueWith(_ => givesWay.TrySetResult(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            reporting = ReportAsync(job, work, cancelled, reported.Token);
            var (status, error, result) = await work.RunAsync(cancelled.Token);
            // What was not read may be tried again; and where the end could not be written down, all of it will be.
            if (await FinishAsync(job, status, error, result) && status is JobStatus.Succeeded) _engine.Uploads.Delete(work.Upload);
            span?.SetTag(TelemetryNames.Outcome, status.ToString().ToLowerInvariant());
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            if (_stopping.IsCancellationRequested) await EndAsync(job, () => _engine.Jobs.ReleaseAsync(job.Id, _worker, error: null, notBefore: null, CancellationToken.None));
            else await FinishAsync(job, JobStatus.Cancelled, error: null, work?.Result());
        }
        catch (Exception failure)
        {
            span?.SetStatus(System.Diagnostics.ActivityStatusCode.Error, (failure as LongRagException)?.Code);
            await FailAsync(job, work, failure);
        }
        finally
        {
            _running.TryRemove(job.Id, out _);
            await reported.CancelAsync();
            await reporting;
            _engine.JobChanges.Tell(job.Id);
        }
    }

    private async Task FailAsync(Job job, IngestWork? work, Exception failure)
    {
        var code = (failure as LongRagException)?.Code ?? (failure is OperationCanceledException ? "interrupted" : InternalError);
        // Whoever may read the collection sees the job: what names this machine's inside stays in the log.
        var error = new JobError(work?.Step ?? "start", code, code is InternalError ? "Something went wrong that should not; the service's log says what." : PublicMessage.Of(code, failure.Message));
        if (IsFinal(code))
        {
            EngineLog.JobFailed(_engine.Log, job.Id, code, failure.Message);
            await FinishAsync(job, JobStatus.Failed, error, work?.Result());
            return;
        }

        EngineLog.JobPutBack(_engine.Log, job.Id, code, failure.Message);
        // What is wrong with the store or the disk is no fault of the job: it waits, however long.
        if (IsOfTheMachine(code)) await EndAsync(job, () => _engine.Jobs.ReleaseAsync(job.Id, _worker, error: null, _engine.Time.GetUtcNow() + WaitForMachine, CancellationToken.None));
        else await EndAsync(job, () => _engine.Jobs.ReleaseAsync(job.Id, _worker, error, _engine.Time.GetUtcNow() + Wait(job.Attempts), CancellationToken.None));
    }

    private async Task<bool> FinishAsync(Job job, JobStatus status, JobError? error, System.Text.Json.JsonElement? result)
    {
        if (!await EndAsync(job, () => _engine.Jobs.FinishAsync(job.Id, _worker, status, error, result, CancellationToken.None))) return false;
        EngineLog.JobEnded(_engine.Log, job.Id, status);
        LongRagTelemetry.CountJob(status);
        return true;
    }

    /// <summary>What trying again would not change.</summary>
    private static bool IsFinal(string code) => code is StorageCodes.NoSuchCollection or "bad_config" or "bad_argument" or "url_not_allowed" or "page_refused" or "page_too_large";

    private static bool IsOfTheMachine(string code) => code is StorageCodes.StoreUnreachable or StorageCodes.DiskFull or StorageCodes.Locked or StorageCodes.ReadOnlyStore or "interrupted";

    private static TimeSpan Wait(int attempt) => TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(2, attempt)));

    /// <summary>Tells the queue how far the job is, which keeps it ours, and hears whether it shall stop.</summary>
    private async Task ReportAsync(Job job, IngestWork work, CancellationTokenSource cancelled, CancellationToken ended)
    {
        (string Step, JobProgress? Progress) told = default;
        var toldAt = DateTimeOffset.MinValue;
        while (!ended.IsCancellationRequested)
        {
            try
            {
                var now = _engine.Time.GetUtcNow();
                var state = (work.Step, work.Progress);
                if (state != told || now - toldAt > Lease / 4)
                {
                    // Keeps the right to the queue through a long job: a session that has died is begun anew. Where another has taken it over, the report says so.
                    await _engine.WhyNotAloneAsync(ended);
                    var known = await _engine.Jobs.ReportAsync(job.Id, _worker, Lease, state.Step, state.Progress, ended);
                    if (known is null or { CancelRequested: true }) await cancelled.CancelAsync();
                    (told, toldAt) = (state, now);
                    _engine.JobChanges.Tell(job.Id);
                }

                await Task.Delay(BetweenReports, ended);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failure)
            {
                // The store may come back before the lease has run out.
                EngineLog.QueueUnreachable(_engine.Log, (failure as LongRagException)?.Code ?? failure.GetType().Name, failure.Message);
                await Task.Delay(BetweenLooks, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Writes down how a job ended, as soon as the store can be written; without that it is claimed again once its lease has run out.</summary>
    /// <returns>Whether it is written down.</returns>
    private async Task<bool> EndAsync(Job job, Func<Task<bool>> end)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await end();
            }
            catch (Exception failure)
            {
                EngineLog.QueueUnreachable(_engine.Log, (failure as LongRagException)?.Code ?? failure.GetType().Name, failure.Message);
                if (attempt >= MostEnds || _stopping.IsCancellationRequested) return false;
                await Task.Delay(BetweenLooks, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private const int MostEnds = 30;

    private async Task SweepAsync()
    {
        var now = _engine.Time.GetUtcNow();
        await _engine.Jobs.DeleteEndedAsync(now - _engine.KeepsJobs, _stopping.Token);
        var needed = new HashSet<string>(StringComparer.Ordinal);
        for (string? before = null; ;)
        {
            var page = await _engine.Jobs.ListAsync(null, null, 500, before, _stopping.Token);
            foreach (var job in page.Where(job => job.Status is not JobStatus.Succeeded)) needed.Add(IngestJob.Read(job.Payload).Upload);
            if (page.Count < 500) break;
            before = page[^1].Id;
        }

        try
        {
            _engine.Uploads.Sweep(needed, (now - BetweenSweeps).UtcDateTime);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            EngineLog.NotSwept(_engine.Log, failure.Message);
        }
    }
}
