using System.Collections.Concurrent;
using System.Data.Common;

namespace LongRag.Storage;

/// <summary>The API keys in a SQLite file of the service, or in the PostgreSQL schema of the corpus. Of a secret only the SHA-256 is kept.</summary>
public sealed class KeyStore : IKeyStore
{
    private const int MostLiveKeys = 2;

    private readonly ServiceDatabase _database;
    private readonly TimeProvider _time;

    // The minute that was last written of each key: most uses need not be.
    private readonly ConcurrentDictionary<string, long> _touched = new(StringComparer.Ordinal);

    private KeyStore(ServiceDatabase database, TimeProvider? time) => (_database, _time) = (database, time ?? TimeProvider.System);

    /// <summary>Opens the keys in a SQLite file; creates or upgrades it where it must. Others may use the file at the same time.</summary>
    /// <param name="path">The database file; its folder is created where it is missing.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="LongRagException"><c>newer_schema</c>, <c>foreign_store</c>, <c>damaged_store</c>, <c>disk_full</c>, <c>store_unreachable</c>, <c>locked</c>.</exception>
    public static async Task<KeyStore> OpenAsync(string path, TimeProvider? time = null, CancellationToken cancellationToken = default) =>
        new(await SqliteServiceDatabase.OpenAsync(path, SchemaScripts.Of("sqlite-service"), cancellationToken), time);

    /// <summary>Opens the keys in a PostgreSQL schema; creates or upgrades it where it must.</summary>
    /// <param name="options">Where it lies.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="LongRagException"><c>bad_connection</c>, <c>store_unreachable</c>, <c>newer_schema</c>, <c>disk_full</c>, <c>read_only_store</c>.</exception>
    public static async Task<KeyStore> OpenAsync(PostgresOptions options, TimeProvider? time = null, CancellationToken cancellationToken = default) =>
        new(await PostgresServiceDatabase.OpenAsync(options, SchemaScripts.Of("postgres"), cancellationToken), time);

    /// <inheritdoc/>
    public async Task<(ApiKey Key, string Secret)> CreateAsync(NewApiKey key, CancellationToken cancellationToken = default)
    {
        var now = _time.GetUtcNow();
        NewKeyCheck.Check(key, now);
        var (secret, text) = KeySecret.Create();
        var made = await _database.WriteAsync(
            async connection =>
            {
                await _database.TakeTurnAsync(connection, cancellationToken);
                return await InsertAsync(connection, secret, key, now, cancellationToken);
            },
            cancellationToken);
        return (made, text);
    }

    /// <inheritdoc/>
    /// <exception cref="LongRagException"><c>bad_argument</c>: it has not the form <c>lr_ID_SECRET</c> (ID: 4 to 32 of a-z and 0-9; SECRET: 32 to 128 letters and digits), or another key has its ID; <c>too_many_keys</c>.</exception>
    public Task<ApiKey> AdoptAsync(string secret, NewApiKey key, CancellationToken cancellationToken = default)
    {
        var parsed = KeySecret.Parse(secret) ?? throw new LongRagException(StorageCodes.BadArgument, "The key has not the form lr_ID_SECRET, with an ID of 4 to 32 letters a-z and digits and a SECRET of 32 to 128 letters and digits.");
        return _database.WriteAsync(
            async connection =>
            {
                await _database.TakeTurnAsync(connection, cancellationToken);
                if (await StoredAsync(connection, parsed, cancellationToken) is { } known)
                {
                    return parsed.Matches(known.Hash) ? known.Key : throw new LongRagException(StorageCodes.BadArgument, $"There is another key with the id '{parsed.Id}': give this one an id of its own.");
                }

                var now = _time.GetUtcNow();
                NewKeyCheck.Check(key, now);
                return await InsertAsync(connection, parsed, key, now, cancellationToken);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken = default) =>
        await _database.ReadAsync($"SELECT {KeyRows.Columns} FROM api_keys ORDER BY created_at, id", KeyRows.Key, cancellationToken);

    /// <inheritdoc/>
    public async Task<ApiKey?> FindAsync(string secret, CancellationToken cancellationToken = default)
    {
        if (KeySecret.Parse(secret) is not { } parsed) return null;
        var stored = await _database.ReadAsync(connection => StoredAsync(connection, parsed, cancellationToken), cancellationToken);
        return stored is { } found && parsed.Matches(found.Hash) ? found.Key : null;
    }

    /// <inheritdoc/>
    public async Task<bool> RevokeAsync(string id, CancellationToken cancellationToken = default) => KeySecret.IsId(id) && (await _database.WriteAsync(
        "UPDATE api_keys SET revoked_at = coalesce(revoked_at, @now) WHERE id = @id RETURNING id",
        r => r.GetString(0),
        cancellationToken,
        ("@id", id),
        ("@now", _time.GetUtcNow().ToUnixTimeMilliseconds()))).Count > 0;

    /// <inheritdoc/>
    public async Task TouchAsync(string id, CancellationToken cancellationToken = default)
    {
        var milliseconds = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var minute = milliseconds - (milliseconds % (long)TimeSpan.FromMinutes(1).TotalMilliseconds);
        if (!KeySecret.IsId(id) || (_touched.TryGetValue(id, out var last) && last >= minute)) return;
        await _database.WriteAsync(
            "UPDATE api_keys SET last_used_at = @minute WHERE id = @id AND (last_used_at IS NULL OR last_used_at < @minute) RETURNING id",
            r => r.GetString(0),
            cancellationToken,
            ("@id", id),
            ("@minute", minute));
        _touched[id] = minute;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static async Task<(ApiKey Key, string Hash)?> StoredAsync(DbConnection connection, KeySecret secret, CancellationToken cancellationToken)
    {
        var found = await Statements.QueryAsync(
            connection,
            $"SELECT {KeyRows.Columns}, secret_hash FROM api_keys WHERE id = @id",
            r => (Key: KeyRows.Key(r), Hash: r.GetString(KeyRows.Width)),
            cancellationToken,
            ("@id", secret.Id));
        return found is [var stored] ? stored : null;
    }

    private static async Task<ApiKey> InsertAsync(DbConnection connection, KeySecret secret, NewApiKey key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var live = await Statements.QueryAsync(
            connection,
            "SELECT id FROM api_keys WHERE client = @client AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > @now) ORDER BY created_at, id",
            r => r.GetString(0),
            cancellationToken,
            ("@client", key.Client),
            ("@now", now.ToUnixTimeMilliseconds()));
        if (live.Count >= MostLiveKeys)
            throw new LongRagException(StorageCodes.TooManyKeys, $"The client '{key.Client}' has {live.Count} keys that live ({string.Join(", ", live)}): revoke one first.");
        var inserted = await Statements.QueryAsync(
            connection,
            $"""
            INSERT INTO api_keys (id, client, access_right, collections, secret_hash, created_at, expires_at, requests_per_minute, concurrent_requests)
            VALUES (@id, @client, @right, @collections, @hash, @now, @expires, @per_minute, @concurrent)
            RETURNING {KeyRows.Columns}
            """,
            KeyRows.Key,
            cancellationToken,
            ("@id", secret.Id),
            ("@client", key.Client),
            ("@right", (int)key.Right),
            ("@collections", key.Collections is null ? null : JsonColumns.Of(key.Collections)),
            ("@hash", secret.Hash),
            ("@now", now.ToUnixTimeMilliseconds()),
            ("@expires", key.ExpiresAt?.ToUnixTimeMilliseconds()),
            ("@per_minute", key.RequestsPerMinute),
            ("@concurrent", key.ConcurrentRequests));
        return inserted[0];
    }
}
