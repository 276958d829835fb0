using System.Net.Sockets;
using Npgsql;

namespace LongRag.Storage;

/// <summary>What PostgreSQL's and the connection's failures mean to a caller.</summary>
internal static class PostgresFailures
{
    // Class 28: who we are; 3D000: which database; 53300: too many connections; class 08 and 57P0x: the connection or the server goes away.
    private static readonly string[] Unreachable = ["28", "3D000", "53300", "08", "57P0"];

    /// <summary>The failure with its name and the server; null where it is a fault of the program.</summary>
    public static LongRagException? Explain(NpgsqlException failure, string place)
    {
        var (code, what) = failure switch
        {
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } => (StorageCodes.DiskFull, $"No space is left on {place}; nothing of the batch was stored"),
            PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => (StorageCodes.Locked, $"Another process has been writing to {place} for too long"),
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InsufficientPrivilege } => (StorageCodes.ReadOnlyStore, $"{place} may not be written"),
            PostgresException { SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted } => (StorageCodes.DamagedStore, $"{place} is damaged"),
            PostgresException server when Unreachable.Any(s => server.SqlState.StartsWith(s, StringComparison.Ordinal)) => (StorageCodes.StoreUnreachable, $"{place} cannot be used"),
            PostgresException => (null, ""),
            _ => (StorageCodes.StoreUnreachable, $"{place} cannot be reached"),
        };
        return code is null ? null : new LongRagException(code, $"{what}: {Reason(failure)}", failure);
    }

    // The server's text or the socket's: neither knows the password.
    private static string Reason(NpgsqlException failure) => failure switch
    {
        PostgresException server => $"{server.MessageText} (SQLSTATE {server.SqlState}).",
        { InnerException: SocketException socket } => $"{socket.Message}.",
        { InnerException: TimeoutException } => "it did not answer in time.",
        _ => failure.Message,
    };
}
