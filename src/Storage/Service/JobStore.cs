using System.Data.Common;

namespace LongRag.Storage;

/// <summary>The queue of jobs in a SQLite file of its own, or in the PostgreSQL schema of the corpus. Any number of processes may look at it, queue and cancel; several that work at it take each job once.</summary>
/// <remarks>What a method has returned for survives a killed process. Times are this process's: machines that work at one queue need clocks that agree to a fraction of a lease.</remarks>
public sealed partial class JobStore : IJobStore
{
    /// <summary>Most jobs that wait at a time, where nothing else is said.</summary>
    public const int DefaultMostQueued = 10_000;

    private readonly ServiceDatabase _database;
    private readonly TimeProvider _time;
    private readonly int _mostQueued;

    internal JobStore(ServiceDatabase database, TimeProvider? time, int mostQueued) => (_database, _time, _mostQueued) = (database, time ?? TimeProvider.System, mostQueued);

    /// <summary>Opens the queue in a SQLite file; creates or upgrades it where it must. Others may use the file at the same time.</summary>
    /// <param name="path">The database file; its folder is created where it is missing.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <param name="mostQueued">Most jobs that wait at a time.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="LongRagException"><c>newer_schema</c>, <c>foreign_store</c>, <c>damaged_store</c>, <c>disk_full</c>, <c>store_unreachable</c>, <c>locked</c>.</exception>
    public static async Task<JobStore> OpenAsync(string path, TimeProvider? time = null, int mostQueued = DefaultMostQueued, CancellationToken cancellationToken = default) =>
        new(await SqliteServiceDatabase.OpenAsync(path, SchemaScripts.Of("sqlite-service"), cancellationToken), time, mostQueued);

    /// <summary>Opens the queue in a PostgreSQL schema; creates or upgrades it where it must.</summary>
    /// <param name="options">Where it lies.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <param name="mostQueued">Most jobs that wait at a time.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="LongRagException"><c>bad_connection</c>, <c>store_unreachable</c>, <c>newer_schema</c>, <c>disk_full</c>, <c>read_only_store</c>.</exception>
    public static async Task<JobStore> OpenAsync(PostgresOptions options, TimeProvider? time = null, int mostQueued = DefaultMostQueued, CancellationToken cancellationToken = default) =>
        new(await PostgresServiceDatabase.OpenAsync(options, SchemaScripts.Of("postgres"), cancellationToken), time, mostQueued);

    /// <inheritdoc/>
    /// <exception cref="LongRagException"><c>bad_argument</c>, <c>bad_collection_name</c>, <c>bad_text</c>.</exception>
    public Task<(Job Job, bool IsNew)> EnqueueAsync(NewJob job, CancellationToken cancellationToken = default)
    {
        NewJobCheck.Check(job);
        return _database.WriteAsync(
            async connection =>
            {
                // One after the other: a key is looked up, the queue is counted and the id follows the last before the next may.
                await _database.TakeTurnAsync(connection, cancellationToken);
                if (job.IdempotencyKey is not null && await FindRequestAsync(connection, job, cancellationToken) is { } known) return (known, false);
                var queued = await Statements.QueryAsync(connection, "SELECT count(*) FROM jobs WHERE status = 0", r => r.GetInt64(0), cancellationToken);
                if (queued[0] >= _mostQueued) throw new LongRagException(StorageCodes.QueueFull, $"{queued[0]} jobs wait already: try again later.");
                return (await InsertAsync(connection, job, cancellationToken), true);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Job?> FindAsync(string id, CancellationToken cancellationToken = default) => JobId.IsPossible(id)
        ? (await _database.ReadAsync($"SELECT {JobRows.Columns} FROM jobs WHERE id = @id", JobRows.Job, cancellationToken, ("@id", id))).FirstOrDefault()
        : null;

    /// <inheritdoc/>
    /// <exception cref="LongRagException"><c>bad_argument</c>: <paramref name="before"/> can be no job's id.</exception>
    public async Task<IReadOnlyList<Job>> ListAsync(string? collection = null, JobStatus? status = null, int limit = 50, string? before = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        if (before is not null && !JobId.IsPossible(before)) throw new LongRagException(StorageCodes.BadArgument, $"'{PrintableText.OneLine(before)}' is no id of a job.");
        if (collection is not null) EntryCheck.CheckText(collection, "The name of a collection");
        var conditions = new List<string>();
        var parameters = new List<(string, object?)> { ("@limit", limit) };
        Where("collection =", "@collection", collection);
        Where("status =", "@status", (int?)status);
        Where("id <", "@before", before);
        return await _database.ReadAsync($"SELECT {JobRows.Columns} FROM jobs {(conditions.Count > 0 ? "WHERE" : "")} {string.Join(" AND ", conditions)} ORDER BY id DESC LIMIT @limit", JobRows.Job, cancellationToken, [.. parameters]);

        void Where(string condition, string name, object? value)
        {
            if (value is null) return;
            conditions.Add($"{condition} {name}");
            parameters.Add((name, value));
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> DeleteEndedAsync(DateTimeOffset before, CancellationToken cancellationToken = default) => await _database.WriteAsync(
        async connection =>
        {
            var deleted = await Statements.QueryAsync(
                connection, "DELETE FROM jobs WHERE status > 1 AND finished_at < @before RETURNING id", r => r.GetString(0), cancellationToken, ("@before", before.ToUnixTimeMilliseconds()));
            // What no job can store again need not be remembered. Ids are hexadecimal: all of them come before a g.
            await Statements.QueryAsync(
                connection, "DELETE FROM job_deletions WHERE last_job < coalesce((SELECT min(id) FROM jobs WHERE status <> 2), 'g') RETURNING document", r => r.GetString(0), cancellationToken);
            return deleted;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<JobStatistics> MeasureAsync(CancellationToken cancellationToken = default)
    {
        var rows = await _database.ReadAsync(
            "SELECT status, count(*), min(queued_at) FROM jobs WHERE status IN (0, 1, 4, 6) GROUP BY status",
            r => (Status: (JobStatus)r.GetInt32(0), Count: r.GetInt64(1), Oldest: Times.Of(r.GetInt64(2))),
            cancellationToken);
        return new JobStatistics(
            CountOf(JobStatus.Queued), CountOf(JobStatus.Running), CountOf(JobStatus.Failed) + CountOf(JobStatus.Dead),
            rows.Where(r => r.Status == JobStatus.Queued).Select(r => (DateTimeOffset?)r.Oldest).FirstOrDefault());

        long CountOf(JobStatus status) => rows.Where(r => r.Status == status).Sum(r => r.Count);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>The job that the same client queued under the same key; null where there is none.</summary>
    private static async Task<Job?> FindRequestAsync(DbConnection connection, NewJob job, CancellationToken cancellationToken)
    {
        var found = await Statements.QueryAsync(
            connection,
            $"SELECT {JobRows.Columns}, request_hash FROM jobs WHERE client = @client AND idempotency_key = @key",
            r => (Job: JobRows.Job(r), Hash: r.IsDBNull(JobRows.Width) ? null : r.GetString(JobRows.Width)),
            cancellationToken,
            ("@client", job.Client),
            ("@key", job.IdempotencyKey));
        if (found is not [var (known, hash)]) return null;
        // Which job that was is not told: a client may have keys for different collections, and this one may not see it.
        return string.Equals(hash, job.RequestHash, StringComparison.Ordinal)
            ? known
            : throw new LongRagException(StorageCodes.IdempotencyConflict, $"The idempotency key '{PrintableText.OneLine(job.IdempotencyKey!)}' was used for another request.");
    }

    private async Task<Job> InsertAsync(DbConnection connection, NewJob job, CancellationToken cancellationToken)
    {
        var last = await Statements.QueryAsync(connection, "SELECT max(id) FROM jobs", r => r.IsDBNull(0) ? null : r.GetString(0), cancellationToken);
        var now = _time.GetUtcNow();
        var inserted = await Statements.QueryAsync(
            connection,
            $"""
            INSERT INTO jobs (id, kind, collection, client, payload, idempotency_key, request_hash, status, attempts, most_attempts, cancel_requested, created_at, queued_at)
            VALUES (@id, @kind, @collection, @client, @payload, @key, @hash, 0, 0, @most, 0, @now, @now)
            RETURNING {JobRows.Columns}
            """,
            JobRows.Job,
            cancellationToken,
            ("@id", JobId.After(last[0], now)),
            ("@kind", job.Kind),
            ("@collection", job.Collection),
            ("@client", job.Client),
            ("@payload", job.Payload.GetRawText()),
            ("@key", job.IdempotencyKey),
            ("@hash", job.RequestHash),
            ("@most", job.MostAttempts),
            ("@now", now.ToUnixTimeMilliseconds()));
        return inserted[0];
    }
}
