using Microsoft.Extensions.Logging;

namespace LongRag.Hosting;

/// <summary>What the engine writes to the log. No text of a document, no question, no secret.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(1, LogLevel.Warning, "No vectors are made for collection {Collection}: {Message} [{Code}]")]
    public static partial void NoVectors(ILogger log, string collection, string code, string message);

    [LoggerMessage(2, LogLevel.Warning, "An index of collection {Collection} is behind the store: {Message} [{Code}]")]
    public static partial void IndexBehind(ILogger log, string collection, string code, string message);

    [LoggerMessage(3, LogLevel.Information, "Job {Job} ({Kind}, collection {Collection}) began, try {Attempt} of {MostAttempts}")]
    public static partial void JobBegan(ILogger log, string job, string kind, string collection, int attempt, int mostAttempts);

    [LoggerMessage(4, LogLevel.Information, "Job {Job} ended: {Status}")]
    public static partial void JobEnded(ILogger log, string job, JobStatus status);

    [LoggerMessage(5, LogLevel.Warning, "Job {Job} is tried again later: {Message} [{Code}]")]
    public static partial void JobPutBack(ILogger log, string job, string code, string message);

    [LoggerMessage(9, LogLevel.Warning, "Job {Job} has failed: {Message} [{Code}]")]
    public static partial void JobFailed(ILogger log, string job, string code, string message);

    [LoggerMessage(6, LogLevel.Warning, "The queue of jobs cannot be read: {Message} [{Code}]")]
    public static partial void QueueUnreachable(ILogger log, string code, string message);

    [LoggerMessage(7, LogLevel.Information, "{Count} jobs of an earlier process were put back into the queue")]
    public static partial void JobsRecovered(ILogger log, int count);

    // What a reader says at its end may quote the file.
    [LoggerMessage(10, LogLevel.Debug, "A reading process was replaced: {Reason}")]
    public static partial void ReaderReplaced(ILogger log, string reason);

    [LoggerMessage(8, LogLevel.Warning, "Files of ended jobs could not be removed: {Message}")]
    public static partial void NotSwept(ILogger log, string message);

    [LoggerMessage(11, LogLevel.Warning, "Jobs are left alone: {Message} [{Code}]")]
    public static partial void JobsLeftAlone(ILogger log, string code, string message);

    // Callers are told a general sentence.
    [LoggerMessage(12, LogLevel.Warning, "Job {Job}, step {Step}: {Message} [{Code}]")]
    public static partial void JobIssue(ILogger log, string job, string step, string code, string message);

    [LoggerMessage(13, LogLevel.Warning, "What was written to collection {Collection} cannot be searched yet: {Message} [{Code}]")]
    public static partial void NotRefreshed(ILogger log, string collection, string code, string message);

    [LoggerMessage(14, LogLevel.Warning, "An index of collection {Collection} was not closed in order: {Message} [{Code}]")]
    public static partial void NotClosed(ILogger log, string collection, string code, string message);
}
