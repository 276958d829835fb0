using System.Runtime.CompilerServices;
using System.Text;

namespace LongRag.TestKit;

/// <summary>A corpus in memory, for tests of what reads a corpus. Thread-safe; keeps the contract of <see cref="ICorpusStore"/> but durability.</summary>
public sealed class MemoryCorpusStore : ICorpusStore
{
    private const int ShortestIdPrefix = 4;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Collection> _collections = new(StringComparer.Ordinal);
    private readonly Dictionary<DocumentId, StoredEntry> _entries = [];
    private readonly Dictionary<PassageId, Passage> _passages = [];
    private readonly SortedDictionary<long, Change> _history = [];
    private readonly Dictionary<DocumentId, long> _lastChange = [];
    private readonly TimeProvider _clock;
    private long _position;

    /// <param name="clock">Gives the time of storing; the system's by default.</param>
    /// <param name="collections">Collections that are there from the start; <see cref="Collection.DefaultName"/> where none is given.</param>
    public MemoryCorpusStore(TimeProvider? clock = null, params IReadOnlyList<Collection> collections)
    {
        _clock = clock ?? TimeProvider.System;
        foreach (var collection in collections.Count > 0 ? collections : [new Collection { Name = Collection.DefaultName }]) _collections.Add(collection.Name, collection);
    }

    private sealed record StoredEntry(CorpusEntry Entry, DocumentSummary Summary);

    private sealed record Change(string Collection, DocumentId Document, bool Deleted);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Collection>> ListCollectionsAsync(CancellationToken cancellationToken = default) =>
        Read<IReadOnlyList<Collection>>(() => [.. _collections.Values], cancellationToken);

    /// <inheritdoc/>
    public Task<Collection?> FindCollectionAsync(string name, CancellationToken cancellationToken = default) => Read(() => _collections.GetValueOrDefault(name), cancellationToken);

    /// <inheritdoc/>
    public Task SaveCollectionAsync(Collection collection, CancellationToken cancellationToken = default) =>
        Read(() => _collections[Collection.CheckName(collection.Name)] = collection, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteCollectionAsync(string name, CancellationToken cancellationToken = default) => Read(
        () =>
        {
            if (!_collections.Remove(name)) return false;
            foreach (var id in _entries.Values.Where(e => e.Summary.Collection == name).Select(e => e.Summary.Id).ToArray()) Forget(id);
            foreach (var (sequence, change) in _history.Where(h => h.Value.Collection == name).ToArray())
            {
                _history.Remove(sequence);
                _lastChange.Remove(change.Document);
            }

            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<CollectionSize> MeasureAsync(string collection, CancellationToken cancellationToken = default) => Read(
        () => Of(collection).Aggregate(new CollectionSize(0, 0, 0), (size, e) => new CollectionSize(size.Documents + 1, size.Passages + e.Entry.Passages.Count, size.Characters + e.Entry.Document.Text.Length)),
        cancellationToken);

    /// <inheritdoc/>
    public Task<SaveResult> SaveAsync(IReadOnlyList<CorpusEntry> entries, CancellationToken cancellationToken = default) => Read(
        () =>
        {
            foreach (var entry in entries) Check(entry);
            if (entries.DistinctBy(e => e.Document.Id).Count() != entries.Count) throw new ArgumentException("A source stands twice in one batch.", nameof(entries));
            var before = _position;
            var (outcomes, sequences) = (new List<SaveOutcome>(), new List<long>());
            foreach (var entry in entries)
            {
                var outcome = Save(entry);
                outcomes.Add(outcome);
                sequences.Add(outcome == SaveOutcome.Unchanged ? 0 : _position);
            }

            return new SaveResult(outcomes, before, _position, sequences);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<int> DeleteAsync(string collection, IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default) => Read(
        () =>
        {
            Exists(collection);
            var deleted = 0;
            foreach (var id in documents)
            {
                if (!_entries.TryGetValue(id, out var stored) || stored.Summary.Collection != collection) continue;
                Forget(id);
                Record(collection, id, isDeleted: true);
                deleted++;
            }

            return deleted;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<DocumentId, string>> HashesAsync(IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default) =>
        Read<IReadOnlyDictionary<DocumentId, string>>(() => documents.Distinct().Where(_entries.ContainsKey).ToDictionary(d => d, d => _entries[d].Summary.ContentHash), cancellationToken);

    /// <inheritdoc/>
    public Task<Document?> FindDocumentAsync(DocumentId id, CancellationToken cancellationToken = default) => Read(() => _entries.GetValueOrDefault(id)?.Entry.Document, cancellationToken);

    /// <inheritdoc/>
    public Task<StoredText?> ReadTextAsync(DocumentId id, int start, int end, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(end, start);
        return Read(
            () =>
            {
                if (!_entries.TryGetValue(id, out var stored)) return null;
                var text = stored.Entry.Document.Text;
                var span = new TextSpan(Math.Min(start, text.Length), Math.Min(end, text.Length));
                return new StoredText(stored.Summary, span, span.Of(text));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredTextLayout?> FindLayoutAsync(DocumentId id, CancellationToken cancellationToken = default) => Read(
        () => !_entries.TryGetValue(id, out var stored) ? null
            : new StoredTextLayout(stored.Summary, stored.Entry.Document.Text is { Length: > 0 } text ? [new TextPiece(new TextSpan(0, text.Length), Encoding.UTF8.GetByteCount(text))] : []),
        cancellationToken);

    /// <inheritdoc/>
    public Task<StoredOutline?> FindOutlineAsync(DocumentId id, CancellationToken cancellationToken = default) => Read(
        () => !_entries.TryGetValue(id, out var stored) ? null
            : new StoredOutline(stored.Summary, stored.Entry.Document.Sections, stored.Entry.Document.PageStarts, stored.Entry.Passages.GroupBy(p => p.Section).ToDictionary(g => g.Key, g => g.Count())),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DocumentSummary>> ResolveAsync(string collection, string reference, int limit = 3, CancellationToken cancellationToken = default) => Read<IReadOnlyList<DocumentSummary>>(
        () => [.. Of(collection).Select(e => e.Summary)
            .Where(s => s.Source == reference || (reference.Length >= ShortestIdPrefix && s.Id.Value.StartsWith(reference, StringComparison.Ordinal)))
            .OrderByDescending(s => s.Source == reference || s.Id.Value == reference)
            .ThenBy(s => s.Id.Value, StringComparer.Ordinal)
            .Take(limit)],
        cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<DocumentSummary> ListDocumentsAsync(string collection, CancellationToken cancellationToken = default) => Stream(() => BySource(collection), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DocumentSummary>> PageOfDocumentsAsync(string collection, string? after, int limit, CancellationToken cancellationToken = default) => Read<IReadOnlyList<DocumentSummary>>(
        () => [.. BySource(collection).Where(s => after is null || Utf8Order.Compare(s.Source, after) > 0).Take(limit)],
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<DocumentId, DocumentSummary>> SummariesAsync(IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default) =>
        Read<IReadOnlyDictionary<DocumentId, DocumentSummary>>(() => documents.Distinct().Where(_entries.ContainsKey).ToDictionary(d => d, d => _entries[d].Summary), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Passage>> PassagesOfAsync(DocumentId document, CancellationToken cancellationToken = default) =>
        Read(() => _entries.TryGetValue(document, out var stored) ? stored.Entry.Passages : [], cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Passage>> PageOfPassagesAsync(DocumentId document, int from, int limit, CancellationToken cancellationToken = default) => Read<IReadOnlyList<Passage>>(
        () => _entries.TryGetValue(document, out var stored) ? [.. stored.Entry.Passages.Skip(from).Take(limit)] : [],
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredPassage>> PassagesAsync(IReadOnlyList<PassageId> passages, CancellationToken cancellationToken = default) => Read<IReadOnlyList<StoredPassage>>(
        () => [.. passages.Distinct().Where(_passages.ContainsKey).Select(id => _passages[id]).Select(p => new StoredPassage(p, _entries[p.DocumentId].Summary))],
        cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<PassageId> ListPassageIdsAsync(string collection, CancellationToken cancellationToken = default) =>
        Stream(() => Of(collection).SelectMany(e => e.Entry.Passages).Select(p => p.Id), cancellationToken);

    /// <inheritdoc/>
    public Task<long> PositionAsync(CancellationToken cancellationToken = default) => Read(() => _position, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CorpusChange> ReadChangesAsync(string collection, long after, CancellationToken cancellationToken = default) => Stream(
        () =>
        {
            Exists(collection);
            return _history.Where(h => h.Key > after && h.Value.Collection == collection)
                .Select(h => new CorpusChange(h.Key, h.Value.Document, h.Value.Deleted ? null : _entries[h.Value.Document].Entry));
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private SaveOutcome Save(CorpusEntry entry)
    {
        var document = entry.Document;
        var known = _entries.GetValueOrDefault(document.Id);
        if (known?.Summary.ContentHash == document.ContentHash) return SaveOutcome.Unchanged;
        Forget(document.Id);
        Record(document.Collection, document.Id, isDeleted: false);
        foreach (var passage in entry.Passages) _passages.Add(passage.Id, passage);
        _entries.Add(document.Id, new StoredEntry(entry, SummaryOf(entry)));
        return known is null ? SaveOutcome.Added : SaveOutcome.Changed;
    }

    private DocumentSummary SummaryOf(CorpusEntry entry) => new()
    {
        Id = entry.Document.Id,
        Collection = entry.Document.Collection,
        Source = entry.Document.Source,
        Title = entry.Document.Title,
        MediaType = entry.Document.MediaType,
        Metadata = entry.Document.Metadata,
        Tags = entry.Document.Tags,
        ContentHash = entry.Document.ContentHash,
        TextLength = entry.Document.Text.Length,
        Pages = entry.Document.PageStarts.Count,
        Passages = entry.Passages.Count,
        StoredAt = _clock.GetUtcNow(),
        Sequence = _position,
    };

    private void Forget(DocumentId id)
    {
        if (!_entries.Remove(id, out var stored)) return;
        foreach (var passage in stored.Entry.Passages) _passages.Remove(passage.Id);
    }

    private void Record(string collection, DocumentId id, bool isDeleted)
    {
        if (_lastChange.TryGetValue(id, out var earlier)) _history.Remove(earlier);
        _history[++_position] = new Change(collection, id, isDeleted);
        _lastChange[id] = _position;
    }

    private IEnumerable<DocumentSummary> BySource(string collection) => Of(collection).Select(e => e.Summary).OrderBy(s => s.Source, Utf8Order);

    private static readonly Comparer<string> Utf8Order = Comparer<string>.Create((a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)));

    private IEnumerable<StoredEntry> Of(string collection)
    {
        Exists(collection);
        return _entries.Values.Where(e => e.Summary.Collection == collection);
    }

    private void Exists(string collection)
    {
        if (!_collections.ContainsKey(collection)) throw new LongRagException("no_such_collection", $"There is no collection '{collection}'.");
    }

    private void Check(CorpusEntry entry)
    {
        var document = entry.Document;
        Exists(document.Collection);
        if (document.Id != DocumentId.From(document.Collection, document.Source)) throw new ArgumentException($"The id of '{document.Source}' is not made from its collection and source.", nameof(entry));
        var ids = new HashSet<PassageId>();
        for (var i = 0; i < entry.Passages.Count; i++)
        {
            var passage = entry.Passages[i];
            if (passage.Ordinal != i || passage.DocumentId != document.Id || !ids.Add(passage.Id)) throw new ArgumentException($"Passage {i} of '{document.Source}' is out of order, of another document, or twice.", nameof(entry));
            if (passage.Span.Start < 0 || passage.Span.End > document.Text.Length || passage.Span.Of(document.Text) != passage.Text) throw new ArgumentException($"Passage {i} of '{document.Source}' is not the text of its span.", nameof(entry));
        }
    }

    private Task<T> Read<T>(Func<T> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        try
        {
            lock (_lock) return Task.FromResult(read());
        }
        catch (Exception failure) when (failure is LongRagException or ArgumentException)
        {
            return Task.FromException<T>(failure);
        }
    }

    private async IAsyncEnumerable<T> Stream<T>(Func<IEnumerable<T>> list, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var item in await Read(() => list().ToArray(), cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
        }
    }
}
