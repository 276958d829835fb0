namespace LongRag;

/// <summary>All that a service offers one caller: what <see cref="ILongRag"/> does, and the care of collections, uploads and jobs. Thread-safe.</summary>
/// <remarks>
/// Codes beside those of <see cref="ILongRag"/>: <c>collection_exists</c>, <c>bad_collection_name</c>, <c>unknown_language</c>, <c>no_such_job</c>, <c>queue_full</c>, <c>idempotency_conflict</c>,
/// <c>upload_too_large</c>, <c>disk_full</c>.
/// </remarks>
public interface IManagedLongRag : ILongRag
{
    /// <summary>Who asks.</summary>
    Principal Principal { get; }

    /// <summary>What runs here.</summary>
    ServiceInfo Info();

    /// <summary>One collection.</summary>
    Task<CollectionInfo> GetCollectionAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Creates a collection.</summary>
    Task<CollectionInfo> CreateCollectionAsync(CollectionChange settings, CancellationToken cancellationToken = default);

    /// <summary>Changes a collection's settings.</summary>
    Task<CollectionInfo> ChangeCollectionAsync(string name, CollectionChange settings, CancellationToken cancellationToken = default);

    /// <summary>Deletes a collection with its documents and indexes, before it returns.</summary>
    Task DeleteCollectionAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>A page of a collection's documents, by source.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="limit">At most this many, 1 to 1,000.</param>
    /// <param name="cursor">What the page before gave; null for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ListPage<DocumentInfo>> ListDocumentsAsync(string collection, int limit, string? cursor, CancellationToken cancellationToken = default);

    /// <summary>A document's text, or the part of it between two offsets, as a stream of UTF-8 that can be sought: what is not read from it is not read from the store. It throws <c>document_changed</c> where the document is replaced or deleted meanwhile.</summary>
    /// <param name="id">The document.</param>
    /// <param name="start">Where the part begins, in UTF-16 code units; null for the beginning.</param>
    /// <param name="end">Where it ends, exclusive; null for the end. Parts beyond the end are left out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<OpenText> OpenTextAsync(string id, int? start = null, int? end = null, CancellationToken cancellationToken = default);

    /// <summary>A page of a document's passages, in order.</summary>
    Task<ListPage<PassageInfo>> ListPassagesAsync(string id, int limit, string? cursor, CancellationToken cancellationToken = default);

    /// <summary>An empty upload to write files into.</summary>
    Task<IUpload> BeginUploadAsync(string collection, CancellationToken cancellationToken = default);

    /// <summary>The job that will fetch a page from the web and read it; refused where the configuration does not allow it (<c>url_not_allowed</c>).</summary>
    Task<AcceptedUpload> IngestUrlAsync(string collection, Uri url, string? source, UploadOptions options, CancellationToken cancellationToken = default);

    /// <summary>A job.</summary>
    Task<JobInfo> GetJobAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>A job's states, the present one first, until it is over.</summary>
    IAsyncEnumerable<JobInfo> WatchJobAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>A page of jobs of the collections that the caller may see, newest first.</summary>
    /// <param name="collection">Only its jobs; null for all.</param>
    /// <param name="status">Only those in this status, as <see cref="JobInfo.Status"/> names it; null for all.</param>
    /// <param name="limit">At most this many, 1 to 1,000.</param>
    /// <param name="cursor">What the page before gave; null for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LongRagException"><c>bad_argument</c>: there is no such status.</exception>
    Task<ListPage<JobInfo>> ListJobsAsync(string? collection, string? status, int limit, string? cursor, CancellationToken cancellationToken = default);

    /// <summary>Asks for a job to stop.</summary>
    Task<JobInfo> CancelJobAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Queues a job again that did not succeed.</summary>
    Task<JobInfo> RetryJobAsync(string id, CancellationToken cancellationToken = default);
}

/// <summary>Files on their way into a collection. They lie on the disk under names of our own; what is not committed is gone when this is disposed. One user at a time.</summary>
public interface IUpload : IAsyncDisposable
{
    /// <summary>Writes a file.</summary>
    /// <param name="source">What its document will be known by; never a path of this machine.</param>
    /// <param name="mediaType">As the client names it; null where it does not. The bytes and the ending of <paramref name="source"/> count first.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="cancellationToken">Gives up; nothing stays.</param>
    /// <exception cref="LongRagException"><c>upload_too_large</c>, <c>disk_full</c>, <c>bad_argument</c> (an empty or endless source, one that came already).</exception>
    Task AddAsync(string source, string? mediaType, Stream content, CancellationToken cancellationToken = default);

    /// <summary>Queues the job that reads them.</summary>
    Task<AcceptedUpload> CommitAsync(UploadOptions options, CancellationToken cancellationToken = default);

    /// <summary>Queues the job that replaces a document by the one file, under the same id; null where its content is what is stored.</summary>
    Task<AcceptedUpload?> CommitReplacementAsync(string id, UploadOptions options, CancellationToken cancellationToken = default);
}
