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

    private static readonly Histogram<double> Stages = Meter.CreateHistogram<double>("longrag.stage.duration", "s", "Time of one stage of a search, an answer or an ingest");
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
