using System.Data;
using Npgsql;

namespace LongRag.Storage;

/// <summary>A schema of a PostgreSQL database that is ready to be used.</summary>
/// <param name="Source">Its connections; the holder's to dispose of.</param>
/// <param name="Place">Names it in messages, without what is secret.</param>
internal sealed record PostgresServer(NpgsqlDataSource Source, string Place)
{
    // Writers of a corpus queue on its counter and cannot deadlock among themselves; statements that change several jobs may get in each other's way, and others (a person, a backup) in anybody's.
    private const int Attempts = 3;

    // Statements that repeat are prepared by Npgsql itself; no more of them than a store has.
    private const int PreparedStatements = 40;
    private const int LongestSchemaName = 63;

    /// <summary>Creates or upgrades the schema where it must; where it is only read, throws instead.</summary>
    /// <param name="options">Where it lies.</param>
    /// <param name="scripts">The migrations that this program knows.</param>
    /// <param name="readOnly">Whether it will only be read.</param>
    /// <param name="mostConnections">Most connections at a time; null for as many as the connection string says.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<PostgresServer> OpenAsync(PostgresOptions options, SchemaScripts scripts, bool readOnly, int? mostConnections, CancellationToken cancellationToken)
    {
        var connection = Parse(options);
        if (mostConnections < connection.MaxPoolSize) (connection.MinPoolSize, connection.MaxPoolSize) = (Math.Min(connection.MinPoolSize, mostConnections.Value), mostConnections.Value);
        var place = PlaceOf(connection, options.Schema);
        var source = NpgsqlDataSource.Create(connection);
        try
        {
            if (readOnly) await PostgresSchema.CheckForReadingAsync(source, place, scripts, cancellationToken);
            else await PostgresSchema.UpgradeAsync(source, new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Pooling = false }.ConnectionString, options.Schema, place, scripts, cancellationToken);
            return new PostgresServer(source, place);
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

    /// <summary>One transaction, tried again where the server broke it off to end a conflict.</summary>
    public async Task<T> WriteAsync<T>(Func<NpgsqlConnection, Task<T>> write, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await Source.OpenConnectionAsync(cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
                var result = await write(connection);
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (PostgresException conflict) when (attempt < Attempts && conflict.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                // Nothing was written; the next attempt reads anew.
                continue;
            }
            catch (NpgsqlException failure)
            {
                if (PostgresFailures.Explain(failure, Place) is { } explained) throw explained;
                throw;
            }
        }
    }

    /// <summary>Names a schema in messages, without what is secret.</summary>
    public static string PlaceOf(NpgsqlConnectionStringBuilder connection, string schema) => $"PostgreSQL at {connection.Host}:{connection.Port}, database '{connection.Database}', schema '{schema}'";

    /// <summary>The connection string, with the schema in it.</summary>
    /// <exception cref="LongRagException"><c>bad_connection</c>.</exception>
    public static NpgsqlConnectionStringBuilder Parse(PostgresOptions options)
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
