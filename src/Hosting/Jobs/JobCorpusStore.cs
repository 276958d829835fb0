namespace LongRag.Hosting;

/// <summary>The store as one job writes to it: what was deleted after the job was queued is not stored, and what is stored is counted.</summary>
internal sealed class JobCorpusStore(ICorpusStore store, DocumentGate gate, string job) : ICorpusStore
{
    private readonly List<string> _deleted = [];

    /// <summary>The engine's store as a job writes to it; nothing to be disposed.</summary>
    public static JobCorpusStore Of(LongRagEngine engine, Job job) => new(engine.Store, engine.Gate, job.Id);

    public int Added { get; private set; }

    public int Changed { get; private set; }

    /// <summary>Passages of those added and changed.</summary>
    public long Passages { get; private set; }

    /// <summary>Sources of the documents that were left out. To be read when the job writes no more.</summary>
    public IReadOnlyList<string> Deleted => _deleted;

    /// <summary>Called by one at a time.</summary>
    public async Task<SaveResult> SaveAsync(IReadOnlyList<CorpusEntry> entries, CancellationToken cancellationToken = default)
    {
        var (result, deleted) = await gate.SaveAsync(job, entries, cancellationToken);
        for (var i = 0; i < entries.Count; i++)
        {
            if (deleted.Contains(entries[i].Document.Id)) _deleted.Add(entries[i].Document.Source);
            else if (result.Outcomes[i] is not SaveOutcome.Unchanged) Passages += entries[i].Passages.Count;
        }

        Added += result.Outcomes.Count(outcome => outcome is SaveOutcome.Added);
        Changed += result.Outcomes.Count(outcome => outcome is SaveOutcome.Changed);
        return result;
    }

    public Task<IReadOnlyList<Collection>> ListCollectionsAsync(CancellationToken cancellationToken = default) => store.ListCollectionsAsync(cancellationToken);

    public Task<Collection?> FindCollectionAsync(string name, CancellationToken cancellationToken = default) => store.FindCollectionAsync(name, cancellationToken);

    public Task SaveCollectionAsync(Collection collection, CancellationToken cancellationToken = default) => store.SaveCollectionAsync(collection, cancellationToken);

    public Task<bool> DeleteCollectionAsync(string name, CancellationToken cancellationToken = default) => store.DeleteCollectionAsync(name, cancellationToken);

    public Task<CollectionSize> MeasureAsync(string collection, CancellationToken cancellationToken = default) => store.MeasureAsync(collection, cancellationToken);

    public Task<int> DeleteAsync(string collection, IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default) => store.DeleteAsync(collection, documents, cancellationToken);

    public Task<IReadOnlyDictionary<DocumentId, string>> HashesAsync(IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default) => store.HashesAsync(documents, cancellationToken);

    public Task<Document?> FindDocumentAsync(DocumentId id, CancellationToken cancellationToken = default) => store.FindDocumentAsync(id, cancellationToken);

    public Task<StoredText?> ReadTextAsync(DocumentId id, int start, int end, CancellationToken cancellationToken = default) => store.ReadTextAsync(id, start, end, cancellationToken);

    public Task<StoredTextLayout?> FindLayoutAsync(DocumentId id, CancellationToken cancellationToken = default) => store.FindLayoutAsync(id, cancellationToken);

    public Task<StoredOutline?> FindOutlineAsync(DocumentId id, CancellationToken cancellationToken = default) => store.FindOutlineAsync(id, cancellationToken);

    public Task<IReadOnlyList<DocumentSummary>> ResolveAsync(string collection, string reference, int limit = 3, CancellationToken cancellationToken = default) =>
        store.ResolveAsync(collection, reference, limit, cancellationToken);

    public IAsyncEnumerable<DocumentSummary> ListDocumentsAsync(string collection, CancellationToken cancellationToken = default) => store.ListDocumentsAsync(collection, cancellationToken);

    public Task<IReadOnlyList<DocumentSummary>> PageOfDocumentsAsync(string collection, string? after, int limit, CancellationToken cancellationToken = default) =>
        store.PageOfDocumentsAsync(collection, after, limit, cancellationToken);

    public Task<IReadOnlyDictionary<DocumentId, DocumentSummary>> SummariesAsync(IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default) => store.SummariesAsync(documents, cancellationToken);

    public Task<IReadOnlyList<Passage>> PassagesOfAsync(DocumentId document, CancellationToken cancellationToken = default) => store.PassagesOfAsync(document, cancellationToken);

    public Task<IReadOnlyList<Passage>> PageOfPassagesAsync(DocumentId document, int from, int limit, CancellationToken cancellationToken = default) =>
        store.PageOfPassagesAsync(document, from, limit, cancellationToken);

    public Task<IReadOnlyList<StoredPassage>> PassagesAsync(IReadOnlyList<PassageId> passages, CancellationToken cancellationToken = default) => store.PassagesAsync(passages, cancellationToken);

    public IAsyncEnumerable<PassageId> ListPassageIdsAsync(string collection, CancellationToken cancellationToken = default) => store.ListPassageIdsAsync(collection, cancellationToken);

    public Task<long> PositionAsync(CancellationToken cancellationToken = default) => store.PositionAsync(cancellationToken);

    public IAsyncEnumerable<CorpusChange> ReadChangesAsync(string collection, long after, CancellationToken cancellationToken = default) => store.ReadChangesAsync(collection, after, cancellationToken);

    /// <summary>The store belongs to the engine.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
