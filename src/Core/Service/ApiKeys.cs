namespace LongRag;

/// <summary>A key to be made.</summary>
public sealed record NewApiKey
{
    /// <summary>Name of the client that will use it; two keys of one client may live at a time, so that one can be exchanged without a gap.</summary>
    public required string Client { get; init; }

    /// <summary>What it may do.</summary>
    public AccessRight Right { get; init; } = AccessRight.Read;

    /// <summary>The collections it may do that in; null for all.</summary>
    public IReadOnlyList<string>? Collections { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Most requests a minute; null for the configured limit.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Most requests at a time; null for the configured limit.</summary>
    public int? ConcurrentRequests { get; init; }
}

/// <summary>A key as the store knows it: its secret is not in it, only a hash is kept.</summary>
/// <param name="Id">Names it, and stands in clear in the key.</param>
/// <param name="Settings">What it is for.</param>
/// <param name="CreatedAt">When it was made, in UTC.</param>
/// <param name="RevokedAt">When it was revoked; null while it lives.</param>
/// <param name="LastUsedAt">When it was last used, to the minute; null where it never was.</param>
public sealed record ApiKey(string Id, NewApiKey Settings, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt)
{
    /// <summary>Whether it is good at a time.</summary>
    public bool IsLive(DateTimeOffset now) => RevokedAt is null && !(Settings.ExpiresAt <= now);

    /// <summary>Who uses it.</summary>
    public Principal Principal => new(Settings.Client, Settings.Right, Settings.Collections?.ToHashSet(StringComparer.Ordinal));
}

/// <summary>The API keys. Thread-safe; may be used beside a running service, from another process.</summary>
public interface IKeyStore : IAsyncDisposable
{
    /// <summary>Makes a key.</summary>
    /// <returns>The key, and its secret, which is not kept and cannot be shown again: <c>lr_ID_SECRET</c>.</returns>
    /// <exception cref="LongRagException"><c>too_many_keys</c>: two of the client live; <c>bad_argument</c>.</exception>
    Task<(ApiKey Key, string Secret)> CreateAsync(NewApiKey key, CancellationToken cancellationToken = default);

    /// <summary>Takes a secret that was made elsewhere (by <c>LONGRAG_API_KEY_FILE</c>) as a key; the same secret again changes nothing.</summary>
    Task<ApiKey> AdoptAsync(string secret, NewApiKey key, CancellationToken cancellationToken = default);

    /// <summary>All keys, the revoked ones too, oldest first.</summary>
    Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>The key of that secret, live or not; null where there is none.</summary>
    Task<ApiKey?> FindAsync(string secret, CancellationToken cancellationToken = default);

    /// <summary>Ends a key; false where there is none of that id.</summary>
    Task<bool> RevokeAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Remembers that a key was used.</summary>
    Task TouchAsync(string id, CancellationToken cancellationToken = default);
}
