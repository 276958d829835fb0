using System.Text.Json;
using System.Text.Json.Serialization;

namespace LongRag.Cli;

/// <summary>An API key; what opens it stands in <c>Key</c> once, when it is made.</summary>
internal sealed record KeyOutput(
    string Id, string Client, string Right, IReadOnlyList<string>? Collections, string State, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt,
    int? RequestsPerMinute, int? ConcurrentRequests, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Key)
{
    public static KeyOutput From(ApiKey key, DateTimeOffset now, string? secret = null) => new(
        key.Id, key.Settings.Client, NameOf(key.Settings.Right), key.Settings.Collections, StateOf(key, now), key.CreatedAt, key.Settings.ExpiresAt, key.RevokedAt, key.LastUsedAt,
        key.Settings.RequestsPerMinute, key.Settings.ConcurrentRequests, secret);

    public static string NameOf(AccessRight right) => right.ToString().ToLowerInvariant();

    private static string StateOf(ApiKey key, DateTimeOffset now) => key.IsLive(now) ? "live" : key.RevokedAt is null ? "expired" : "revoked";
}

/// <summary>A job of the service.</summary>
internal sealed record JobOutput(
    string Id, string Kind, string Collection, string Client, string Status, string? Step, JobProgress? Progress, int Attempts, int MostAttempts, JobError? Error, JsonElement? Result, bool CancelRequested,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, DateTimeOffset? NotBefore)
{
    public static JobOutput From(Job job) => new(
        job.Id, job.Kind, job.Collection, job.Client, NameOf(job.Status), job.Step, job.Progress, job.Attempts, job.MostAttempts, job.Error, job.Result, job.CancelRequested,
        job.CreatedAt, job.StartedAt, job.FinishedAt, job.NotBefore);

    public static string NameOf(JobStatus status) => status.ToString().ToLowerInvariant();
}
