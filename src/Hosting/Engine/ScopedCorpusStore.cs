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

    public async Task<Document?> FindDocumentAsync(DocumentId id, CancellationToken cancellationToken = default)
    {
        if (principal.Collections is not null && (await SummariesAsync([id], cancellationToken)).Count == 0) return null;
        return await store.FindDocumentAsync(id, cancellationToken);
    }

    public Task<IReadOnlyList<DocumentSummary>> ResolveAsync(string collection, string reference, int limit = 3, CancellationToken cancellationToken = default) =>
        Checked(AccessRight.Read, collection).ResolveAsync(collection, reference, limit, cancellationToken);

    public IAsyncEnumerable<DocumentSummary> ListDocumentsAsync(string collection, CancellationToken cancellationToken = default) => Checked(AccessRight.Read, collection).ListDocumentsAsync(collection, cancellationToken);

    public async Task<IReadOnlyDictionary<DocumentId, DocumentSummary>> SummariesAsync(IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default)
    {
        var found = await store.SummariesAsync(documents, cancellationToken);
        return principal.Collections is null ? found : found.Where(pair => principal.MaySee(pair.Value.Collection)).ToDictionary();
    }

    public async Task<IReadOnlyList<Passage>> PassagesOfAsync(DocumentId document, CancellationToken cancellationToken = default) =>
        principal.Collections is not null && (await SummariesAsync([document], cancellationToken)).Count == 0 ? [] : await store.PassagesOfAsync(document, cancellationToken);

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

    private ICorpusStore Checked(AccessRight right, string collection)
    {
        Access.Require(principal, right, collection);
        return store;
    }
}
