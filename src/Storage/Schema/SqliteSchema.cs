using Microsoft.Data.Sqlite;

namespace LongRag.Storage;

/// <summary>Brings a SQLite file to the version that this program knows, or says why not.</summary>
internal static class SqliteSchema
{
    /// <summary>Marks a corpus, set by its first migration: "LRAG" in ASCII.</summary>
    public const long Corpus = 0x4C524147;

    /// <summary>Marks a service's database: "LRSV".</summary>
    public const long Service = 0x4C525356;

    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(50);

    /// <summary>Throws unless the file can be read as it is. Changes nothing.</summary>
    public static void CheckForReading(string path, SchemaScripts scripts)
    {
        var version = File.Exists(path) ? Version(path, scripts, Corpus) : 0;
        if (version == 0)
            throw new LongRagException(StorageCodes.NoCorpus, $"There is no corpus at '{path}': 'longrag ingest' creates it.");
        if (version < scripts.Latest)
            throw new LongRagException(StorageCodes.OlderSchema, $"'{path}' has schema version {version}; this program needs {scripts.Latest}: any command that writes, such as 'longrag ingest', upgrades it.");
    }

    /// <summary>Creates or upgrades the file where it must.</summary>
    public static async Task UpgradeAsync(string path, SchemaScripts scripts, long application, CancellationToken cancellationToken)
    {
        if (IsLatest(path, scripts, application)) return;

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var migrating = await LockAsync(path + ".migrating", cancellationToken);
        // Another process may have done it while we waited.
        if (File.Exists(path) && Version(path, scripts, application) == scripts.Latest) return;
        SchemaUpgrade.Sqlite(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString(), scripts);
    }

    private static bool IsLatest(string path, SchemaScripts scripts, long application)
    {
        try
        {
            return File.Exists(path) && Version(path, scripts, application) == scripts.Latest;
        }
        catch (LongRagException e) when (e.Code == StorageCodes.ForeignStore && File.Exists(path + ".migrating"))
        {
            // Half made by another process perhaps: looked at again when that is done.
            return false;
        }
    }

    /// <summary>The file's version, 0 for an empty database.</summary>
    private static int Version(string path, SchemaScripts scripts, long expected)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        // All from one moment: a database that another process makes has first no mark and then a schema.
        using var moment = connection.BeginTransaction(deferred: true);
        var (version, application) = ((int)Read("PRAGMA user_version"), Read("PRAGMA application_id"));
        if (application != expected && (version != 0 || Read("SELECT count(*) FROM sqlite_schema") != 0))
            throw new LongRagException(StorageCodes.ForeignStore, $"'{path}' is the database of another program. Nothing was changed.");
        scripts.RefuseNewer(version, $"'{path}'");
        return version;

        long Read(string pragma)
        {
            using var command = connection.CreateCommand();
            command.Transaction = moment;
#pragma warning disable CA2100 // one of the three constants above
            command.CommandText = pragma;
#pragma warning restore CA2100
            return (long)command.ExecuteScalar()!;
        }
    }

    /// <summary>Holds the file for this process alone. It stays where it is: removing a lock that others wait for would let two in.</summary>
    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; ; waited += LockRetry)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException failure) when (FileLocks.IsHeldByOther(failure))
            {
                if (waited >= LockPatience) throw new LongRagException(StorageCodes.Locked, $"Another process has been upgrading the database for {LockPatience.TotalSeconds} s ('{path}').", failure);
            }

            await Task.Delay(LockRetry, cancellationToken);
        }
    }
}
