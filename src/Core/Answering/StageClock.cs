namespace LongRag;

/// <summary>Time of each stage of one answer, in milliseconds.</summary>
internal sealed class StageClock(TimeProvider time)
{
    private readonly long _begun = time.GetTimestamp();
    private readonly Dictionary<string, double> _stages = new(StringComparer.Ordinal);
    private long _last = time.GetTimestamp();

    /// <summary>Ends a stage, which began where the last one ended.</summary>
    public void Mark(string stage)
    {
        var now = time.GetTimestamp();
        _stages[stage] = time.GetElapsedTime(_last, now).TotalMilliseconds;
        _last = now;
    }

    /// <summary>All stages, with <c>total</c> from the beginning till now.</summary>
    public IReadOnlyDictionary<string, double> Total()
    {
        _stages["total"] = time.GetElapsedTime(_begun).TotalMilliseconds;
        return _stages;
    }
}
