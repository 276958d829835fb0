using System.Runtime.CompilerServices;
using System.Text;

namespace LongRag.Hosting;

internal sealed partial class LongRagSession
{
    // A job that another process works at is not signalled here.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<IUpload> BeginUploadAsync(string collection, CancellationToken cancellationToken = default)
    {
        Access.Require(principal, AccessRight.Write, collection);
        return new Upload(engine, principal, await CollectionAsync(collection, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<AcceptedUpload> IngestUrlAsync(string collection, Uri url, string? source, UploadOptions options, CancellationToken cancellationToken = default)
    {
        Access.Require(principal, AccessRight.Write, collection);
        engine.Pages.CheckAllowed(url);
        await using var upload = new Upload(engine, principal, await CollectionAsync(collection, cancellationToken));
        return await upload.CommitUrlAsync(url, source ?? url.AbsoluteUri, options, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SavedText> SaveTextAsync(SaveTextRequest request, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(request.Text)) throw new LongRagException("bad_argument", "There is no text to store.");
        await using var upload = await BeginUploadAsync(request.Collection, cancellationToken);
        var source = string.IsNullOrWhiteSpace(request.Source) ? $"text-{DocumentId.From(request.Collection, request.Text)}" : request.Source;
        using (var bytes = new MemoryStream(Encoding.UTF8.GetBytes(request.Text))) await upload.AddAsync(source, request.MediaType, bytes, cancellationToken);
        var accepted = await upload.CommitAsync(new UploadOptions { Metadata = request.Metadata, Tags = request.Tags }, cancellationToken);
        JobInfo? last = null;
        await foreach (var state in WatchJobAsync(accepted.JobId, cancellationToken)) last = state;
        if (last!.Result is not { } done || last.Status is not "succeeded") throw new LongRagException(last.Error?.Code ?? "ingest_failed", last.Error?.Message ?? $"The text was not stored ({last.Status}).");
        return new SavedText(accepted.DocumentId!, accepted.Documents[0].Source, done.Added > 0 ? "added" : done.Changed > 0 ? "changed" : "unchanged");
    }

    /// <inheritdoc/>
    public async Task<JobInfo> GetJobAsync(string id, CancellationToken cancellationToken = default) => JobView.Of(await JobAsync(id, cancellationToken), engine.Time);

    /// <inheritdoc/>
    public async IAsyncEnumerable<JobInfo> WatchJobAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Job? told = null;
        while (true)
        {
            var change = engine.JobChanges.Next(id);
            var job = await JobAsync(id, cancellationToken);
            if (told is null || (job.Status, job.Step, job.Progress, job.Attempts, job.CancelRequested) != (told.Status, told.Step, told.Progress, told.Attempts, told.CancelRequested))
            {
                yield return JobView.Of(job, engine.Time);
                told = job;
            }

            if (job.IsOver) yield break;
            await JobChanges.WaitAsync(change, BetweenLooks, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<ListPage<JobInfo>> ListJobsAsync(string? collection, int limit, string? cursor, CancellationToken cancellationToken = default)
    {
        CheckLimit(limit);
        if (collection is not null) await CollectionAsync(collection, cancellationToken);
        var seen = new List<Job>();
        // Jobs of collections that may not be seen are passed over, however many there are.
        for (var before = cursor; seen.Count <= limit;)
        {
            var page = await engine.Jobs.ListAsync(collection, status: null, limit + 1, before, cancellationToken);
            seen.AddRange(page.Where(job => principal.MaySee(job.Collection)));
            if (page.Count <= limit) break;
            before = page[^1].Id;
        }

        var items = seen.Take(limit).Select(job => JobView.Of(job, engine.Time)).ToList();
        // How many there are in all would tell of others' jobs: what is on this page is what is counted.
        return new ListPage<JobInfo>(items, seen.Count > limit ? items[^1].Id : null, items.Count);
    }

    /// <inheritdoc/>
    public async Task<JobInfo> CancelJobAsync(string id, CancellationToken cancellationToken = default)
    {
        Access.Require(principal, AccessRight.Write, (await JobAsync(id, cancellationToken)).Collection);
        var job = await engine.Jobs.CancelAsync(id, cancellationToken) ?? throw Access.NoJob(id);
        engine.CancelRunning(id);
        return JobView.Of(job, engine.Time);
    }

    /// <inheritdoc/>
    public async Task<JobInfo> RetryJobAsync(string id, CancellationToken cancellationToken = default)
    {
        Access.Require(principal, AccessRight.Write, (await JobAsync(id, cancellationToken)).Collection);
        var job = await engine.Jobs.RetryAsync(id, cancellationToken) ?? throw Access.NoJob(id);
        engine.Wake();
        return JobView.Of(job, engine.Time);
    }

    private async Task<Job> JobAsync(string id, CancellationToken cancellationToken) =>
        await engine.Jobs.FindAsync(id, cancellationToken) is { } job && principal.MaySee(job.Collection) ? job : throw Access.NoJob(id);
}
