using System.Text.Json;

namespace LongRag;

/// <summary>A collection to be created, or what is to be changed of one.</summary>
/// <param name="Name">Its name; null, or the name it has, where one is changed.</param>
/// <param name="Language">Language of its text (ISO 639-1); null for <c>en</c>, or as it is.</param>
/// <param name="PassageTokens">Token budget of a passage, 16 to 8,192; null for the configured one, or as it is. It counts for documents stored from then on.</param>
public sealed record CollectionChange(string? Name, string? Language, int? PassageTokens);

/// <summary>A page of a longer list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">This page.</param>
/// <param name="NextCursor">What to ask with for the next page; null at the end.</param>
/// <param name="Total">How many there are in all, on every page together; null where they are not counted, as jobs are not.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Items, string? NextCursor, long? Total);

/// <summary>A passage of a document.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Ordinal">Its place, from 0.</param>
/// <param name="SectionPath">Headings above it.</param>
/// <param name="PageStart">First page, from 1; null where the source has no pages.</param>
/// <param name="PageEnd">Last page.</param>
/// <param name="StartChar">Where it begins.</param>
/// <param name="EndChar">Where it ends, exclusive.</param>
/// <param name="Text">Its text.</param>
public sealed record PassageInfo(string Id, int Ordinal, IReadOnlyList<string> SectionPath, int? PageStart, int? PageEnd, int StartChar, int EndChar, string Text);

/// <summary>A job as its caller sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What kind of work it is.</param>
/// <param name="Collection">The collection that it writes to.</param>
/// <param name="Status"><c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>partial</c>, <c>failed</c>, <c>cancelled</c> or <c>dead</c>.</param>
/// <param name="Step">What is being done.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="EtaS">Seconds left by estimate; null where nothing is known.</param>
/// <param name="Attempts">How often it was begun.</param>
/// <param name="MostAttempts">How often it is tried.</param>
/// <param name="Error">Why it failed, or why its last try did.</param>
/// <param name="Documents">The documents it is about, where their number is known beforehand.</param>
/// <param name="Result">What it did: counts, and the sources that failed with step, code and message.</param>
/// <param name="CancelRequested">Whether somebody asked for it to stop.</param>
/// <param name="CreatedAt">When it was queued.</param>
/// <param name="StartedAt">When its last try began.</param>
/// <param name="FinishedAt">When it ended.</param>
public sealed record JobInfo(
    string Id, string Kind, string Collection, string Status, string? Step, JobProgress? Progress, double? EtaS, int Attempts, int MostAttempts, JobError? Error, IReadOnlyList<JobDocument> Documents,
    JobResult? Result, bool CancelRequested, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);

/// <summary>A document that a job is about.</summary>
/// <param name="DocumentId">Its id; null for a file of records, which become documents under keys of their own.</param>
/// <param name="Source">What it, or the file of records, is known by.</param>
public sealed record JobDocument(string? DocumentId, string Source);

/// <summary>What an ingest did.</summary>
/// <param name="Added">Documents that were not there before.</param>
/// <param name="Changed">Documents replaced.</param>
/// <param name="Unchanged">Documents found as they were.</param>
/// <param name="Passages">Passages of those added and changed.</param>
/// <param name="Failed">What could not be read, the first 100.</param>
/// <param name="Warnings">What was read with a remark, and what was left out, the first 100.</param>
/// <param name="Skipped">Documents that were not stored because they were deleted after the job was accepted (<c>document_deleted</c> among the warnings).</param>
public sealed record JobResult(int Added, int Changed, int Unchanged, long Passages, IReadOnlyList<JobIssue> Failed, IReadOnlyList<JobIssue> Warnings, int Skipped = 0);

/// <summary>What is wrong with one source.</summary>
/// <param name="Source">Which.</param>
/// <param name="Step">Where.</param>
/// <param name="Code">Short snake_case name.</param>
/// <param name="Message">One line for a person.</param>
public sealed record JobIssue(string Source, string Step, string Code, string Message);

/// <summary>An upload that was taken.</summary>
/// <param name="JobId">The job that reads it.</param>
/// <param name="DocumentId">The document, where it is one; null for several.</param>
/// <param name="StatusUrl">Where the job can be seen.</param>
/// <param name="Documents">The documents it is about.</param>
public sealed record AcceptedUpload(string JobId, string? DocumentId, string StatusUrl, IReadOnlyList<JobDocument> Documents);

/// <summary>What is to be read, beside the bytes.</summary>
public sealed record UploadOptions
{
    /// <summary>Named values for every document: strings, numbers, booleans, and arrays of those.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Labels for every document.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary><c>upsert</c>: add and replace; <c>skip-existing</c>: only add.</summary>
    public string Mode { get; init; } = "upsert";

    /// <summary>The caller's name for this request: the same again gives the same job.</summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>What runs here.</summary>
/// <param name="Version">Of the program.</param>
/// <param name="Storage"><c>sqlite</c> or <c>postgres</c>.</param>
/// <param name="Retrievers">Names that <c>retriever</c> takes; the first is used where none is named.</param>
/// <param name="Rerankers">Names that <c>reranker</c> takes.</param>
/// <param name="Generators">Names that <c>generator</c> takes; the first is used where none is named.</param>
/// <param name="Encoder">The encoder; null for none.</param>
/// <param name="Principal">Who asks.</param>
/// <param name="Right">What it may do: <c>read</c>, <c>write</c> or <c>admin</c>.</param>
public sealed record ServiceInfo(
    string Version, string Storage, IReadOnlyList<string> Retrievers, IReadOnlyList<string> Rerankers, IReadOnlyList<string> Generators, string? Encoder, string Principal, string Right);
