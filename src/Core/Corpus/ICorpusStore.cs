namespace LongRag;

/// <summary>
/// The truth of a corpus: collections, documents, sections, passages and the history that indexes follow. SQLite and PostgreSQL ship.
/// </summary>
/// <remarks>
/// Thread-safe for reading; writes of one instance queue. A document is written in one transaction, whole or not at all. Deleting or replacing leaves no orphan.
/// Every method throws <see cref="OperationCanceledException"/> when its token is cancelled and <see cref="LongRagException"/> where the environment fails
/// (<c>disk_full</c>, <c>newer_schema</c>, <c>store_unreachable</c>, <c>locked</c>).
/// </remarks>
public interface ICorpusStore : IAsyncDisposable
{
    /// <summary>All collections, by name.</summary>
    Task<IReadOnlyList<Collection>> ListCollectionsAsync(CancellationToken cancellationToken = default);

    /// <summary>The collection of that name, or null.</summary>
    Task<Collection?> FindCollectionAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Creates the collection or replaces its settings.</summary>
    Task SaveCollectionAsync(Collection collection, CancellationToken cancellationToken = default);

    /// <summary>Deletes a collection with all its documents; false where there was none.</summary>
    Task<bool> DeleteCollectionAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>How much a collection holds. Takes no longer for a large one.</summary>
    Task<CollectionSize> MeasureAsync(string collection, CancellationToken cancellationToken = default);

    /// <summary>Adds or replaces documents in one transaction. Their collections must exist. A source that appears twice in one batch is an <see cref="ArgumentException"/>.</summary>
    Task<SaveResult> SaveAsync(IReadOnlyList<CorpusEntry> entries, CancellationToken cancellationToken = default);

    /// <summary>Deletes documents in one transaction; returns how many were there.</summary>
    Task<int> DeleteAsync(string collection, IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default);

    /// <summary>Content hashes of the documents among <paramref name="documents"/> that are stored.</summary>
    Task<IReadOnlyDictionary<DocumentId, string>> HashesAsync(IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default);

    /// <summary>The document of that id, whole, or null.</summary>
    Task<Document?> FindDocumentAsync(DocumentId id, CancellationToken cancellationToken = default);

    /// <summary>A part of a document's text; null where it is not stored. Parts beyond the end are left out. Reads that part, not the text around it.</summary>
    /// <param name="id">Which document.</param>
    /// <param name="start">Where the part begins, in UTF-16 code units.</param>
    /// <param name="end">Where it ends, exclusive.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="start"/> is negative, or <paramref name="end"/> lies before it.</exception>
    Task<StoredText?> ReadTextAsync(DocumentId id, int start, int end, CancellationToken cancellationToken = default);

    /// <summary>How a document's text is laid out, without the text; null where it is not stored.</summary>
    Task<StoredTextLayout?> FindLayoutAsync(DocumentId id, CancellationToken cancellationToken = default);

    /// <summary>A document's sections and how many passages each has; null where it is not stored. Does not read the text.</summary>
    Task<StoredOutline?> FindOutlineAsync(DocumentId id, CancellationToken cancellationToken = default);

    /// <summary>Documents of the collection whose source equals <paramref name="reference"/> or whose id begins with it (at least 4 characters); at most <paramref name="limit"/>, an equal source or id first.</summary>
    Task<IReadOnlyList<DocumentSummary>> ResolveAsync(string collection, string reference, int limit = 3, CancellationToken cancellationToken = default);

    /// <summary>Summaries of a collection's documents, by source (order of its UTF-8 bytes, which is ordinal order but for characters beyond U+FFFF). Streams; does not hold them all.</summary>
    IAsyncEnumerable<DocumentSummary> ListDocumentsAsync(string collection, CancellationToken cancellationToken = default);

    /// <summary>The first summaries of a collection's documents after a source, in the order of <see cref="ListDocumentsAsync"/>. What lies before and behind them is not read.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="after">The last source of the page before, whether or not it is still stored; null for the first page.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<DocumentSummary>> PageOfDocumentsAsync(string collection, string? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Summaries of the given documents; those not stored are left out.</summary>
    Task<IReadOnlyDictionary<DocumentId, DocumentSummary>> SummariesAsync(IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default);

    /// <summary>All passages of a document, by ordinal; empty where it is not stored.</summary>
    Task<IReadOnlyList<Passage>> PassagesOfAsync(DocumentId document, CancellationToken cancellationToken = default);

    /// <summary>The passages of a document from an ordinal on, by ordinal; empty where there are none. Reads the text of those alone.</summary>
    /// <param name="document">The document.</param>
    /// <param name="from">The first ordinal.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<Passage>> PageOfPassagesAsync(DocumentId document, int from, int limit, CancellationToken cancellationToken = default);

    /// <summary>The given passages with their documents' summaries; those not stored are left out. Order is not kept.</summary>
    Task<IReadOnlyList<StoredPassage>> PassagesAsync(IReadOnlyList<PassageId> passages, CancellationToken cancellationToken = default);

    /// <summary>The ids of all passages of a collection, for comparing an index with the store. Streams.</summary>
    IAsyncEnumerable<PassageId> ListPassageIdsAsync(string collection, CancellationToken cancellationToken = default);

    /// <summary>Position of the last change in the whole corpus; 0 for an empty history.</summary>
    Task<long> PositionAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Changes of one collection after <paramref name="after"/>, oldest first, up to the position that the corpus had when the call began. Streams whole documents one by one in bounded memory.
    /// A position is seen only when all smaller ones are, so a reader that stores the last position it saw misses nothing.
    /// </summary>
    IAsyncEnumerable<CorpusChange> ReadChangesAsync(string collection, long after, CancellationToken cancellationToken = default);
}

/// <summary>A passage with what is known of its document.</summary>
public sealed record StoredPassage(Passage Passage, DocumentSummary Document);

/// <summary>A part of a document's text.</summary>
/// <param name="Document">What is known of the document at that moment.</param>
/// <param name="Span">Where the part stands in the text.</param>
/// <param name="Text">The part.</param>
public sealed record StoredText(DocumentSummary Document, TextSpan Span, string Text);

/// <summary>How a document's text is laid out: what must be known to find a byte of its UTF-8 without reading all of it.</summary>
/// <param name="Document">What is known of the document at that moment.</param>
/// <param name="Pieces">Pieces that touch, in order, and make the text. None cuts a surrogate pair.</param>
public sealed record StoredTextLayout(DocumentSummary Document, IReadOnlyList<TextPiece> Pieces);

/// <summary>A piece of a text.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Bytes">Its length in UTF-8.</param>
public readonly record struct TextPiece(TextSpan Span, int Bytes);

/// <summary>The tree of a stored document.</summary>
/// <param name="Document">What is known of the document at that moment.</param>
/// <param name="Sections">As <see cref="Document.Sections"/>.</param>
/// <param name="PageStarts">As <see cref="Document.PageStarts"/>.</param>
/// <param name="Passages">How many passages stand in a section, by its ordinal, those below it not counted; sections without any are left out.</param>
public sealed record StoredOutline(DocumentSummary Document, IReadOnlyList<Section> Sections, IReadOnlyList<int> PageStarts, IReadOnlyDictionary<int, int> Passages);
