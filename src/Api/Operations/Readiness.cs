namespace LongRag.Api.Operations;

/// <summary>Whether the service can answer, as it was within the last second: strangers may ask as often as they like, and the database is asked once. Thread-safe.</summary>
internal sealed class Readiness(ILongRagService service, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<ServiceHealth>? _health;
    private long _askedAt;

    /// <summary>Asks, unless somebody just did.</summary>
    /// <param name="cancellationToken">Gives up waiting; what was asked is answered to whoever comes next.</param>
    public Task<ServiceHealth> CheckAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_health is null || _health.IsFaulted || (_health.IsCompleted && time.GetElapsedTime(_askedAt) >= Freshness))
            {
                _askedAt = time.GetTimestamp();
                _health = Task.Run(() => service.CheckAsync(CancellationToken.None), CancellationToken.None);
            }

            return _health.WaitAsync(cancellationToken);
        }
    }
}
