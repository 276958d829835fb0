using System.Data;
using System.Data.Common;
using Npgsql;

namespace LongRag.Storage;

/// <summary>A corpus in a schema of a PostgreSQL database. Several processes may write at once: they queue on the counter of changes.</summary>
/// <remarks>What a method that writes has returned for is as durable as the server's own <c>fsync</c> and <c>synchronous_commit</c> make it.</remarks>
public sealed partial class PostgresCorpusStore : RelationalCorpusStore
{
    private readonly PostgresServer _server;
    private readonly bool _readOnly;
    private readonly TimeProvider _time;

    private PostgresCorpusStore(PostgresServer server, bool readOnly, TimeProvider time) => (_server, _readOnly, _time) = (server, readOnly, time);

    /// <summary>Opens the corpus for reading and writing; creates or upgrades its schema where it must.</summary>
    /// <param name="options">Where it lies.</param>
    /// <param name="time">Clock for <see cref="DocumentSummary.StoredAt"/>; the system's by default.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="LongRagException"><c>bad_connection</c>, <c>store_unreachable</c>, <c>newer_schema</c>, <c>disk_full</c>, <c>read_only_store</c>.</exception>
    public static Task<PostgresCorpusStore> OpenAsync(PostgresOptions options, TimeProvider? time = null, CancellationToken cancellationToken = default) =>
        OpenAsync(options, SchemaScripts.Of("postgres"), false, time, cancellationToken);

    /// <summary>Opens the corpus for reading alone; creates and upgrades nothing. Methods that write throw <c>read_only_store</c>.</summary>
    /// <exception cref="LongRagException"><c>bad_connection</c>, <c>store_unreachable</c>, <c>no_corpus</c>, <c>older_schema</c>, <c>newer_schema</c>.</exception>
    public static Task<PostgresCorpusStore> OpenForReadingAsync(PostgresOptions options, CancellationToken cancellationToken = default) =>
        OpenAsync(options, SchemaScripts.Of("postgres"), true, null, cancellationToken);

    internal static async Task<PostgresCorpusStore> OpenAsync(PostgresOptions options, SchemaScripts scripts, bool readOnly, TimeProvider? time, CancellationToken cancellationToken)
    {
        var server = await PostgresServer.OpenAsync(options, scripts, readOnly, mostConnections: null, cancellationToken);
        return new PostgresCorpusStore(server, readOnly, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _server.Source.DisposeAsync();

    private protected override async ValueTask<DbConnection> RentAsync(CancellationToken cancellationToken) => await _server.Source.OpenConnectionAsync(cancellationToken);

    private protected override ValueTask ReturnAsync(DbConnection connection) => connection.DisposeAsync();

    private protected override ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    private protected override string IsIn(string column, string parameter) => $"{column} = ANY({parameter})";

    private protected override object List(IEnumerable<string> values) => values.ToArray();

    // The index holds the beginning of the source; the whole decides where beginnings are equal.
    private protected override string AfterSource => """(left(d.source, 256) COLLATE "C", d.source) > (left(@source, 256) COLLATE "C", @source COLLATE "C")""";

    private protected override string SourceOrder => """left(d.source, 256) COLLATE "C", d.source""";

    private protected override LongRagException? Explain(DbException failure) => failure is NpgsqlException npgsql ? PostgresFailures.Explain(npgsql, _server.Place) : null;
}
