using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace LongRag.Storage;

/// <summary>A corpus in one SQLite file: the default, without a server.</summary>
/// <remarks>
/// One connection writes, others read at the same time and are never locked out (write-ahead log). What a method that writes has returned for survives a killed process
/// and a power cut: each commit is flushed to the disk (docs/decisions/storing-text.md says why).
/// </remarks>
public sealed partial class SqliteCorpusStore : RelationalCorpusStore
{
    private readonly SqliteReaders _readers;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _isDisposed;
    private readonly TimeProvider _time;

    private SqliteCorpusStore(string path, SqliteWriter? writer, TimeProvider time) => (Path, _readers, Writer, _time) = (path, new SqliteReaders(path), writer, time);

    /// <summary>The database file.</summary>
    public string Path { get; }

    /// <summary>The connection that writes; null where the store is open for reading only.</summary>
    internal SqliteWriter? Writer { get; }

    /// <summary>Opens the corpus at <paramref name="path"/> for reading and writing; creates or upgrades it where it must.</summary>
    /// <param name="path">The database file; its folder is created where it is missing.</param>
    /// <param name="time">Clock for <see cref="DocumentSummary.StoredAt"/>; the system's by default.</param>
    /// <param name="cancellationToken">Stops waiting for another process that upgrades.</param>
    /// <exception cref="LongRagException"><c>newer_schema</c>, <c>foreign_store</c>, <c>damaged_store</c>, <c>disk_full</c>, <c>store_unreachable</c>, <c>locked</c>.</exception>
    public static Task<SqliteCorpusStore> OpenAsync(string path, TimeProvider? time = null, CancellationToken cancellationToken = default) =>
        OpenAsync(path, SchemaScripts.Of("sqlite"), time, cancellationToken);

    /// <summary>Opens the corpus at <paramref name="path"/> for reading alone; creates and upgrades nothing. Methods that write throw <c>read_only_store</c>.</summary>
    /// <exception cref="LongRagException"><c>no_corpus</c>, <c>older_schema</c>, <c>newer_schema</c>, <c>foreign_store</c>, <c>damaged_store</c>, <c>store_unreachable</c>.</exception>
    public static SqliteCorpusStore OpenForReading(string path) => OpenForReading(path, SchemaScripts.Of("sqlite"));

    internal static async Task<SqliteCorpusStore> OpenAsync(string path, SchemaScripts scripts, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            await SqliteSchema.UpgradeAsync(path, scripts, SqliteSchema.Corpus, cancellationToken);
            return new SqliteCorpusStore(path, SqliteWriter.Open(path), time ?? TimeProvider.System);
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

    internal static SqliteCorpusStore OpenForReading(string path, SchemaScripts scripts)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            SqliteSchema.CheckForReading(path, scripts);
            return new SqliteCorpusStore(path, null, TimeProvider.System);
        }
        catch (SqliteException failure)
        {
            if (SqliteFailures.Explain(failure, path) is { } explained) throw explained;
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await _turn.WaitAsync();
        _readers.Dispose();
        Writer?.Dispose();
        _turn.Dispose();
    }

    private protected override ValueTask<DbConnection> RentAsync(CancellationToken cancellationToken) => new(_readers.Rent());

    private protected override ValueTask ReturnAsync(DbConnection connection)
    {
        _readers.Return((SqliteConnection)connection);
        return ValueTask.CompletedTask;
    }

    private protected override ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        new(((SqliteConnection)connection).BeginTransaction(deferred: true));

    private protected override string IsIn(string column, string parameter) => $"{column} IN (SELECT value FROM json_each({parameter}))";

    private protected override object List(IEnumerable<string> values) => JsonColumns.Of([.. values]);

    private protected override LongRagException? Explain(DbException failure) => failure is SqliteException sqlite ? SqliteFailures.Explain(sqlite, Path) : null;
}
