using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace LongRag.Storage;

/// <summary>Jobs and keys in one SQLite file, which several processes may write: each waits for its turn.</summary>
internal sealed class SqliteServiceDatabase : ServiceDatabase
{
    // How long SQLite itself waits for another process's commit, in milliseconds: it looks more often than the driver's retries do.
    private const int BusyMilliseconds = 20_000;

    private readonly string _path;
    private readonly SqliteConnection _writer;
    private readonly SqliteReaders _readers;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private SqliteServiceDatabase(string path, SqliteConnection writer) => (_path, _writer, _readers) = (path, writer, new SqliteReaders(path));

    public override string SkipLocked => "";

    /// <summary>Opens the file; creates or upgrades it where it must.</summary>
    public static async Task<SqliteServiceDatabase> OpenAsync(string path, SchemaScripts scripts, CancellationToken cancellationToken)
    {
        path = Path.GetFullPath(path);
        try
        {
            await SqliteSchema.UpgradeAsync(path, scripts, SqliteSchema.Service, cancellationToken);
            var writer = SqliteWriter.Connect(path);
            using var patience = writer.CreateCommand();
            patience.CommandText = $"PRAGMA busy_timeout = {BusyMilliseconds}";
            patience.ExecuteNonQuery();
            return new SqliteServiceDatabase(path, writer);
        }
        catch (SqliteException failure)
        {
            if (SqliteFailures.Explain(failure, path) is { } explained) throw explained;
            throw;
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new LongRagException(StorageCodes.StoreUnreachable, $"'{path}' cannot be created: {failure.Message}", failure);
        }
    }

    public override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var connection = _readers.Rent();
            try
            {
                return await read(connection);
            }
            finally
            {
                _readers.Return(connection);
            }
        }
        catch (SqliteException failure)
        {
            if (SqliteFailures.Explain(failure, _path) is { } explained) throw explained;
            throw;
        }
    }

    public override async Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> write, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // It has the write lock from its beginning, so that what it reads stays true.
            await using var transaction = _writer.BeginTransaction(deferred: false);
            var result = await write(_writer);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        catch (SqliteException failure)
        {
            if (SqliteFailures.Explain(failure, _path) is { } explained) throw explained;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    // A transaction that writes is alone already.
    public override Task TakeTurnAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    public override string IsIn(string column, string parameter) => $"{column} IN (SELECT value FROM json_each({parameter}))";

    public override object List(IEnumerable<string> values) => JsonColumns.Of([.. values]);

    public override async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        _readers.Dispose();
        await _writer.DisposeAsync();
        _turn.Dispose();
    }
}
