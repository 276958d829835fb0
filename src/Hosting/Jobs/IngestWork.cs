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

        await engine.WriteAsync(collection, writer => WriteAsync(writer, files, cancellationToken), cancellationToken);
        engine.Retrievers.Refresh(collection.Name);
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
        var deleted = await engine.Jobs.DeletedSinceAsync(job.Id, ids, cancellationToken);
        var files = new List<SourceFile>();
        for (var i = 0; i < ids.Count; i++)
        {
            var file = _payload.Files[i];
            if (deleted.Contains(ids[i])) _deleted.Add(file.Source);
            else files.Add(new SourceFile(file.Source, engine.Uploads.FileOf(Upload, i), file.Bytes));
        }

        return files;
    }

    private async Task WriteAsync(CollectionWriter writer, IReadOnlyList<SourceFile> files, CancellationToken cancellationToken)
    {
        try
        {
            var quick = writer.Builders.Where(builder => !builder.IsSlow).ToList();
            var pipeline = new IngestionPipeline(_store, quick, EstimatedTokenCounter.Instance, engine.IngestionOptionsOf(_payload.Mode, _payload.Metadata, _payload.Tags));
            _report = await pipeline.RunAsync(writer.Collection, files, this, cancellationToken);
            if (_report.Failed.Concat(_report.Warnings).Any(issue => issue.Step is "index")) writer.IsSpoiled = true;
            engine.Retrievers.Refresh(writer.Collection.Name);
            _givesWay.TrySetResult();
            foreach (var slow in writer.Builders.Where(builder => builder.IsSlow))
            {
                var expected = (await engine.Store.MeasureAsync(writer.Collection.Name, cancellationToken)).Passages;
                (_embedding, Step) = (new EmbeddingWork(writer, slow, expected), "embed");
                _notEmbedded ??= await _embedding.RunAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What is stored by now stays, and is to be found as what others stored.
            writer.CatchUpSoon();
            throw;
        }
    }

    private IEnumerable<JobIssue> Failed() => _notEmbedded is { } failure ? Issues(_report?.Failed).Append(new JobIssue(job.Collection, "index", failure.Code, failure.Message)) : Issues(_report?.Failed);

    private static IEnumerable<JobIssue> Issues(IReadOnlyList<IngestIssue>? issues) => (issues ?? []).Select(issue => new JobIssue(issue.Source, issue.Step, issue.Code, issue.Message));
}
