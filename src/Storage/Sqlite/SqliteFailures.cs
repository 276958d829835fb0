using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace LongRag.Storage;

/// <summary>What SQLite's result codes mean to a caller.</summary>
internal static class SqliteFailures
{
    /// <summary>The failure with its name and the database's path; null where it is a fault of the program.</summary>
    public static LongRagException? Explain(SqliteException failure, string path)
    {
        var (code, what) = failure.SqliteErrorCode switch
        {
            SQLITE_FULL => (StorageCodes.DiskFull, $"No space is left for '{path}'; nothing of the batch was stored"),
            SQLITE_BUSY or SQLITE_LOCKED => (StorageCodes.Locked, $"Another process writes to '{path}'"),
            SQLITE_CORRUPT or SQLITE_NOTADB => (StorageCodes.DamagedStore, $"'{path}' is damaged or is no database"),
            SQLITE_READONLY => (StorageCodes.ReadOnlyStore, $"'{path}' may only be read"),
            SQLITE_CANTOPEN or SQLITE_IOERR or SQLITE_PERM => (StorageCodes.StoreUnreachable, $"'{path}' cannot be opened, read or written"),
            _ => (null, ""),
        };
        return code is null ? null : new LongRagException(code, $"{what} ({failure.Message.TrimEnd('.')}).", failure);
    }
}
