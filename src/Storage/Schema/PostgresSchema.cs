using Npgsql;

namespace LongRag.Storage;

/// <summary>Brings a schema of a PostgreSQL database to the version that this program knows, or says why not.</summary>
internal static class PostgresSchema
{
    // Key of the advisory lock under which LongRag migrates: "LRAG" in ASCII, and the schema's own number.
    private const int LockClass = 0x4C524147;

    /// <summary>Throws unless the schema can be read as it is. Changes nothing.</summary>
    public static async Task CheckForReadingAsync(NpgsqlDataSource source, string place, SchemaScripts scripts, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var version = await VersionAsync(connection, place, scripts, cancellationToken);
        if (version == 0)
            throw new LongRagException(StorageCodes.NoCorpus, $"There is no corpus in {place}: 'longrag ingest' creates it.");
        if (version < scripts.Latest)
            throw new LongRagException(StorageCodes.OlderSchema, $"{place} has schema version {version}; this program needs {scripts.Latest}: any command that writes, such as 'longrag ingest', upgrades it.");
    }

    /// <summary>Creates or upgrades the schema where it must.</summary>
    public static async Task UpgradeAsync(NpgsqlDataSource source, string connectionString, string schema, string place, SchemaScripts scripts, CancellationToken cancellationToken)
    {
        await using var holder = await source.OpenConnectionAsync(cancellationToken);
        if (await VersionAsync(holder, place, scripts, cancellationToken) == scripts.Latest) return;

        // The lock dies with its connection, so with this process.
        await RunAsync(holder, "SELECT pg_advisory_lock($1, hashtext($2))", cancellationToken, LockClass, schema);
        try
        {
            // Another process may have done it while we waited.
            if (await VersionAsync(holder, place, scripts, cancellationToken) == scripts.Latest) return;
            await RunAsync(holder, $"CREATE SCHEMA IF NOT EXISTS {schema}", cancellationToken);
            SchemaUpgrade.Postgres(connectionString, schema, scripts);
        }
        finally
        {
            await RunAsync(holder, "SELECT pg_advisory_unlock($1, hashtext($2))", CancellationToken.None, LockClass, schema);
        }
    }

    /// <summary>The schema's version, 0 where nothing is there.</summary>
    private static async Task<int> VersionAsync(NpgsqlConnection connection, string place, SchemaScripts scripts, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT version FROM schema_version", connection);
        try
        {
            var version = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
            scripts.RefuseNewer(version, place);
            return version;
        }
        catch (PostgresException nothing) when (nothing.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return 0;
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the schema's name was checked; all else is a parameter
        command.CommandText = sql;
#pragma warning restore CA2100
        // Whoever migrates a large corpus takes its time.
        command.CommandTimeout = 0;
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
