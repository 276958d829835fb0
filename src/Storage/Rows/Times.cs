using System.Data.Common;

namespace LongRag.Storage;

/// <summary>Times as they stand in columns: Unix milliseconds.</summary>
internal static class Times
{
    public static DateTimeOffset Of(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? Of(DbDataReader row, int column) => row.IsDBNull(column) ? null : Of(row.GetInt64(column));
}
