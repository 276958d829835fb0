using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace LongRag.Api.Access;

/// <summary>
/// What the key store said within the last second: a key that is revoked ends within that. It keeps hashes, no secrets. Thread-safe.
/// </summary>
internal sealed class KeyCache(ILongRagService service, TimeProvider time)
{
    private const int MostEntries = 10_000;
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Entry> _found = new(StringComparer.Ordinal);
    private volatile bool _areNeeded;
    private long _askedAt = long.MinValue;

    /// <summary>Whether a key was ever made. A service that has keys never opens again, also when the last one ends: nobody meant that by revoking it.</summary>
    public async ValueTask<bool> AreKeysNeededAsync(CancellationToken cancellationToken)
    {
        var askedAt = Volatile.Read(ref _askedAt);
        if (_areNeeded || (askedAt != long.MinValue && time.GetElapsedTime(askedAt) < Freshness)) return _areNeeded;
        var keys = await service.Keys.ListAsync(cancellationToken);
        if (keys.Count > 0) _areNeeded = true;
        Volatile.Write(ref _askedAt, time.GetTimestamp());
        return _areNeeded;
    }

    /// <summary>The live key of that secret; null where there is none.</summary>
    public async ValueTask<ApiKey?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
        if (!_found.TryGetValue(hash, out var entry) || time.GetElapsedTime(entry.ReadAt) >= Freshness)
        {
            // Strangers may send as many different secrets as they like.
            if (_found.Count >= MostEntries) _found.Clear();
            entry = new Entry(await service.Keys.FindAsync(secret, cancellationToken), time.GetTimestamp());
            _found[hash] = entry;
            if (entry.Key is not null) _areNeeded = true;
        }

        return entry.Key is { } key && key.IsLive(time.GetUtcNow()) ? key : null;
    }

    private sealed record Entry(ApiKey? Key, long ReadAt);
}
