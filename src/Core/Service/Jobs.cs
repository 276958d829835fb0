using System.Text.Json;

namespace LongRag;

/// <summary>Where a job stands.</summary>
public enum JobStatus
{
    /// <summary>It waits.</summary>
    Queued,

    /// <summary>Somebody works at it.</summary>
    Running,

    /// <summary>All of it is done.</summary>
    Succeeded,

    /// <summary>Some of it is done; its result says what is not.</summary>
    Partial,

    /// <summary>It cannot be done; trying again would not help.</summary>
    Failed,

    /// <summary>Somebody cancelled it.</summary>
    Cancelled,

    /// <summary>It was tried as often as it may be, and what stood in its way was still there.</summary>
    Dead,
}

/// <summary>How far a job is.</summary>
/// <param name="Done">How much is done.</param>
/// <param name="Total">How much there is; 0 where unknown.</param>
/// <param name="Unit">What is counted: <c>bytes</c>, <c>documents</c>, <c>pages</c>, <c>passages</c>.</param>
public sealed record JobProgress(long Done, long Total, string Unit);

/// <summary>Why a job did not do what it should.</summary>
/// <param name="Step">Where: <c>fetch</c>, <c>read</c>, <c>structurize</c>, <c>store</c>, <c>index</c>, <c>embed</c>.</param>
/// <param name="Code">Short snake_case name.</param>
/// <param name="Message">One line for a person.</param>
public sealed record JobError(string Step, string Code, string Message);

/// <summary>A job to be queued.</summary>
public sealed record NewJob
{
    /// <summary>What kind of work it is: <c>ingest</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The collection that it writes to.</summary>
    public required string Collection { get; init; }

    /// <summary>Name of the principal that asked for it.</summary>
    public required string Client { get; init; }

    /// <summary>What is to be done, in the form that its kind understands.</summary>
    public required JsonElement Payload { get; init; }

    /// <summary>The caller's name for this request: the same client's same key gives the same job; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Hash of the request; the same key with another hash is refused.</summary>
    public string? RequestHash { get; init; }

    /// <summary>How often it is tried.</summary>
    /// <value>5</value>
    public int MostAttempts { get; init; } = 5;
}

/// <summary>A job as the store knows it.</summary>
public sealed record Job
{
    /// <summary>Its id: sortable by age, not to be guessed.</summary>
    public required string Id { get; init; }

    /// <inheritdoc cref="NewJob.Kind"/>
    public required string Kind { get; init; }

    /// <inheritdoc cref="NewJob.Collection"/>
    public required string Collection { get; init; }

    /// <inheritdoc cref="NewJob.Client"/>
    public required string Client { get; init; }

    /// <inheritdoc cref="NewJob.Payload"/>
    public required JsonElement Payload { get; init; }

    /// <summary>Where it stands.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>What is being done; null before it began.</summary>
    public string? Step { get; init; }

    /// <summary>How far it is; null where nothing is known.</summary>
    public JobProgress? Progress { get; init; }

    /// <summary>How often it was begun.</summary>
    public required int Attempts { get; init; }

    /// <inheritdoc cref="NewJob.MostAttempts"/>
    public required int MostAttempts { get; init; }

    /// <summary>Why it failed, or why its last try did; null where nothing did.</summary>
    public JobError? Error { get; init; }

    /// <summary>What it did, in the form of its kind; null before its end.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Whether somebody asked for it to stop.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>When it was queued, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last try began; null before the first.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Before this time it is not tried again; null where it may be at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Whether it has ended.</summary>
    public bool IsOver => Status is not (JobStatus.Queued or JobStatus.Running);
}

/// <summary>How the queue is.</summary>
/// <param name="Queued">Jobs that wait.</param>
/// <param name="Running">Jobs that are worked at.</param>
/// <param name="Failed">Jobs that failed or died.</param>
/// <param name="OldestQueued">When the oldest waiting job was queued; null where none waits.</param>
public sealed record JobStatistics(long Queued, long Running, long Failed, DateTimeOffset? OldestQueued);

/// <summary>What was noted of a deletion.</summary>
/// <param name="LastJob">The last job that must not store the documents; null where no job could.</param>
/// <param name="Before">Each document with the job that stood for it before; null where none did. Empty where nothing was noted.</param>
public sealed record DeletionNote(string? LastJob, IReadOnlyDictionary<DocumentId, string?> Before);

/// <summary>
/// The queue of jobs. It survives a restart: a job whose worker died is claimed again once its lease has run out, and ends in <see cref="JobStatus.Dead"/> when it was tried often enough. Thread-safe.
/// </summary>
/// <remarks>Throws <see cref="LongRagException"/> (<c>store_unreachable</c>, <c>disk_full</c>, <c>newer_schema</c>).</remarks>
public interface IJobStore : IAsyncDisposable
{
    /// <summary>Queues a job, or finds the one that the same client queued under the same key.</summary>
    /// <exception cref="LongRagException"><c>idempotency_conflict</c>: the key was used for another request; <c>queue_full</c>.</exception>
    Task<(Job Job, bool IsNew)> EnqueueAsync(NewJob job, CancellationToken cancellationToken = default);

    /// <summary>The job of that id, or null.</summary>
    Task<Job?> FindAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Jobs, newest first.</summary>
    /// <param name="collection">Only of this collection; null for all.</param>
    /// <param name="status">Only these; null for all.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="before">Only jobs older than the one of this id; null for the newest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<Job>> ListAsync(string? collection = null, JobStatus? status = null, int limit = 50, string? before = null, CancellationToken cancellationToken = default);

    /// <summary>Takes the oldest job that may be tried now: a queued one, or one whose worker's lease has run out. A job that was tried often enough becomes <see cref="JobStatus.Dead"/> instead. Null where there is none.</summary>
    /// <param name="worker">Who takes it.</param>
    /// <param name="lease">For how long it is the worker's without a report.</param>
    /// <param name="except">Collections whose jobs are left alone.</param>
    /// <param name="inHand">Jobs that the worker works at, which it keeps: the lease of one may have run out while the machine slept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Job?> ClaimAsync(string worker, TimeSpan lease, IReadOnlyCollection<string> except, IReadOnlyCollection<string> inHand, CancellationToken cancellationToken = default);

    /// <summary>Tells how far a claimed job is, and renews the lease.</summary>
    /// <returns>The job as it is now; null where it is no longer the worker's, which must then stop.</returns>
    Task<Job?> ReportAsync(string id, string worker, TimeSpan lease, string step, JobProgress? progress, CancellationToken cancellationToken = default);

    /// <summary>Ends a claimed job; false where it is no longer the worker's.</summary>
    Task<bool> FinishAsync(string id, string worker, JobStatus status, JobError? error, JsonElement? result, CancellationToken cancellationToken = default);

    /// <summary>Gives a claimed job back, to be tried again; it becomes <see cref="JobStatus.Dead"/> where it was tried often enough.</summary>
    /// <param name="id">The job.</param>
    /// <param name="worker">Who has it.</param>
    /// <param name="error">What stood in its way; null where the worker only stops, which does not count as an attempt.</param>
    /// <param name="notBefore">When it may be tried again; null for at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<bool> ReleaseAsync(string id, string worker, JobError? error, DateTimeOffset? notBefore, CancellationToken cancellationToken = default);

    /// <summary>Gives back all jobs that run in the name of anybody but <paramref name="worker"/>, without waiting for their leases: for a process that knows itself to be the only one.</summary>
    Task<int> RecoverAsync(string worker, CancellationToken cancellationToken = default);

    /// <summary>Asks for a job to stop: a queued one is cancelled at once, a running one is told by its next report.</summary>
    /// <returns>The job as it is now; null where there is none.</returns>
    Task<Job?> CancelAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Queues a job again that is over and did not succeed, with fresh attempts.</summary>
    /// <returns>The job as it is now, unchanged where it succeeded or is not over; null where there is none.</returns>
    Task<Job?> RetryAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Removes jobs that ended before a time; returns their ids.</summary>
    Task<IReadOnlyList<string>> DeleteEndedAsync(DateTimeOffset before, CancellationToken cancellationToken = default);

    /// <summary>Remembers that documents are deleted: the jobs of their collection that are queued now, run, or could be tried again must not store them any more. Later jobs may.</summary>
    /// <returns>What was noted, for <see cref="TakeBackDeletionAsync"/>.</returns>
    Task<DeletionNote> NoteDeletionAsync(string collection, IReadOnlyCollection<DocumentId> documents, CancellationToken cancellationToken = default);

    /// <summary>Takes back what was noted of documents that were not deleted after all: what was noted of them before holds again. Does nothing where another deletion was noted since.</summary>
    /// <param name="note">What was noted.</param>
    /// <param name="documents">Those of its documents that are still there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task TakeBackDeletionAsync(DeletionNote note, IReadOnlyCollection<DocumentId> documents, CancellationToken cancellationToken = default);

    /// <summary>Which of the documents were deleted after a job was queued, which must not store them.</summary>
    Task<IReadOnlySet<DocumentId>> DeletedSinceAsync(string job, IReadOnlyCollection<DocumentId> documents, CancellationToken cancellationToken = default);

    /// <summary>All jobs of a collection that are queued or run, oldest first.</summary>
    Task<IReadOnlyList<Job>> ListUnfinishedAsync(string collection, CancellationToken cancellationToken = default);

    /// <summary>How the queue is.</summary>
    Task<JobStatistics> MeasureAsync(CancellationToken cancellationToken = default);
}
