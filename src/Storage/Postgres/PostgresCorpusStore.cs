using System.Data;
using System.Data.Common;
using Npgsql;

namespace LongRag.Storage;

/// <summary>A corpus in a schema of a PostgreSQL database. Several processes may write at once: they queue on the counter of changes.</summary>
/// <remarks>What a method that writes has returned for is as durable as the server's own <c>fsync</c> and <c>synchronous_commit</c> make it.</remarks>
public sealed partial class PostgresCorpusStore : RelationalCorpusStore
{
    // Statements that repeat are prepared by Npgsql itself; no more of them than this store has.
    private const int PreparedStatements = 40;
    private const int LongestSchemaName = 63;

    private readonly NpgsqlDataSource _source;
    private readonly string _place;
    private readonly bool _readOnly;
    private readonly TimeProvider _time;

    private PostgresCorpusStore(NpgsqlDataSource source, string place, bool readOnly, TimeProvider time) => (_source, _place, _readOnly, _time) = (source, place, readOnly, time);

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
        var connection = Parse(options);
        var place = $"PostgreSQL at {connection.Host}:{connection.Port}, database '{connection.Database}', schema '{options.Schema}'";
        var source = NpgsqlDataSource.Create(connection);
        try
        {
            if (readOnly) await PostgresSchema.CheckForReadingAsync(source, place, scripts, cancellationToken);
            else await PostgresSchema.UpgradeAsync(source, connection.ConnectionString, options.Schema, place, scripts, cancellationToken);
            return new PostgresCorpusStore(source, place, readOnly, time ?? TimeProvider.System);
        }
        catch (NpgsqlException failure)
        {
            await source.DisposeAsync();
            if (PostgresFailures.Explain(failure, place) is { } explained) throw explained;
            throw;
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    private protected override async ValueTask<DbConnection> RentAsync(CancellationToken cancellationToken) => await _source.OpenConnectionAsync(cancellationToken);

    private protected override ValueTask ReturnAsync(DbConnection connection) => connection.DisposeAsync();

    private protected override ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    private protected override string IsIn(string column, string parameter) => $"{column} = ANY({parameter})";

    private protected override object List(IEnumerable<string> values) => values.ToArray();

    // The index holds the beginning of the source; the whole decides where beginnings are equal.
    private protected override string AfterSource => """(left(d.source, 256) COLLATE "C", d.source) > (left(@source, 256) COLLATE "C", @source COLLATE "C")""";

    private protected override string SourceOrder => """left(d.source, 256) COLLATE "C", d.source""";

    private protected override LongRagException? Explain(DbException failure) => failure is NpgsqlException npgsql ? PostgresFailures.Explain(npgsql, _place) : null;

    private static NpgsqlConnectionStringBuilder Parse(PostgresOptions options)
    {
        var schema = options.Schema;
        if (schema.Length is 0 or > LongestSchemaName || !char.IsAsciiLetterLower(schema[0]) || !schema.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            throw new LongRagException(StorageCodes.BadConnection, $"'{schema}' cannot name a schema: use a-z, 0-9 and _, beginning with a letter, at most {LongestSchemaName}.");
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString) { SearchPath = schema, MaxAutoPrepare = PreparedStatements };
            connection.ApplicationName ??= "longrag";
            if (!string.IsNullOrWhiteSpace(connection.Host)) return connection;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            // Told below, without the cause: its message may quote the string, and with it a password.
        }

        throw new LongRagException(StorageCodes.BadConnection, "The PostgreSQL connection string cannot be read: it must be key=value pairs as Npgsql takes them, with a host, e.g. Host=localhost;Database=longrag;Username=me.");
    }
}
