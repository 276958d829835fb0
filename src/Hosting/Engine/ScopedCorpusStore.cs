using System.Runtime.CompilerServices;

namespace LongRag.Hosting;

/// <summary>The store as one principal sees it: collections and documents that it may not see are not there, and it writes only where it may.</summary>
internal sealed class ScopedCorpusStore(ICorpusStore store, Principal principal) : ICorpusStore
{
    public async Task<IReadOnlyList<Collection>> ListCollectionsAsync(CancellationToken cancellationToken = default) =>
        [.. (await store.ListCollectionsAsync(cancellationToken)).Where(collection => principal.MaySee(collection.Name))];

    public Task<Collection?> FindCollectionAsync(string name, CancellationToken cancellationToken = default) =>
        principal.MaySee(name) ? store.FindCollectionAsync(name, cancellationToken) : Task.FromResult<Collection?>(null);

    public Task SaveCollectionAsync(Collection collection, CancellationToken cancellationToken = default) => Checked(AccessRight.Admin, collection.Name).SaveCollectionAsync(collection, cancellationToken);

    public Task<bool> DeleteCollectionAsync(string name, CancellationToken cancellationToken = default) => Checked(AccessRight.Admin, name).DeleteCollectionAsync(name, cancellationToken);

    public Task<CollectionSize> MeasureAsync(string collection, CancellationToken cancellationToken = default) => Checked(AccessRight.Read, collection).MeasureAsync(collection, cancellationToken);

    public Task<SaveResult> SaveAsync(IReadOnlyList<CorpusEntry> entries, CancellationToken cancellationToken = default)
    {
        foreach (var entry in entries) Checked(AccessRight.Write, entry.Document.Collection);
        return store.SaveAsync(entries, cancellationToken);
    }

    public Task<int> DeleteAsync(string collection, IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default) => Checked(AccessRight.Write, collection).DeleteAsync(collection, documents, cancellationToken);

    public async Task<IReadOnlyDictionary<DocumentId, string>> HashesAsync(IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default)
    {
        var hashes = await store.HashesAsync(documents, cancellationToken);
        if (principal.Collections is null) return hashes;
        var seen = await SummariesAsync([.. hashes.Keys], cancellationToken);
        return hashes.Where(pair => seen.ContainsKey(pair.Key)).ToDictionary();
    }

    public async Task<Document?> FindDocumentAsync(DocumentId id, CancellationToken cancellationToken = default) => await SeesAsync(id, cancellationToken) ? await store.FindDocumentAsync(id, cancellationToken) : null;

    public async Task<StoredText?> ReadTextAsync(DocumentId id, int start, int end, CancellationToken cancellationToken = default) =>
        await SeesAsync(id, cancellationToken) ? await store.ReadTextAsync(id, start, end, cancellationToken) : null;

    public async Task<StoredTextLayout?> FindLayoutAsync(DocumentId id, CancellationToken cancellationToken = default) => await SeesAsync(id, cancellationToken) ? await store.FindLayoutAsync(id, cancellationToken) : null;

    public async Task<StoredOutline?> FindOutlineAsync(DocumentId id, CancellationToken cancellationToken = default) => await SeesAsync(id, cancellationToken) ? await store.FindOutlineAsync(id, cancellationToken) : null;

    public Task<IReadOnlyList<DocumentSummary>> ResolveAsync(string collection, string reference, int limit = 3, CancellationToken cancellationToken = default) =>
        Checked(AccessRight.Read, collection).ResolveAsync(collection, reference, limit, cancellationToken);

    public IAsyncEnumerable<DocumentSummary> ListDocumentsAsync(string collection, CancellationToken cancellationToken = default) => Checked(AccessRight.Read, collection).ListDocumentsAsync(collection, cancellationToken);

    public Task<IReadOnlyList<DocumentSummary>> PageOfDocumentsAsync(string collection, string? after, int limit, CancellationToken cancellationToken = default) =>
        Checked(AccessRight.Read, collection).PageOfDocumentsAsync(collection, after, limit, cancellationToken);

    public async Task<IReadOnlyDictionary<DocumentId, DocumentSummary>> SummariesAsync(IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default)
    {
        var found = await store.SummariesAsync(documents, cancellationToken);
        return principal.Collections is null ? found : found.Where(pair => principal.MaySee(pair.Value.Collection)).ToDictionary();
    }

    public async Task<IReadOnlyList<Passage>> PassagesOfAsync(DocumentId document, CancellationToken cancellationToken = default) =>
        await SeesAsync(document, cancellationToken) ? await store.PassagesOfAsync(document, cancellationToken) : [];

    public async Task<IReadOnlyList<Passage>> PageOfPassagesAsync(DocumentId document, int from, int limit, CancellationToken cancellationToken = default) =>
        await SeesAsync(document, cancellationToken) ? await store.PageOfPassagesAsync(document, from, limit, cancellationToken) : [];

    public async Task<IReadOnlyList<StoredPassage>> PassagesAsync(IReadOnlyList<PassageId> passages, CancellationToken cancellationToken = default)
    {
        var found = await store.PassagesAsync(passages, cancellationToken);
        return principal.Collections is null ? found : [.. found.Where(passage => principal.MaySee(passage.Document.Collection))];
    }

    public IAsyncEnumerable<PassageId> ListPassageIdsAsync(string collection, CancellationToken cancellationToken = default) => Checked(AccessRight.Read, collection).ListPassageIdsAsync(collection, cancellationToken);

    public Task<long> PositionAsync(CancellationToken cancellationToken = default) => store.PositionAsync(cancellationToken);

    public async IAsyncEnumerable<CorpusChange> ReadChangesAsync(string collection, long after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var change in Checked(AccessRight.Read, collection).ReadChangesAsync(collection, after, cancellationToken)) yield return change;
    }

    /// <summary>The store belongs to the engine.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<bool> SeesAsync(DocumentId document, CancellationToken cancellationToken) => principal.Collections is null || (await SummariesAsync([document], cancellationToken)).Count > 0;

    private ICorpusStore Checked(AccessRight right, string collection)
    {
        Access.Require(principal, right, collection);
        return store;
    }
}
