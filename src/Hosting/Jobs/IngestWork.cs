using System.Text.Json;
using LongRag.Ingest;
using LongRag.Storage;

namespace LongRag.Hosting;

/// <summary>One try at an ingest job.</summary>
internal sealed class IngestWork(LongRagEngine engine, Job job) : IProgress<IngestProgress>
{
    private const int MostIssues = 100;

    private readonly IngestJob _payload = IngestJob.Read(job.Payload);
    private readonly JobCorpusStore _store = JobCorpusStore.Of(engine, job);
    private readonly TaskCompletionSource _givesWay = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _deleted = [];
    private IngestProgress _at;
    private IngestReport? _report;
    private LongRagException? _notEmbedded;
    private EmbeddingWork? _embedding;
    private bool _hasBegun;

    /// <summary>The folder of its files.</summary>
    public string Upload => _payload.Upload;

    /// <summary>What is being done.</summary>
    public string Step { get; private set; } = "read";

    /// <summary>Completes when its documents are stored and found by words: others may store theirs while its vectors are made.</summary>
    public Task GivesWay => _givesWay.Task;

    /// <summary>How far it is: by pages of the one long file, else by bytes; by passages while vectors are made.</summary>
    public JobProgress? Progress
    {
        get
        {
            if (_embedding is { } embedding) return embedding.Progress;
            var at = _at;
            if (at.InHand is { } pages) return new JobProgress(pages.Pages, pages.Total, "pages");
            return at.TotalBytes > 0 ? new JobProgress(at.Bytes, at.TotalBytes, "bytes") : null;
        }
    }

    /// <summary>Seconds until the vectors are made; null before, and where it is not known.</summary>
    public double? SecondsLeft => _embedding?.SecondsLeft;

    /// <inheritdoc/>
    public void Report(IngestProgress value)
    {
        _at = value;
        if (value is { TotalBytes: > 0 } && value.Bytes >= value.TotalBytes && _embedding is null) Step = "index";
    }

    /// <summary>What was done so far; null where it has not begun. To be asked for when it has ended, however it did.</summary>
    public JsonElement? Result()
    {
        if (!_hasBegun) return null;
        string[] deleted = [.. _deleted, .. _store.Deleted];
        var unchanged = Math.Max(0, (_report?.Unchanged ?? (int)_at.Documents - _store.Added - _store.Changed) - _store.Deleted.Count);
        IEnumerable<JobIssue> warnings = [.. deleted.Select(source => new JobIssue(source, "store", JobCodes.DocumentDeleted, "The document was deleted after this was accepted, and is not stored again.")), .. Issues(_report?.Warnings)];
        var result = new JobResult(_store.Added, _store.Changed, unchanged, _store.Passages, [.. Failed().Take(MostIssues)], [.. warnings.Take(MostIssues)], deleted.Length);
        return JsonSerializer.SerializeToElement(result, JobJson.Default.JobResult);
    }

    /// <summary>Reads the files, stores their documents and brings the indexes up. Returns when all of it can be found.</summary>
    public async Task<(JobStatus Status, JobError? Error, JsonElement? Result)> RunAsync(CancellationToken cancellationToken)
    {
        var collection = await engine.Store.FindCollectionAsync(job.Collection, cancellationToken) ?? throw new LongRagException(StorageCodes.NoSuchCollection, $"The collection '{job.Collection}' was deleted.");
        var files = await FilesAsync(collection, cancellationToken);
        _hasBegun = true;
        if (files.Count == 0) return (JobStatus.Succeeded, null, Result());
        if (_payload.Url is { } url)
        {
            Step = "fetch";
            await engine.Pages.FetchAsync(new Uri(url), engine.Uploads.FileOf(Upload, 0), cancellationToken);
            Step = "read";
        }

        await engine.WriteAsync(collection, writer => StoreAsync(writer, files, cancellationToken), cancellationToken);
        _givesWay.TrySetResult();
        // The indexes may have to be opened anew, for which all leave them: then it goes on with the new ones, and the vectors that were made are found again.
        var hasVectors = false;
        while (!hasVectors) hasVectors = await EmbedAsync(collection, cancellationToken);
        engine.Refresh(collection.Name);
        var issue = Failed().FirstOrDefault() ?? Issues(_report?.Warnings).FirstOrDefault(warning => GivesNothing.Contains(warning.Code, StringComparer.Ordinal));
        var status = issue is null ? JobStatus.Succeeded : _report?.Documents > 0 ? JobStatus.Partial : JobStatus.Failed;
        return (status, issue is null ? null : new JobError(issue.Step, issue.Code, issue.Message), Result());
    }

    // Among a folder's many files these are worth a remark; a file that somebody uploaded should have become a document.
    private static readonly string[] GivesNothing = [IngestCodes.EmptyFile, IngestCodes.NoText, IngestCodes.NoTextLayer];

    /// <summary>Its files, without those whose document is deleted: they need not be read.</summary>
    private async Task<IReadOnlyList<SourceFile>> FilesAsync(Collection collection, CancellationToken cancellationToken)
    {
        var ids = _payload.Files.Select(file => DocumentId.From(collection.Name, file.Source)).ToList();
        var deleted = await engine.Gate.DeletedSinceAsync(job.Id, ids, cancellationToken);
        var files = new List<SourceFile>();
        for (var i = 0; i < ids.Count; i++)
        {
            var file = _payload.Files[i];
            if (deleted.Contains(ids[i])) _deleted.Add(file.Source);
            else files.Add(new SourceFile(file.Source, engine.Uploads.FileOf(Upload, i), file.Bytes));
        }

        return files;
    }

    /// <summary>Reads the files and stores their documents; words find them then.</summary>
    private async Task StoreAsync(CollectionWriter writer, IReadOnlyList<SourceFile> files, CancellationToken cancellationToken)
    {
        try
        {
            var quick = writer.Builders.Where(builder => !builder.IsSlow).ToList();
            var pipeline = new IngestionPipeline(_store, quick, EstimatedTokenCounter.Instance, engine.IngestionOptionsOf(_payload.Mode, _payload.Metadata, _payload.Tags));
            _report = await pipeline.RunAsync(writer.Collection, files, this, cancellationToken);
            foreach (var issue in _report.Failed.Concat(_report.Warnings)) Log(issue.Step, issue.Code, issue.Message);
            engine.Refresh(writer.Collection.Name);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What is stored by now stays, and is to be found as what others stored.
            writer.CatchUpSoon();
            throw;
        }
    }

    /// <summary>Makes the vectors. Returns false where it had to let go of the indexes before.</summary>
    private async Task<bool> EmbedAsync(Collection collection, CancellationToken cancellationToken)
    {
        var isOver = true;
        await engine.WriteAsync(collection, async writer =>
        {
            using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, writer.Closing);
            try
            {
                foreach (var slow in writer.Builders.Where(builder => builder.IsSlow)) await EmbedAsync(writer, slow, stopped.Token);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                writer.CatchUpSoon();
                throw;
            }
            catch (OperationCanceledException) when (writer.Closing.IsCancellationRequested)
            {
                isOver = false;
            }
        }, cancellationToken);
        return isOver;
    }

    private async Task EmbedAsync(CollectionWriter writer, IndexBuilder slow, CancellationToken cancellationToken)
    {
        var expected = (await engine.Store.MeasureAsync(writer.Collection.Name, cancellationToken)).Passages;
        (_embedding, Step) = (new EmbeddingWork(writer, slow, expected), "embed");
        if (await _embedding.RunAsync(cancellationToken) is not { } failure) return;
        Log("embed", failure.Code, failure.Message);
        _notEmbedded ??= failure;
    }

    // Whoever may read the collection sees the job: what names this machine's inside stays in the log.
    private void Log(string step, string code, string message)
    {
        if (PublicMessage.IsInside(code)) EngineLog.JobIssue(engine.Log, job.Id, step, code, message);
    }

    private IEnumerable<JobIssue> Failed() => _notEmbedded is { } failure ? Issues(_report?.Failed).Append(Issue(job.Collection, "embed", failure.Code, failure.Message)) : Issues(_report?.Failed);

    private static IEnumerable<JobIssue> Issues(IReadOnlyList<IngestIssue>? issues) => (issues ?? []).Select(issue => Issue(issue.Source, issue.Step, issue.Code, issue.Message));

    private static JobIssue Issue(string source, string step, string code, string message) => new(source, step, code, PublicMessage.Of(code, message));
}
