using System.Data.Common;

namespace LongRag.Storage;

/// <summary>Rows of the table <c>api_keys</c> as records.</summary>
internal static class KeyRows
{
    public const string Columns = "id, client, access_right, collections, created_at, expires_at, revoked_at, last_used_at, requests_per_minute, concurrent_requests";

    /// <summary>Number of <see cref="Columns"/>.</summary>
    public const int Width = 10;

    public static ApiKey Key(DbDataReader row) => new(
        row.GetString(0),
        new NewApiKey
        {
            Client = row.GetString(1),
            Right = (AccessRight)row.GetInt32(2),
            Collections = row.IsDBNull(3) ? null : JsonColumns.Strings(row.GetString(3)),
            ExpiresAt = Times.Of(row, 5),
            RequestsPerMinute = row.IsDBNull(8) ? null : row.GetInt32(8),
            ConcurrentRequests = row.IsDBNull(9) ? null : row.GetInt32(9),
        },
        Times.Of(row.GetInt64(4)),
        Times.Of(row, 6),
        Times.Of(row, 7));
}
