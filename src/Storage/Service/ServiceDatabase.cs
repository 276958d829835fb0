using System.Data.Common;

namespace LongRag.Storage;

/// <summary>Where jobs and keys are kept. Their statements are the same over SQLite and PostgreSQL; what differs is here. Thread-safe.</summary>
internal abstract class ServiceDatabase : IAsyncDisposable
{
    /// <summary>Ends a query for rows to be changed: rows that somebody else is changing are passed over.</summary>
    public abstract string SkipLocked { get; }

    /// <summary>Reads with one statement.</summary>
    public abstract Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Runs in one transaction; what it has done is on the disk when this returns, and undone where it throws. It may be run again where the server broke it off.</summary>
    public abstract Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> write, CancellationToken cancellationToken);

    /// <summary>Within a transaction: waits until no other that has called this is under way, in any process, so that what is read now stays true to the end.</summary>
    public abstract Task TakeTurnAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>SQL that is true where <paramref name="column"/> is a member of the list that the parameter holds.</summary>
    public abstract string IsIn(string column, string parameter);

    /// <summary>A list as a parameter's value for <see cref="IsIn"/>.</summary>
    public abstract object List(IEnumerable<string> values);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>One transaction with one statement; the rows that it returns.</summary>
    public Task<List<T>> WriteAsync<T>(string sql, Func<DbDataReader, T> map, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        WriteAsync(connection => Statements.QueryAsync(connection, sql, map, cancellationToken, parameters), cancellationToken);

    /// <summary>The rows of one statement that changes nothing.</summary>
    public Task<List<T>> ReadAsync<T>(string sql, Func<DbDataReader, T> map, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        ReadAsync(connection => Statements.QueryAsync(connection, sql, map, cancellationToken, parameters), cancellationToken);
}
