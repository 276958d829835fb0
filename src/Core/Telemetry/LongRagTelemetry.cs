using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LongRag;

/// <summary>
/// What LongRag tells OpenTelemetry: the source and the meter are both called <c>LongRag</c>. Costs next to nothing while nobody listens. No text of a question or a document is in it.
/// </summary>
public static class LongRagTelemetry
{
    /// <summary>Name of the source and of the meter.</summary>
    public const string Name = "LongRag";

    /// <summary>Spans.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Metrics.</summary>
    public static Meter Meter { get; } = new(Name);

    // Seconds: a search takes some milliseconds, an answer of a model up to a minute. Without advice the bounds are meant for milliseconds.
    private static readonly InstrumentAdvice<double> Bounds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    private static readonly Histogram<double> Stages = Meter.CreateHistogram("longrag.stage.duration", "s", "Time of one stage of a search, an answer or an ingest", tags: null, Bounds);
    private static readonly Counter<long> Citations = Meter.CreateCounter<long>("longrag.citations", "{citation}", "Citations of answers, verified or dropped");
    private static readonly Counter<long> Jobs = Meter.CreateCounter<long>("longrag.jobs.ended", "{job}", "Jobs that ended, by status");

    /// <summary>Begins a span; null while nobody listens.</summary>
    /// <param name="stage">One of <see cref="TelemetryNames"/>.</param>
    public static Activity? Begin(string stage) => Source.StartActivity(stage);

    /// <summary>Counts a stage's time.</summary>
    public static void Measure(string stage, TimeSpan time) => Stages.Record(time.TotalSeconds, new KeyValuePair<string, object?>(TelemetryNames.Stage, stage));

    /// <summary>Counts an answer's citations.</summary>
    public static void CountCitations(int verified, int dropped)
    {
        if (verified > 0) Citations.Add(verified, new KeyValuePair<string, object?>(TelemetryNames.Outcome, "verified"));
        if (dropped > 0) Citations.Add(dropped, new KeyValuePair<string, object?>(TelemetryNames.Outcome, "dropped"));
    }

    /// <summary>Counts a job that ended.</summary>
    public static void CountJob(JobStatus status) => Jobs.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Outcome, status.ToString().ToLowerInvariant()));
}
