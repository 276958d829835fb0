using System.Text.Json;

namespace LongRag.Hosting;

/// <summary>Jobs as their callers see them.</summary>
internal static class JobView
{
    // With less done than this an estimate says nothing.
    private const double LeastDone = 0.02;

    public static JobInfo Of(Job job, TimeProvider time)
    {
        var payload = IngestJob.Read(job.Payload);
        return new JobInfo(
            job.Id, job.Kind, job.Collection, job.Status.ToString().ToLowerInvariant(), job.Step, job.Progress, SecondsLeft(job, time), job.Attempts, job.MostAttempts, job.Error,
            [.. payload.Files.Select(file => new JobDocument(IsOfRecords(file.Source) ? null : DocumentId.From(job.Collection, file.Source).Value, file.Source))], job.Result?.Deserialize(JobJson.Default.JobResult), job.CancelRequested,
            job.CreatedAt, job.StartedAt, job.FinishedAt);
    }

    // Its records become documents under keys of their own.
    private static bool IsOfRecords(string source) => RecordEndings.Any(ending => source.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static readonly string[] RecordEndings = [".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"];

    private static double? SecondsLeft(Job job, TimeProvider time)
    {
        if (job is not { Status: JobStatus.Running, StartedAt: { } started, Progress: { Total: > 0 } progress }) return null;
        var done = (double)progress.Done / progress.Total;
        return done < LeastDone ? null : Math.Round(Math.Max(0, (time.GetUtcNow() - started).TotalSeconds * (1 - done) / done), 1);
    }
}
