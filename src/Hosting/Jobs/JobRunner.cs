using System.Collections.Concurrent;
using LongRag.Storage;

namespace LongRag.Hosting;

/// <summary>
/// Works at the queue of jobs, one at a time, in a pool of its own: searches wait for none of it. A job that is stopped with the process, or by a store or disk that fails, goes back into the queue;
/// one whose files cannot be read has failed.
/// </summary>
internal sealed class JobRunner : IAsyncDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenReports = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly LongRagEngine _engine;
    private readonly string _worker = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly ConcurrentDictionary<string, (CancellationTokenSource Cancellation, string Collection)> _running = new(StringComparer.Ordinal);
    private Task _work = Task.CompletedTask;

    public JobRunner(LongRagEngine engine) => _engine = engine;

    /// <summary>Begins to work.</summary>
    /// <param name="isOnly">Whether no other process works at this queue, so that what still runs there runs no more.</param>
    public void Start(bool isOnly) => _work = Task.Run(() => RunAsync(isOnly), CancellationToken.None);

    /// <summary>There may be something to do.</summary>
    public void Wake() => _news.Release();

    /// <summary>Stops a job of this process, whose cancellation the queue knows already.</summary>
    public void Cancel(string job)
    {
        if (_running.TryGetValue(job, out var running)) running.Cancellation.Cancel();
        _engine.JobChanges.Tell(job);
    }

    /// <summary>Stops the jobs of this process that write to a collection: it is gone.</summary>
    public void CancelAll(string collection)
    {
        foreach (var (cancellation, _) in _running.Values.Where(running => string.Equals(running.Collection, collection, StringComparison.Ordinal))) cancellation.Cancel();
    }

    /// <summary>Puts back what is under way, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work;
        _stopping.Dispose();
        _news.Dispose();
    }

    private async Task RunAsync(bool isOnly)
    {
        var isRecovered = !isOnly;
        var lastSweep = DateTimeOffset.MinValue;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                if (!isRecovered && await _engine.Jobs.RecoverAsync(_worker, _stopping.Token) is > 0 and var recovered) EngineLog.JobsRecovered(_engine.Log, recovered);
                isRecovered = true;
                if (await _engine.Jobs.ClaimAsync(_worker, Lease, [], _stopping.Token) is { } job)
                {
                    await WorkAsync(job);
                    continue;
                }

                if (_engine.Time.GetUtcNow() - lastSweep > BetweenSweeps) await SweepAsync();
                lastSweep = _engine.Time.GetUtcNow();
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

    private async Task WorkAsync(Job job)
    {
        EngineLog.JobBegan(_engine.Log, job.Id, job.Kind, job.Collection, job.Attempts, job.MostAttempts);
        using var span = LongRagTelemetry.Begin(TelemetryNames.Ingest)?.SetTag(TelemetryNames.Job, job.Id).SetTag(TelemetryNames.Collection, job.Collection).SetTag(TelemetryNames.Attempt, job.Attempts);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        _running[job.Id] = (cancelled, job.Collection);
        var work = new IngestWork(_engine, job);
        using var reported = new CancellationTokenSource();
        var reporting = ReportAsync(job, work, cancelled, reported.Token);
        try
        {
            var (status, error, result) = await work.RunAsync(cancelled.Token);
            await EndAsync(job, () => _engine.Jobs.FinishAsync(job.Id, _worker, status, error, result, CancellationToken.None));
            EngineLog.JobEnded(_engine.Log, job.Id, status);
            span?.SetTag(TelemetryNames.Outcome, status.ToString().ToLowerInvariant());
            LongRagTelemetry.CountJob(status);
            // What was not read may be tried again.
            if (status is JobStatus.Succeeded) _engine.Uploads.Delete(work.Upload);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            if (_stopping.IsCancellationRequested) await EndAsync(job, () => _engine.Jobs.ReleaseAsync(job.Id, _worker, error: null, notBefore: null, CancellationToken.None));
            else await EndAsync(job, () => _engine.Jobs.FinishAsync(job.Id, _worker, JobStatus.Cancelled, error: null, work.Result(), CancellationToken.None));
        }
        catch (Exception failure)
        {
            span?.SetStatus(System.Diagnostics.ActivityStatusCode.Error, (failure as LongRagException)?.Code);
            var error = new JobError(work.Step, (failure as LongRagException)?.Code ?? (failure is OperationCanceledException ? "interrupted" : "internal_error"), failure.Message);
            EngineLog.JobPutBack(_engine.Log, job.Id, error.Code, error.Message);
            if (IsFinal(error.Code)) await EndAsync(job, () => _engine.Jobs.FinishAsync(job.Id, _worker, JobStatus.Failed, error, work.Result(), CancellationToken.None));
            else await EndAsync(job, () => _engine.Jobs.ReleaseAsync(job.Id, _worker, error, _engine.Time.GetUtcNow() + Wait(job.Attempts), CancellationToken.None));
        }
        finally
        {
            await reported.CancelAsync();
            await reporting;
            _running.TryRemove(job.Id, out _);
            _engine.JobChanges.Tell(job.Id);
        }
    }

    /// <summary>What trying again would not change.</summary>
    private static bool IsFinal(string code) => code is StorageCodes.NoSuchCollection or "bad_config" or "bad_argument" or "url_not_allowed" or "page_refused" or "page_too_large" or "internal_error";

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
            catch (LongRagException failure)
            {
                // The store may come back before the lease has run out.
                EngineLog.QueueUnreachable(_engine.Log, failure.Code, failure.Message);
                await Task.Delay(BetweenLooks, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Writes down how a job ended, as soon as the store can be written; without that it would be done again.</summary>
    private async Task EndAsync(Job job, Func<Task<bool>> end)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await end();
                return;
            }
            catch (LongRagException failure) when (attempt < 30 && !_stopping.IsCancellationRequested)
            {
                EngineLog.QueueUnreachable(_engine.Log, failure.Code, failure.Message);
                await Task.Delay(BetweenLooks, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (LongRagException failure)
            {
                // Its lease runs out, and it is claimed again.
                EngineLog.JobPutBack(_engine.Log, job.Id, failure.Code, failure.Message);
                return;
            }
        }
    }

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
