namespace LongRag;

/// <summary>
/// What LongRag does for one caller: search, answers, documents, reranking. The same in this process and over HTTP; the caller's rights are enforced behind it,
/// and what the caller may not see does not exist for it. Thread-safe.
/// </summary>
/// <remarks>
/// Every method throws <see cref="LongRagException"/>: <c>no_such_collection</c>, <c>no_such_document</c> (also where the caller may not see them), <c>forbidden</c> where it may
/// read but not write, <c>bad_argument</c>, <c>bad_filter</c>, <c>busy</c> (try again later), <c>store_unreachable</c>; and <see cref="OperationCanceledException"/>.
/// </remarks>
public interface ILongRag
{
    /// <summary>The collections that the caller may read, by name.</summary>
    Task<IReadOnlyList<CollectionInfo>> ListCollectionsAsync(CancellationToken cancellationToken = default);

    /// <summary>Passages, or the sections or documents they stand in, for a question.</summary>
    Task<SearchResponse> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default);

    /// <summary>An answer whose every citation was checked.</summary>
    Task<AskResponse> AskAsync(AskRequest request, CancellationToken cancellationToken = default);

    /// <summary>The same, piece by piece; <see cref="AskEvent.Final"/> is the last and is what holds.</summary>
    IAsyncEnumerable<AskEvent> AskStreamAsync(AskRequest request, CancellationToken cancellationToken = default);

    /// <summary>What is known of a document.</summary>
    Task<DocumentInfo> GetDocumentAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>A document's text, or the part of it between two offsets (UTF-16 code units; parts beyond the end are left out). A character of two units is not torn: it is in the part that holds its second, and the offsets given back say so.</summary>
    Task<DocumentText> ReadDocumentAsync(string id, int? start = null, int? end = null, CancellationToken cancellationToken = default);

    /// <summary>A document's tree of sections.</summary>
    Task<DocumentOutline> GetOutlineAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Texts in the order in which they answer a question; every one of them is scored.</summary>
    Task<RerankResponse> RerankAsync(RerankRequest request, CancellationToken cancellationToken = default);

    /// <summary>Stores a text as a document, under its source; returns when it can be found.</summary>
    Task<SavedText> SaveTextAsync(SaveTextRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes a document, also from every index, before it returns.</summary>
    Task DeleteDocumentAsync(string id, CancellationToken cancellationToken = default);
}
