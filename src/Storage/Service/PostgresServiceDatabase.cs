using System.Data.Common;
using Npgsql;

namespace LongRag.Storage;

/// <summary>Jobs and keys in the schema of the corpus, for any number of processes.</summary>
internal sealed class PostgresServiceDatabase : ServiceDatabase
{
    // Each statement takes a millisecond: a few connections carry a busy service, and the corpus needs the others.
    private const int MostConnections = 8;

    // Key of the advisory lock of those that take a turn: "LRSV" in ASCII, and the schema's own number.
    private const int LockClass = 0x4C525356;

    private readonly PostgresServer _server;
    private readonly string _schema;

    private PostgresServiceDatabase(PostgresServer server, string schema) => (_server, _schema) = (server, schema);

    public override string SkipLocked => "FOR UPDATE SKIP LOCKED";

    /// <summary>Opens the schema; creates or upgrades it where it must.</summary>
    public static async Task<PostgresServiceDatabase> OpenAsync(PostgresOptions options, SchemaScripts scripts, CancellationToken cancellationToken) =>
        new(await PostgresServer.OpenAsync(options, scripts, readOnly: false, MostConnections, cancellationToken), options.Schema);

    public override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _server.Source.OpenConnectionAsync(cancellationToken);
            return await read(connection);
        }
        catch (NpgsqlException failure)
        {
            if (PostgresFailures.Explain(failure, _server.Place) is { } explained) throw explained;
            throw;
        }
    }

    public override Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> write, CancellationToken cancellationToken) => _server.WriteAsync(write, cancellationToken);

    public override Task TakeTurnAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Statements.QueryAsync(connection, "SELECT pg_advisory_xact_lock(@class, hashtext(@schema))", _ => 0, cancellationToken, ("@class", LockClass), ("@schema", _schema));

    public override string IsIn(string column, string parameter) => $"{column} = ANY({parameter})";

    public override object List(IEnumerable<string> values) => values.ToArray();

    public override ValueTask DisposeAsync() => _server.Source.DisposeAsync();
}
