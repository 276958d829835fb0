using System.Data.Common;
using System.Text.Json;

namespace LongRag.Storage;

public sealed partial class JobStore
{
    // What a job becomes that is given back: cancelled where somebody asked for that, dead where it was tried often enough, else it waits again.
    private const string GivenBack = "CASE WHEN cancel_requested = 1 THEN 5 WHEN attempts >= most_attempts THEN 6 ELSE 0 END";

    // The try of a worker that fell silent has failed too. Before its first report nobody knows where it was.
    private const string LostWorker = "error_step = coalesce(step, 'start'), error_code = 'worker_lost', error_message = 'The worker that had the job stopped without a word.'";

    /// <inheritdoc/>
    public Task<Job?> ClaimAsync(string worker, TimeSpan lease, IReadOnlyCollection<string> except, IReadOnlyCollection<string> inHand, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        var othersThan = except.Count > 0 ? $"AND NOT {_database.IsIn("collection", "@except")}" : "";
        (string, object?)[] exceptions = except.Count > 0 ? [("@except", _database.List(except))] : [];
        var notInHand = inHand.Count > 0 ? $"AND NOT {_database.IsIn("id", "@in_hand")}" : "";
        (string, object?)[] kept = inHand.Count > 0 ? [("@in_hand", _database.List(inHand))] : [];
        return _database.WriteAsync(
            async connection =>
            {
                var now = _time.GetUtcNow();
                await GiveBackLostAsync(connection, $"leased_until <= @now {othersThan} {notInHand} {_database.SkipLocked}", now, cancellationToken, [.. exceptions, .. kept]);
                var claimed = await Statements.QueryAsync(
                    connection,
                    $"""
                    UPDATE jobs SET status = 1, attempts = attempts + 1, started_at = @now, worker = @worker, leased_until = @until, not_before = NULL,
                      step = NULL, progress_done = NULL, progress_total = NULL, progress_unit = NULL
                    WHERE id = (
                      SELECT id FROM jobs WHERE status = 0 AND (not_before IS NULL OR not_before <= @now) {othersThan}
                      ORDER BY id LIMIT 1 {_database.SkipLocked})
                    RETURNING {JobRows.Columns}
                    """,
                    JobRows.Job,
                    cancellationToken,
                    [("@now", now.ToUnixTimeMilliseconds()), ("@worker", worker), ("@until", (now + lease).ToUnixTimeMilliseconds()), .. exceptions]);
                return claimed.FirstOrDefault();
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Job?> ReportAsync(string id, string worker, TimeSpan lease, string step, JobProgress? progress, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        if (!JobId.IsPossible(id)) return null;
        var reported = await _database.WriteAsync(
            $"""
            UPDATE jobs SET step = @step, progress_done = @done, progress_total = @total, progress_unit = @unit, leased_until = @until
            WHERE id = @id AND status = 1 AND worker = @worker
            RETURNING {JobRows.Columns}
            """,
            JobRows.Job,
            cancellationToken,
            ("@id", id),
            ("@worker", worker),
            ("@until", (_time.GetUtcNow() + lease).ToUnixTimeMilliseconds()),
            ("@step", StorableLine.Of(step)),
            ("@done", progress?.Done),
            ("@total", progress?.Total),
            ("@unit", progress?.Unit));
        return reported.FirstOrDefault();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The status is none in which a job ends.</exception>
    public async Task<bool> FinishAsync(string id, string worker, JobStatus status, JobError? error, JsonElement? result, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan((int)status, (int)JobStatus.Succeeded, nameof(status));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)status, (int)JobStatus.Dead, nameof(status));
        if (!JobId.IsPossible(id)) return false;
        var finished = await _database.WriteAsync(
            $"""
            UPDATE jobs SET status = @status, finished_at = @now, result = @result, worker = NULL, leased_until = NULL,
              error_step = @error_step, error_code = @error_code, error_message = @error_message
            WHERE id = @id AND status = 1 AND worker = @worker
            RETURNING id
            """,
            r => r.GetString(0),
            cancellationToken,
            [("@id", id), ("@worker", worker), ("@status", (int)status), ("@now", Now()), ("@result", result?.GetRawText()), .. ErrorColumns(error)]);
        return finished.Count > 0;
    }

    /// <inheritdoc/>
    public async Task<bool> ReleaseAsync(string id, string worker, JobError? error, DateTimeOffset? notBefore, CancellationToken cancellationToken = default)
    {
        if (!JobId.IsPossible(id)) return false;
        // A worker that only stops has not tried: the job waits as before, and what its last real try met still stands.
        var (outcome, set) = error is null
            ? ("CASE WHEN cancel_requested = 1 THEN 5 ELSE 0 END", "attempts = attempts - 1")
            : (GivenBack, "error_step = @error_step, error_code = @error_code, error_message = @error_message");
        var released = await _database.WriteAsync(
            $"""
            UPDATE jobs SET status = {outcome}, finished_at = CASE {outcome} WHEN 0 THEN NULL ELSE @now END, not_before = @not_before, worker = NULL, leased_until = NULL, {set}
            WHERE id = @id AND status = 1 AND worker = @worker
            RETURNING id
            """,
            r => r.GetString(0),
            cancellationToken,
            [("@id", id), ("@worker", worker), ("@now", Now()), ("@not_before", notBefore?.ToUnixTimeMilliseconds()), .. error is null ? [] : ErrorColumns(error)]);
        return released.Count > 0;
    }

    /// <inheritdoc/>
    public Task<int> RecoverAsync(string worker, CancellationToken cancellationToken = default) => _database.WriteAsync(
        connection => GiveBackLostAsync(connection, "worker <> @worker", _time.GetUtcNow(), cancellationToken, ("@worker", worker)),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<Job?> CancelAsync(string id, CancellationToken cancellationToken = default)
    {
        if (!JobId.IsPossible(id)) return null;
        var cancelled = await _database.WriteAsync(
            $"""
            UPDATE jobs SET cancel_requested = CASE WHEN status <= 1 THEN 1 ELSE cancel_requested END,
              finished_at = CASE WHEN status = 0 THEN @now ELSE finished_at END, status = CASE WHEN status = 0 THEN 5 ELSE status END
            WHERE id = @id
            RETURNING {JobRows.Columns}
            """,
            JobRows.Job,
            cancellationToken,
            ("@id", id),
            ("@now", Now()));
        return cancelled.FirstOrDefault();
    }

    /// <inheritdoc/>
    public async Task<Job?> RetryAsync(string id, CancellationToken cancellationToken = default)
    {
        if (!JobId.IsPossible(id)) return null;
        var queued = await _database.WriteAsync(
            $"""
            UPDATE jobs SET status = 0, attempts = 0, cancel_requested = 0, queued_at = @now, started_at = NULL, finished_at = NULL, not_before = NULL, result = NULL,
              error_step = NULL, error_code = NULL, error_message = NULL
            WHERE id = @id AND status > 2
            RETURNING {JobRows.Columns}
            """,
            JobRows.Job,
            cancellationToken,
            ("@id", id),
            ("@now", Now()));
        return queued.FirstOrDefault() ?? await FindAsync(id, cancellationToken);
    }

    /// <summary>Takes running jobs from their workers; returns how many.</summary>
    private static async Task<int> GiveBackLostAsync(DbConnection connection, string which, DateTimeOffset now, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        var lost = await Statements.QueryAsync(
            connection,
            $"""
            UPDATE jobs SET status = {GivenBack}, finished_at = CASE {GivenBack} WHEN 0 THEN NULL ELSE @now END, worker = NULL, leased_until = NULL, {LostWorker}
            WHERE id IN (SELECT id FROM jobs WHERE status = 1 AND {which})
            RETURNING id
            """,
            r => r.GetString(0),
            cancellationToken,
            [("@now", now.ToUnixTimeMilliseconds()), .. parameters]);
        return lost.Count;
    }

    private static (string Name, object? Value)[] ErrorColumns(JobError? error) =>
    [
        ("@error_step", error is null ? null : StorableLine.Of(error.Step)),
        ("@error_code", error is null ? null : StorableLine.Of(error.Code)),
        ("@error_message", error is null ? null : StorableLine.Of(error.Message)),
    ];

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
