using System.Text.Json;

namespace LongRag.Hosting;

/// <summary>Jobs as their callers see them.</summary>
internal static class JobView
{
    // With less done than this an estimate says nothing.
    private const double LeastDone = 0.02;

    public static JobInfo Of(Job job, LongRagEngine engine)
    {
        var payload = IngestJob.Read(job.Payload);
        return new JobInfo(
            job.Id, job.Kind, job.Collection, NameOf(job.Status), job.Step, job.Progress, SecondsLeft(job, engine), job.Attempts, job.MostAttempts, job.Error,
            [.. payload.Files.Select(file => new JobDocument(IsOfRecords(file.Source) ? null : DocumentId.From(job.Collection, file.Source).Value, file.Source))], job.Result?.Deserialize(JobJson.Default.JobResult), job.CancelRequested,
            job.CreatedAt, job.StartedAt, job.FinishedAt);
    }

    // Its records become documents under keys of their own.
    public static bool IsOfRecords(string source) => RecordEndings.Any(ending => source.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static readonly string[] RecordEndings = [".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"];

    /// <summary>The status that a caller names.</summary>
    /// <exception cref="LongRagException"><c>bad_argument</c>.</exception>
    public static JobStatus StatusOf(string name)
    {
        foreach (var status in Enum.GetValues<JobStatus>())
            if (string.Equals(NameOf(status), name, StringComparison.Ordinal)) return status;
        throw new LongRagException("bad_argument", $"'{PrintableText.OneLine(name)}' is no status: choose one of {string.Join(", ", Enum.GetValues<JobStatus>().Select(NameOf))}.");
    }

    private static string NameOf(JobStatus status) => status.ToString().ToLowerInvariant();

    private static double? SecondsLeft(Job job, LongRagEngine engine)
    {
        // Vectors are made at a pace of their own, which only who makes them knows.
        if (job is { Status: JobStatus.Running, Progress.Unit: "passages" }) return engine.SecondsLeft(job.Id);
        if (job is not { Status: JobStatus.Running, StartedAt: { } started, Progress: { Total: > 0 } progress }) return null;
        var done = (double)progress.Done / progress.Total;
        // Of what comes after the last byte nothing is known.
        return done < LeastDone || done >= 1 ? null : Math.Round((engine.Time.GetUtcNow() - started).TotalSeconds * (1 - done) / done, 1);
    }
}
