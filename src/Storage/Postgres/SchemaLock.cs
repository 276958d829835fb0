using System.Data;
using System.Globalization;
using System.Text;
using Npgsql;

namespace LongRag.Storage;

/// <summary>
/// The right to work at the jobs of a PostgreSQL schema: an advisory lock of one session. The server lets go of it when the session ends, however it ends; whoever holds it here finds that out by asking
/// (<see cref="WhyNotHeldAsync"/>), and takes it again where nobody else has. Readers, and commands that write documents, need none. Thread-safe.
/// </summary>
/// <remarks>A pooler between this process and the server must keep sessions apart (session pooling).</remarks>
public sealed class SchemaLock : IAsyncDisposable
{
    // "LREN" in ASCII, beside the schema's own number.
    private const int LockClass = 0x4C52454E;

    // A server that says nothing for so long is gone.
    private const int PatienceSeconds = 5;
    private const int LongestApplicationName = 63;

    private readonly NpgsqlConnectionStringBuilder _address;
    private readonly string _schema;
    private readonly string _place;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private NpgsqlConnection? _session;

    private SchemaLock(NpgsqlConnectionStringBuilder address, string schema, string place) => (_address, _schema, _place) = (address, schema, place);

    /// <summary>Takes the lock. The schema need not exist.</summary>
    /// <exception cref="LongRagException"><c>locked</c>: another process has it, which is named; <c>bad_connection</c>, <c>store_unreachable</c>.</exception>
    public static async Task<SchemaLock> TakeAsync(PostgresOptions options, CancellationToken cancellationToken = default)
    {
        var address = PostgresServer.Parse(options);
        var place = PostgresServer.PlaceOf(address, options.Schema);
        address.Pooling = false;
        address.CommandTimeout = PatienceSeconds;
        address.ApplicationName = Shortened(string.Create(CultureInfo.InvariantCulture, $"pid {Environment.ProcessId} on {Environment.MachineName}"));
        var taken = new SchemaLock(address, options.Schema, place);
        return await taken.WhyNotHeldAsync(cancellationToken) is { } reason ? throw reason : taken;
    }

    /// <summary>Asks the server whether the lock is still held, and takes it again where the session has died and nobody else has it.</summary>
    /// <returns>Null where it is held now; else why it is not: <c>locked</c>, <c>store_unreachable</c>.</returns>
    public async Task<LongRagException?> WhyNotHeldAsync(CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_session is not null && await LivesAsync(_session)) return null;
            await LetGoAsync();
            return await TakeAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Lets go of it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        await LetGoAsync();
        _turn.Dispose();
    }

    private static async Task<bool> LivesAsync(NpgsqlConnection session)
    {
        if (session.State is not ConnectionState.Open) return false;
        try
        {
            // Not to be given up half-way: that could end the session. It takes PatienceSeconds at most.
            await Statements.QueryAsync(session, "SELECT 1", _ => 0, CancellationToken.None);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task<LongRagException?> TakeAsync(CancellationToken cancellationToken)
    {
        var session = new NpgsqlConnection(_address.ConnectionString);
        try
        {
            await session.OpenAsync(cancellationToken);
            // A machine that lost its power says no farewell: the server is to notice within a minute, not within hours.
            await Statements.QueryAsync(session, "SELECT set_config('tcp_keepalives_idle', '30', false), set_config('tcp_keepalives_interval', '10', false), set_config('tcp_keepalives_count', '3', false)", _ => 0, cancellationToken);
            (string, object?)[] key = [("@class", LockClass), ("@schema", _schema)];
            if ((await Statements.QueryAsync(session, "SELECT pg_try_advisory_lock(@class, hashtext(@schema))", r => r.GetBoolean(0), cancellationToken, key))[0])
            {
                (_session, session) = (session, null);
                return null;
            }

            var holder = await Statements.QueryAsync(
                session,
                """
                SELECT coalesce(a.application_name, '') FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
                WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND l.classid = @class::oid AND l.objid = hashtext(@schema)::oid
                """,
                r => r.GetString(0),
                cancellationToken,
                key);
            var name = holder is [{ Length: > 0 } known] ? PrintableText.OneLine(known) : "pid unknown";
            return new LongRagException(StorageCodes.Locked, $"Another process ({name}) works at the jobs in {_place}: wait for it, or end it.");
        }
        catch (NpgsqlException failure)
        {
            if (PostgresFailures.Explain(failure, _place) is { } explained) return explained;
            throw;
        }
        finally
        {
            if (session is not null) await session.DisposeAsync();
        }
    }

    private async ValueTask LetGoAsync()
    {
        if (_session is not { } session) return;
        _session = null;
        await session.DisposeAsync();
    }

    // The server would cut it, perhaps in the middle of a character.
    private static string Shortened(string name)
    {
        while (Encoding.UTF8.GetByteCount(name) > LongestApplicationName) name = name[..^1];
        return name;
    }
}
