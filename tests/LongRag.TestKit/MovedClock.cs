namespace LongRag.TestKit;

/// <summary>A clock that stands until the test moves it.</summary>
public sealed class MovedClock(DateTimeOffset now) : TimeProvider
{
    private long _ticks = now.UtcTicks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Moves it on, or back.</summary>
    public void Move(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
