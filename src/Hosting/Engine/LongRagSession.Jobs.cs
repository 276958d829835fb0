using System.Runtime.CompilerServices;
using System.Text;

namespace LongRag.Hosting;

internal sealed partial class LongRagSession
{
    private const int MostDocumentsListed = 20;

    // A job that another process works at is not signalled here.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<IUpload> BeginUploadAsync(string collection, CancellationToken cancellationToken = default)
    {
        Access.Require(principal, AccessRight.Write, collection);
        await engine.RequireAloneAsync(cancellationToken);
        return new Upload(engine, principal, await CollectionAsync(collection, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<AcceptedUpload> IngestUrlAsync(string collection, Uri url, string? source, UploadOptions options, CancellationToken cancellationToken = default)
    {
        Access.Require(principal, AccessRight.Write, collection);
        engine.Pages.CheckAllowed(url);
        await engine.RequireAloneAsync(cancellationToken);
        await using var upload = new Upload(engine, principal, await CollectionAsync(collection, cancellationToken));
        return await upload.CommitUrlAsync(url, source ?? url.AbsoluteUri, options, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SavedText> SaveTextAsync(SaveTextRequest request, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(request.Text)) throw new LongRagException("bad_argument", "There is no text to store.");
        await using var upload = await BeginUploadAsync(request.Collection, cancellationToken);
        var source = string.IsNullOrWhiteSpace(request.Source) ? TextSource.Of(request.Collection, request.Text) : request.Source;
        using (var bytes = new MemoryStream(Encoding.UTF8.GetBytes(request.Text))) await upload.AddAsync(source, request.MediaType, bytes, cancellationToken);
        var accepted = await upload.CommitAsync(new UploadOptions { Metadata = request.Metadata, Tags = request.Tags }, cancellationToken);
        JobInfo? last = null;
        await foreach (var state in WatchJobAsync(accepted.JobId, cancellationToken)) last = state;
        if (last!.Result is { Skipped: > 0 }) throw new LongRagException(JobCodes.DocumentDeleted, "The text was deleted while it was being stored.");
        // Stored and not yet in every index is stored: words find it, and the vectors follow.
        if (last.Result is not { } done || done.Added + done.Changed + done.Unchanged == 0) throw new LongRagException(last.Error?.Code ?? "ingest_failed", last.Error?.Message ?? $"The text was not stored ({last.Status}).");
        return new SavedText(accepted.DocumentId ?? "", accepted.Documents[0].Source, done.Added > 0 ? "added" : done.Changed > 0 ? "changed" : "unchanged");
    }

    /// <inheritdoc/>
    public async Task<JobInfo> GetJobAsync(string id, CancellationToken cancellationToken = default) => JobView.Of(await JobAsync(id, cancellationToken), engine);

    /// <inheritdoc/>
    public async IAsyncEnumerable<JobInfo> WatchJobAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Job? told = null;
        await JobAsync(id, cancellationToken);
        using var watcher = engine.JobChanges.Watch(id);
        while (true)
        {
            var change = watcher.Next();
            var job = await JobAsync(id, cancellationToken);
            if (told is null || (job.Status, job.Step, job.Progress, job.Attempts, job.CancelRequested) != (told.Status, told.Step, told.Progress, told.Attempts, told.CancelRequested))
            {
                yield return JobView.Of(job, engine);
                told = job;
            }

            if (job.IsOver) yield break;
            // Whichever comes first: a change that was told, or the time to look for oneself.
            await Task.WhenAny(change, Task.Delay(BetweenLooks, engine.Time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public async Task<ListPage<JobInfo>> ListJobsAsync(string? collection, string? status, int limit, string? cursor, CancellationToken cancellationToken = default)
    {
        CheckLimit(limit);
        var only = status is null ? (JobStatus?)null : JobView.StatusOf(status);
        if (collection is not null) await CollectionAsync(collection, cancellationToken);
        // Each collection that may be seen is asked for, and no other: how many jobs there are besides is not felt.
        var scopes = collection is not null ? [collection] : principal.Collections is null ? [null] : principal.Collections.Order(StringComparer.Ordinal).ToArray<string?>();
        var seen = new List<Job>();
        foreach (var scope in scopes) seen.AddRange(await engine.Jobs.ListAsync(scope, only, limit + 1, cursor, cancellationToken));
        seen = [.. seen.OrderByDescending(job => job.Id, StringComparer.Ordinal)];
        // All documents of a job are told where one job is asked for.
        var items = seen.Take(limit).Select(job => JobView.Of(job, engine)).Select(job => job with { Documents = [.. job.Documents.Take(MostDocumentsListed)] }).ToList();
        return new ListPage<JobInfo>(items, seen.Count > limit ? items[^1].Id : null, Total: null);
    }

    /// <inheritdoc/>
    public async Task<JobInfo> CancelJobAsync(string id, CancellationToken cancellationToken = default)
    {
        Access.Require(principal, AccessRight.Write, (await JobAsync(id, cancellationToken)).Collection);
        var job = await engine.Jobs.CancelAsync(id, cancellationToken) ?? throw Access.NoJob(id);
        engine.CancelRunning(id);
        return JobView.Of(job, engine);
    }

    /// <inheritdoc/>
    public async Task<JobInfo> RetryJobAsync(string id, CancellationToken cancellationToken = default)
    {
        Access.Require(principal, AccessRight.Write, (await JobAsync(id, cancellationToken)).Collection);
        await engine.RequireAloneAsync(cancellationToken);
        var job = await engine.Jobs.RetryAsync(id, cancellationToken) ?? throw Access.NoJob(id);
        engine.Wake();
        return JobView.Of(job, engine);
    }

    private async Task<Job> JobAsync(string id, CancellationToken cancellationToken) =>
        await engine.Jobs.FindAsync(id, cancellationToken) is { } job && principal.MaySee(job.Collection) ? job : throw Access.NoJob(id);
}
