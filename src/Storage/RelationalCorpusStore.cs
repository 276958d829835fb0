using System.Data.Common;

namespace LongRag.Storage;

/// <summary>
/// What the stores over SQLite and PostgreSQL have in common: the tables have the same names and columns, so everything is read with the same SQL. Writing differs and is theirs.
/// </summary>
/// <remarks>Thread-safe. Over SQLite, which has no asynchronous calls, a task runs on the thread that asks for it.</remarks>
public abstract partial class RelationalCorpusStore : ICorpusStore
{
    private protected RelationalCorpusStore() { }

    /// <inheritdoc/>
    public abstract Task SaveCollectionAsync(Collection collection, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract Task<bool> DeleteCollectionAsync(string name, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract Task<SaveResult> SaveAsync(IReadOnlyList<CorpusEntry> entries, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract Task<int> DeleteAsync(string collection, IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>An open connection for reading.</summary>
    private protected abstract ValueTask<DbConnection> RentAsync(CancellationToken cancellationToken);

    /// <summary>Takes back what <see cref="RentAsync"/> gave.</summary>
    private protected abstract ValueTask ReturnAsync(DbConnection connection);

    /// <summary>Begins a transaction in which all statements see the same state.</summary>
    private protected abstract ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>SQL that is true where <paramref name="column"/> is a member of the list that the parameter holds.</summary>
    private protected abstract string IsIn(string column, string parameter);

    /// <summary>A list as a parameter's value for <see cref="IsIn"/>.</summary>
    private protected abstract object List(IEnumerable<string> values);

    /// <summary>What a failure of the database means to a caller; null where it is a fault of the program.</summary>
    private protected abstract LongRagException? Explain(DbException failure);

    /// <summary>Reads with one statement.</summary>
    private protected async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var connection = await RentAsync(cancellationToken);
            try
            {
                return await read(connection);
            }
            finally
            {
                await ReturnAsync(connection);
            }
        }
        catch (DbException failure)
        {
            if (Explain(failure) is { } explained) throw explained;
            throw;
        }
    }

    /// <summary>Reads with several statements that see the same state.</summary>
    private protected Task<T> ReadSnapshotAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken) => ReadAsync(
        async connection =>
        {
            await using var snapshot = await BeginSnapshotAsync(connection, cancellationToken);
            var result = await read(connection);
            await snapshot.CommitAsync(cancellationToken);
            return result;
        },
        cancellationToken);

    /// <inheritdoc cref="Statements.QueryAsync"/>
    private protected static Task<List<T>> QueryAsync<T>(DbConnection connection, string sql, Func<DbDataReader, T> map, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        Statements.QueryAsync(connection, sql, map, cancellationToken, parameters);

    private protected static LongRagException NoSuchCollection(string name) => new(StorageCodes.NoSuchCollection, $"There is no collection '{name}'.");

    private protected static async Task<long> KeyOfAsync(DbConnection connection, string collection, CancellationToken cancellationToken) =>
        await QueryAsync(connection, "SELECT key FROM collections WHERE name = @name", r => r.GetInt64(0), cancellationToken, ("@name", collection)) is [var key]
            ? key
            : throw NoSuchCollection(collection);
}
