namespace LongRag.Client.Wire;

/// <summary>What a job that read one text did.</summary>
internal static class JobOutcome
{
    /// <summary><c>added</c>, <c>changed</c> or <c>unchanged</c>; throws what stood in the way.</summary>
    public static string Of(JobInfo job) => job switch
    {
        { Status: "succeeded", Result.Added: > 0 } => "added",
        { Status: "succeeded", Result.Changed: > 0 } => "changed",
        { Status: "succeeded" } => "unchanged",
        { Result.Failed: [var first, ..] } => throw new LongRagException(first.Code, $"{first.Source}: {first.Message}"),
        { Error: { } error } => throw new LongRagException(error.Code, error.Message),
        _ => throw new LongRagException($"job_{job.Status}", $"The job {job.Id} did not store the text: {job.Status}."),
    };
}
