using System.Runtime.CompilerServices;
using LongRag.Models.Encoders;

namespace LongRag.Retrievers.Dense;

/// <summary>
/// The dense projection of one collection: a row for each passage, made of the vector that the encoder gives its text. One process writes at a time. Whatever kills it, the last commit stands, and
/// the vectors that were made since are in the cache. Readers open with <see cref="DenseReader"/>.
/// </summary>
/// <remarks>
/// An index of another version, or one that is damaged, counts as empty, at position 0; the next commit replaces it. Not thread-safe, except for readers beside it and <see cref="PrepareAsync"/>.
/// </remarks>
public sealed class DenseIndex : IPassageIndex
{
    // Below this a folder is not worth being written anew.
    private const int FewestRowsToCompact = 256;

    private readonly FileStream _lock;
    private readonly VectorCache _cache;
    private readonly PassageVectors _vectors;
    private readonly Lock _gate = new();
    private readonly Dictionary<ShortId, (int Number, int Rows)> _documents = [];
    private readonly HashSet<Document> _prepared = new(ReferenceEqualityComparer.Instance);
    private DenseManifest _committed;
    private DenseManifest _current;
    private DenseFiles _files;
    private readonly Func<Document, IReadOnlyList<TextSpan?>>? _describe;

    // True after a failure in the middle of writing rows.
    private bool _isTorn;

    private DenseIndex(string folder, FileStream held, VectorCache cache, PassageVectors vectors, DenseManifest manifest, DenseFiles files, Func<Document, IReadOnlyList<TextSpan?>>? describe)
    {
        _describe = describe;
        (Folder, _lock, _cache, _vectors, _committed, _current, _files) = (folder, held, cache, vectors, manifest, manifest, files);
        _vectors.Held = manifest.LiveRows;
    }

    /// <summary>Folder of the index.</summary>
    public string Folder { get; }

    /// <summary>What stands in it.</summary>
    public DenseSchema Schema => _committed.Schema;

    /// <inheritdoc/>
    public string Collection => _committed.Collection;

    /// <inheritdoc/>
    public long Position => _committed.Position;

    /// <summary>Passages that have their vector in it, applied ones that are not committed included.</summary>
    public long Passages => _vectors.Held;

    /// <inheritdoc/>
    public bool IsSlow => true;

    /// <summary>Why an index that was there counts as empty, in a few words; null where none was there or it is used.</summary>
    public string? Discarded { get; private init; }

    /// <summary>Opens the index for writing; creates it where there is none.</summary>
    /// <param name="root">Folder of all dense indexes of the collection: each schema has its own below it.</param>
    /// <param name="collection">Whose passages it holds.</param>
    /// <param name="schema">What stands in it; its encoder is the one given.</param>
    /// <param name="encoder">Embeds what the cache lacks; not loaded before.</param>
    /// <param name="cache">Vectors of that encoder; stays the caller's, and may serve several indexes.</param>
    /// <param name="progress">Told about once a second while passages are embedded.</param>
    /// <param name="expected">How many passages the collection has, asked now and then for the progress; without it those count that were given.</param>
    /// <param name="describe">For <see cref="DenseRendering.Described"/>: the sentence that stands for each section of a document, by the section's ordinal; null for one without sentences.</param>
    /// <exception cref="LongRagException"><c>locked</c> where another writer has it open; <c>disk_full</c>, <c>index_unwritable</c>.</exception>
    public static DenseIndex OpenToWrite(string root, Collection collection, DenseSchema schema, Encoder encoder, VectorCache cache, IProgress<EmbeddingProgress>? progress = null, Func<CancellationToken, Task<long>>? expected = null, Func<Document, IReadOnlyList<TextSpan?>>? describe = null)
    {
        if (schema.Rendering is DenseRendering.Described && describe is null) throw new ArgumentException("Nothing describes the sections.", nameof(describe));
        if (!schema.Fits(schema with { Encoder = encoder.Profile }) || !schema.Fits(schema with { Encoder = cache.Encoder })) throw new ArgumentException("Schema, encoder and cache are of different encoders.", nameof(schema));
        var folder = Path.Combine(root, schema.FolderName);
        return DenseFailures.Explained(folder, () =>
        {
            Directory.CreateDirectory(folder);
            var held = DenseFailures.Lock(Path.Combine(folder, "write.lock"), $"the dense index in '{folder}'");
            try
            {
                return Open(root, folder, collection, schema, held, cache, new PassageVectors(folder, schema, encoder, cache, progress, expected), describe);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        });
    }

    /// <inheritdoc/>
    /// <remarks>Makes the vectors, into the cache. Cancelled, it keeps those that are made.</remarks>
    /// <exception cref="LongRagException">The encoder's own failures; <c>bad_embeddings</c>; <c>disk_full</c>.</exception>
    public async Task PrepareAsync(IReadOnlyList<CorpusChange> changes, CancellationToken cancellationToken = default)
    {
        var last = LastOf(changes);
        await _vectors.EnsureAsync([.. last.SelectMany(TextsOf)], RowsOf(last), cancellationToken);
        lock (_gate)
        {
            _prepared.Clear();
            _prepared.UnionWith(last.Where(change => change.Entry is not null).Select(change => change.Entry!.Document));
        }
    }

    /// <inheritdoc/>
    /// <remarks>Cancelled while passages are embedded, nothing is applied; what was embedded is kept in the cache.</remarks>
    /// <exception cref="LongRagException">The encoder's own failures; <c>bad_embeddings</c>; <c>disk_full</c>.</exception>
    public async Task ApplyAsync(IReadOnlyList<CorpusChange> changes, CancellationToken cancellationToken = default)
    {
        if (_isTorn) throw new InvalidOperationException("A change was applied in part: open the index again.");
        cancellationToken.ThrowIfCancellationRequested();
        var last = LastOf(changes);
        var texts = last.ToDictionary(change => change.DocumentId, TextsOf);
        var unprepared = last.Where(change => !IsPrepared(change)).ToList();
        if (unprepared.Count > 0) await _vectors.EnsureAsync([.. unprepared.SelectMany(change => texts[change.DocumentId])], RowsOf(unprepared), cancellationToken);
        DenseFailures.Explained(Folder, () =>
        {
            _isTorn = true;
            lock (_gate)
                foreach (var change in last) Apply(change, texts[change.DocumentId]);
            _isTorn = false;
            return true;
        });
    }

    /// <inheritdoc/>
    public Task CommitAsync(long position, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return DenseFailures.Explained(Folder, () =>
        {
            if (_isTorn) throw new InvalidOperationException("A change was applied in part and cannot be committed: open the index again.");
            _cache.Flush();
            _current = _current with { CacheRows = _cache.Count };
            if (_current != _committed) _files.Flush();
            if (_current.Rows >= FewestRowsToCompact && _current.LiveRows < _current.Rows / 2) Compact();
            else if (_current != _committed) _current = _current with { Spread = SpreadOf(_current) };
            Replace(_current with { Position = position });
            _vectors.Committed();
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc/>
    public Task ClearAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return DenseFailures.Explained(Folder, () =>
        {
            var empty = Empty(_current);
            StartGeneration(empty, DenseFiles.Open(Folder, empty));
            lock (_gate) _documents.Clear();
            _vectors.Held = 0;
            _isTorn = false;
            return CommitAsync(0, cancellationToken);
        });
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<PassageId> ListPassageIdsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        if (DenseManifest.ReadText(Folder) is null || !string.Equals(DenseManifest.Read(Folder)!.Generation, _committed.Generation, StringComparison.Ordinal)) yield break;
        using var snapshot = DenseSnapshot.Open(Folder, cacheFolder: null, _committed);
        for (var row = 0; row < snapshot.Manifest.Rows; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (snapshot.Live[row]) yield return new PassageId(snapshot.Rows[row].Passage.ToString());
        }
    }

    /// <summary>Ends the writing. What was not committed is given up, and applied again by the next catching up, from the cache.</summary>
    public ValueTask DisposeAsync()
    {
        _vectors.Dispose();
        _files.Dispose();
        _lock.Dispose();
        return ValueTask.CompletedTask;
    }

    private static DenseIndex Open(string root, string folder, Collection collection, DenseSchema schema, FileStream held, VectorCache cache, PassageVectors vectors, Func<Document, IReadOnlyList<TextSpan?>>? describe)
    {
        var (manifest, discarded) = Examine(root, folder, schema, cache);
        if (manifest is not null)
        {
            DenseFiles? found = null;
            try
            {
                found = DenseFiles.Open(folder, manifest);
                DenseFiles.DeleteOthers(folder, manifest.Generation);
                using var snapshot = DenseSnapshot.Open(folder, cacheFolder: null, manifest);
                var index = new DenseIndex(folder, held, cache, vectors, manifest, found, describe);
                index.Take(snapshot);
                return index;
            }
            catch (Exception failure) when (failure is EndOfStreamException or LongRagException { Code: DenseFailures.DamagedCode })
            {
                found?.Dispose();
                discarded = "it was damaged";
            }
        }

        var empty = new DenseManifest
        {
            Version = DenseManifest.CurrentVersion, Collection = collection.Name, Encoder = schema.Encoder, Rendering = schema.Rendering, Precision = schema.Precision,
            Generation = NewGeneration(), Cache = cache.Id, Position = 0,
        };
        if (DenseManifest.ReadText(folder) is null) DenseFiles.DeleteOthers(folder, empty.Generation);
        return new DenseIndex(folder, held, cache, vectors, empty, DenseFiles.Open(folder, empty), describe) { Discarded = discarded };
    }

    private static (DenseManifest? Manifest, string? Discarded) Examine(string root, string folder, DenseSchema schema, VectorCache cache)
    {
        try
        {
            if (DenseManifest.Read(folder) is not { } manifest) return (null, DenseFolders.Others(root, schema) is [var other, ..] ? $"it was made by {other.Words}" : null);
            if (!manifest.Schema.Fits(schema)) return (null, "it was made by another encoder");
            return string.Equals(manifest.Cache, cache.Id, StringComparison.Ordinal) ? (manifest, null) : (null, "the cache of vectors that it was made from is gone");
        }
        catch (LongRagException failure) when (failure.Code is DenseFailures.DamagedCode or DenseFailures.OutdatedCode)
        {
            return (null, failure.Code is DenseFailures.DamagedCode ? "it was damaged" : "it was made by another version");
        }
    }

    private static string NewGeneration() => Guid.NewGuid().ToString("N")[..12];

    private static DenseManifest Empty(DenseManifest manifest) => manifest with { Generation = NewGeneration(), Position = 0, Rows = 0, LiveRows = 0, Documents = 0, Deleted = 0, DescriptionBytes = 0, Spread = 0 };

    // Only the last change of a document leaves a trace.
    private static List<CorpusChange> LastOf(IReadOnlyList<CorpusChange> changes) => [.. changes.GroupBy(change => change.DocumentId).Select(group => group.Last())];

    private List<string> TextsOf(CorpusChange change) => change.Entry is { } entry ? RenderedPassage.AllOf(_current.Rendering, entry, _describe) : [];

    private long RowsOf(List<CorpusChange> changes)
    {
        lock (_gate) return changes.Sum(change => _documents.TryGetValue(ShortId.Of(change.DocumentId.Value), out var held) ? (long)held.Rows : 0);
    }

    private bool IsPrepared(CorpusChange change)
    {
        lock (_gate) return change.Entry is null || _prepared.Remove(change.Entry.Document);
    }

    private void Apply(CorpusChange change, List<string> texts)
    {
        var id = ShortId.Of(change.DocumentId.Value);
        if (_documents.Remove(id, out var old))
        {
            DenseFiles.Write(_files.Deleted, old.Number);
            _current = _current with { Deleted = _current.Deleted + 1, LiveRows = _current.LiveRows - old.Rows };
        }

        if (change.Entry is { Passages.Count: > 0 } entry) Append(id, entry, texts);
        _vectors.Held = _current.LiveRows;
    }

    private void Append(ShortId id, CorpusEntry entry, List<string> texts)
    {
        var sum = new float[_current.Encoder.Dimensions];
        foreach (var (passage, text) in entry.Passages.Zip(texts))
        {
            var (slot, vector) = _vectors.Of(text);
            System.Numerics.Tensors.TensorPrimitives.Add(sum, vector, sum);
            WriteRow(new RowRecord { Passage = ShortId.Of(passage.Id.Value), Document = _current.Documents, Section = passage.Section, Slot = slot, Characters = text.Length }, vector);
        }

        var norm = System.Numerics.Tensors.TensorPrimitives.Norm<float>(sum);
        WriteDocument(new DocumentRecord { Document = id, Rows = entry.Passages.Count, SumNorm = norm }, DocumentDescription.Write(entry.Document));
    }

    private void WriteRow(RowRecord record, ReadOnlySpan<float> vector)
    {
        Span<byte> code = new byte[Schema.RowBytes];
        Scan.VectorRows.Write(vector, code, _current.Precision, out var scale);
        WriteRow(record with { Checksum = RowRecord.ChecksumOf(code, scale) }, code, scale);
    }

    private void WriteRow(RowRecord record, ReadOnlySpan<byte> code, float scale)
    {
        _files.Codes.Write(code);
        if (Schema.HasScales) DenseFiles.Write(_files.Scales, scale);
        DenseFiles.Write(_files.Rows, record);
    }

    // Its rows were written just before.
    private void WriteDocument(DocumentRecord record, ReadOnlySpan<byte> description)
    {
        _files.Descriptions.Write(description);
        record.FirstRow = _current.Rows;
        record.JsonAt = _current.DescriptionBytes;
        record.JsonBytes = description.Length;
        record.Checksum = System.IO.Hashing.XxHash32.HashToUInt32(description);
        DenseFiles.Write(_files.Documents, record);
        _documents.Add(record.Document, (_current.Documents, record.Rows));
        _current = _current with
        {
            Rows = _current.Rows + record.Rows, LiveRows = _current.LiveRows + record.Rows, Documents = _current.Documents + 1, DescriptionBytes = _current.DescriptionBytes + description.Length,
        };
    }

    private void Take(DenseSnapshot snapshot)
    {
        var deleted = snapshot.Deleted.ToArray().ToHashSet();
        var documents = snapshot.Documents;
        for (var number = 0; number < documents.Length; number++)
            if (!deleted.Contains(number) && !_documents.TryAdd(documents[number].Document, (number, documents[number].Rows))) throw DenseFailures.Damaged(Folder, $"document {documents[number].Document} stands in it twice");
    }

    // What is alive, in its order, as a new generation.
    private void Compact()
    {
        using var old = DenseSnapshot.Open(Folder, cacheFolder: null, _current);
        var numbers = _documents.Values.Select(document => document.Number).Order().ToList();
        var empty = Empty(_current);
        StartGeneration(empty, DenseFiles.Open(Folder, empty));
        lock (_gate)
        {
            _documents.Clear();
            foreach (var number in numbers)
            {
                var document = old.Documents[number];
                for (var row = document.FirstRow; row < document.FirstRow + document.Rows; row++) WriteRow(old.Rows[row] with { Document = _current.Documents }, old.CodeOf(row), old.ScaleOf(row));
                WriteDocument(document, old.DescriptionOf(number));
            }
        }

        _files.Flush();
        _current = _current with { Spread = SpreadOf(_current) };
    }

    private void StartGeneration(DenseManifest manifest, DenseFiles files)
    {
        _files.Dispose();
        (_files, _current) = (files, manifest);
    }

    private double SpreadOf(DenseManifest manifest)
    {
        using var snapshot = DenseSnapshot.Open(Folder, _cache.Folder, manifest);
        return CosineSpread.Of(snapshot);
    }

    private void Replace(DenseManifest manifest)
    {
        manifest.Write(Folder);
        var isOther = !string.Equals(manifest.Generation, _committed.Generation, StringComparison.Ordinal);
        (_committed, _current) = (manifest, manifest);
        if (isOther) DenseFiles.DeleteOthers(Folder, manifest.Generation);
    }
}
