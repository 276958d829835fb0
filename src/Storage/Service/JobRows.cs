using System.Data.Common;
using System.Text.Json;

namespace LongRag.Storage;

/// <summary>Rows of the table <c>jobs</c> as records.</summary>
internal static class JobRows
{
    public const string Columns = """
        id, kind, collection, client, payload, status, step, progress_done, progress_total, progress_unit, attempts, most_attempts, error_step, error_code, error_message, result,
        cancel_requested, created_at, started_at, finished_at, not_before
        """;

    /// <summary>Number of <see cref="Columns"/>.</summary>
    public const int Width = 21;

    // A request may be as deep as its reader allowed.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1024 };

    public static Job Job(DbDataReader row)
    {
        var status = (JobStatus)row.GetInt32(5);
        var isRunningOrOver = status != JobStatus.Queued;
        return new Job
        {
            Id = row.GetString(0),
            Kind = row.GetString(1),
            Collection = row.GetString(2),
            Client = row.GetString(3),
            Payload = Json(row.GetString(4)),
            Status = status,
            // Of a job that waits again, these are what its last try left.
            Step = isRunningOrOver ? Text(row, 6) : null,
            Progress = isRunningOrOver && !row.IsDBNull(9) ? new JobProgress(row.GetInt64(7), row.GetInt64(8), row.GetString(9)) : null,
            Attempts = row.GetInt32(10),
            MostAttempts = row.GetInt32(11),
            Error = row.IsDBNull(13) ? null : new JobError(row.GetString(12), row.GetString(13), row.GetString(14)),
            Result = Text(row, 15) is { } result ? Json(result) : null,
            CancelRequested = row.GetInt32(16) != 0,
            CreatedAt = Times.Of(row.GetInt64(17)),
            StartedAt = Times.Of(row, 18),
            FinishedAt = Times.Of(row, 19),
            NotBefore = isRunningOrOver ? null : Times.Of(row, 20),
        };
    }

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static JsonElement Json(string text)
    {
        using var parsed = JsonDocument.Parse(text, Deep);
        return parsed.RootElement.Clone();
    }
}
