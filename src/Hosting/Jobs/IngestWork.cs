using System.Text.Json;
using LongRag.Ingest;
using LongRag.Storage;

namespace LongRag.Hosting;

/// <summary>One try at an ingest job.</summary>
internal sealed class IngestWork(LongRagEngine engine, Job job) : IProgress<IngestProgress>
{
    private const int MostIssues = 100;

    private readonly IngestJob _payload = IngestJob.Read(job.Payload);
    private IngestProgress _at;
    private IngestReport? _report;

    /// <summary>The folder of its files.</summary>
    public string Upload => _payload.Upload;

    /// <summary>What is being done.</summary>
    public string Step { get; private set; } = "read";

    /// <summary>How far it is: by pages of the one long file, else by bytes.</summary>
    public JobProgress? Progress
    {
        get
        {
            var at = _at;
            if (at.InHand is { } pages) return new JobProgress(pages.Pages, pages.Total, "pages");
            return at.TotalBytes > 0 ? new JobProgress(at.Bytes, at.TotalBytes, "bytes") : null;
        }
    }

    /// <inheritdoc/>
    public void Report(IngestProgress value)
    {
        _at = value;
        if (value is { TotalBytes: > 0 } && value.Bytes >= value.TotalBytes) Step = "index";
    }

    /// <summary>What was done; null where nothing was.</summary>
    public JsonElement? Result() => _report is not { } report ? null : JsonSerializer.SerializeToElement(
        new JobResult(report.Added, report.Changed, report.Unchanged, report.Passages, Issues(report.Failed), Issues(report.Warnings)), JobJson.Default.JobResult);

    /// <summary>Reads the files, stores their documents and brings the indexes up. Returns when all of it can be found.</summary>
    public async Task<(JobStatus Status, JobError? Error, JsonElement? Result)> RunAsync(CancellationToken cancellationToken)
    {
        var collection = await engine.Store.FindCollectionAsync(job.Collection, cancellationToken) ?? throw new LongRagException(StorageCodes.NoSuchCollection, $"The collection '{job.Collection}' was deleted.");
        if (_payload.Url is { } url)
        {
            Step = "fetch";
            await engine.Pages.FetchAsync(new Uri(url), engine.Uploads.FileOf(Upload, 0), cancellationToken);
            Step = "read";
        }

        var files = _payload.Files.Select((file, i) => new SourceFile(file.Source, engine.Uploads.FileOf(Upload, i), file.Bytes)).ToList();
        await engine.WriteAsync(collection, async writer =>
        {
            var pipeline = new IngestionPipeline(engine.Store, writer.Builders, EstimatedTokenCounter.Instance, engine.IngestionOptionsOf(_payload.Mode, _payload.Metadata, _payload.Tags));
            _report = await pipeline.RunAsync(collection, files, this, cancellationToken);
            if (_report.Failed.Concat(_report.Warnings).Any(issue => issue.Step is "index")) writer.IsSpoiled = true;
        }, cancellationToken);
        engine.Retrievers.Refresh(collection.Name);
        var issue = _report!.Failed.Count > 0 ? _report.Failed[0] : _report.Warnings.FirstOrDefault(warning => GivesNothing.Contains(warning.Code, StringComparer.Ordinal));
        var status = issue is null ? JobStatus.Succeeded : _report.Documents > 0 ? JobStatus.Partial : JobStatus.Failed;
        return (status, issue is null ? null : new JobError(issue.Step, issue.Code, issue.Message), Result());
    }

    // Among a folder's many files these are worth a remark; a file that somebody uploaded should have become a document.
    private static readonly string[] GivesNothing = [IngestCodes.EmptyFile, IngestCodes.NoText, IngestCodes.NoTextLayer];

    private static IReadOnlyList<JobIssue> Issues(IReadOnlyList<IngestIssue> issues) => [.. issues.Take(MostIssues).Select(issue => new JobIssue(issue.Source, issue.Step, issue.Code, issue.Message))];
}
