using System.Diagnostics;

namespace LongRag;

/// <summary>Time of each stage of one answer, in milliseconds.</summary>
internal sealed class StageClock(TimeProvider time)
{
    private readonly long _begun = time.GetTimestamp();
    private readonly Dictionary<string, double> _stages = new(StringComparer.Ordinal);
    private long _last = time.GetTimestamp();

    /// <summary>Ends a stage, which began where the last one ended.</summary>
    /// <param name="stage">Its name in the answer.</param>
    /// <param name="span">Its name in telemetry.</param>
    public void Mark(string stage, string span)
    {
        var now = time.GetTimestamp();
        var taken = time.GetElapsedTime(_last, now);
        _stages[stage] = taken.TotalMilliseconds;
        _last = now;
        LongRagTelemetry.Measure(span, taken);
        // A span of an iterator's stage would end in another flow than it began in: it is written down when it is over.
        LongRagTelemetry.Source.CreateActivity(span, ActivityKind.Internal)?.SetStartTime((time.GetUtcNow() - taken).UtcDateTime).Start().Stop();
    }

    /// <summary>All stages, with <c>total</c> from the beginning till now.</summary>
    public IReadOnlyDictionary<string, double> Total()
    {
        _stages["total"] = time.GetElapsedTime(_begun).TotalMilliseconds;
        return _stages;
    }
}
