using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using LongRag.Retrievers.Dense.Scan;

namespace LongRag.Retrievers.Dense;

/// <summary>An index as it was at one commit, mapped. Immutable; thread-safe. Disposed when nobody uses it any more.</summary>
internal sealed unsafe class DenseSnapshot : IDisposable
{
    private const int MostFilters = 32;

    private readonly string _folder;
    private readonly MappedFile[] _files = new MappedFile[DenseFiles.Extensions.Length];
    private readonly MappedFile? _cache;
    private readonly Lazy<PassageRows> _passages;
    private readonly Lazy<int[]> _sample;
    private readonly ConcurrentDictionary<string, RowBits> _filtered = new(StringComparer.Ordinal);
    private int _users = 1;

    private DenseSnapshot(string folder, string? cacheFolder, DenseManifest manifest)
    {
        (_folder, Manifest, Schema) = (folder, manifest, manifest.Schema);
        try
        {
            var lengths = DenseFiles.LengthsOf(manifest);
            for (var i = 0; i < _files.Length; i++) _files[i] = MappedFile.Open(DenseFiles.PathOf(folder, manifest.Generation, DenseFiles.Extensions[i]), lengths[i]);
            if (Schema.Precision is not VectorPrecision.Float32 && cacheFolder is not null) _cache = OpenCache(cacheFolder);
            Live = LiveRows();
            _passages = new Lazy<PassageRows>(() => new PassageRows(Rows, Live));
            _sample = new Lazy<int[]>(() => [.. CosineSpread.SampleOf(this)]);
            CheckRows();
        }
        catch
        {
            Close();
            throw;
        }
    }

    public DenseManifest Manifest { get; }

    public DenseSchema Schema { get; }

    /// <summary>Rows that are not deleted.</summary>
    public RowBits Live { get; }

    /// <summary>The codes, for a scan.</summary>
    public VectorRows Codes => new(_files[0].Start, (float*)_files[1].Start, Manifest.Rows, Schema.Encoder.Dimensions, Schema.Precision);

    /// <summary>Whether <see cref="VectorOf"/> can be asked: else the cache is not there, or is another.</summary>
    public bool HasVectors => _cache is not null || Schema.Precision is VectorPrecision.Float32;

    public ReadOnlySpan<RowRecord> Rows => _files[2].Span<RowRecord>(0, Manifest.Rows);

    public ReadOnlySpan<DocumentRecord> Documents => _files[3].Span<DocumentRecord>(0, Manifest.Documents);

    public ReadOnlySpan<int> Deleted => _files[5].Span<int>(0, Manifest.Deleted);

    /// <summary>Rows of passages, by id.</summary>
    public PassageRows Passages => _passages.Value;

    /// <summary>Rows of passages taken at random.</summary>
    public int[] Sample => _sample.Value;

    /// <summary>Maps an index as the manifest describes it.</summary>
    /// <exception cref="LongRagException"><c>index_damaged</c>.</exception>
    /// <exception cref="FileNotFoundException">A file is not there: a later manifest may name others.</exception>
    public static DenseSnapshot Open(string folder, string? cacheFolder, DenseManifest manifest)
    {
        try
        {
            return new DenseSnapshot(folder, cacheFolder, manifest);
        }
        catch (EndOfStreamException failure)
        {
            throw DenseFailures.Damaged(folder, failure.Message, failure);
        }
    }

    private bool Rescores => Schema.Precision is VectorPrecision.Int8 && _cache is not null;

    /// <summary>The code of a row as bytes, its zeros included.</summary>
    public ReadOnlySpan<byte> CodeOf(int row) => _files[0].Span<byte>(row * (long)Schema.RowBytes, Schema.RowBytes);

    /// <summary>What a row's bytes are multiplied by; 1 where they are not.</summary>
    public float ScaleOf(int row) => Schema.HasScales ? _files[1].Span<float>(row * (long)sizeof(float), 1)[0] : 1;

    /// <summary>The vector of a row in full.</summary>
    public ReadOnlySpan<float> VectorOf(int row)
    {
        if (Schema.Precision is VectorPrecision.Float32) return MemoryMarshal.Cast<byte, float>(CodeOf(row))[..Schema.Encoder.Dimensions];
        var (slot, width) = (Rows[row].Slot, VectorCacheFormat.RowBytes(Schema.Encoder));
        if (slot < 0 || slot >= Manifest.CacheRows) throw DenseFailures.Damaged(_folder, $"row {row} names no vector of the cache");
        var vector = _cache!.Span<float>(slot * (long)width, Schema.Encoder.Dimensions);
        return TensorPrimitives.IsFiniteAll(vector) ? vector : throw DenseFailures.Damaged(_folder, $"the vector of row {row} in the cache holds values that are no numbers");
    }

    /// <summary>The vector of a row in full; what its code means where the cache is not there.</summary>
    public float[] VectorOrCodeOf(int row)
    {
        if (HasVectors) return VectorOf(row).ToArray();
        var code = CodeOf(row);
        var scale = ScaleOf(row);
        var vector = new float[Schema.Encoder.Dimensions];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = Schema.Precision is VectorPrecision.Int8 ? (sbyte)code[i] * scale : (float)MemoryMarshal.Cast<byte, Half>(code)[i];
        return vector;
    }

    /// <summary>Name of the passage in a row.</summary>
    public PassageId PassageOf(int row) => new(Rows[row].Passage.ToString());

    /// <summary>The best rows by their cosine, best first; in full precision where the codes are bytes and the cache is there.</summary>
    public ScoredRow[] Top(float[] query, int top, ReadOnlySpan<ulong> allowed, CancellationToken cancellationToken) =>
        Rescores ? VectorScan.Rescored(Codes, VectorOf, query, top, allowed, cancellationToken) : VectorScan.Top(Codes, query, top, allowed, cancellationToken);

    /// <summary>The cosines of rows as <see cref="Top"/> gives them.</summary>
    public float[] Cosines(float[] query, int[] rows)
    {
        if (!Rescores) return VectorScan.Scores(Codes, query, rows);
        var vectors = new VectorRows(_cache!.Start, scales: null, Manifest.CacheRows, Schema.Encoder.Dimensions, VectorPrecision.Float32);
        return VectorScan.Scores(vectors, query, SlotsOf(rows));
    }

    /// <summary>The cosines of rows by their codes alone.</summary>
    public float[] CodeCosines(float[] query, int[] rows, CancellationToken cancellationToken)
    {
        const int Group = 16 * 1024;
        var cosines = new float[rows.Length];
        Parallel.For(0, (rows.Length + Group - 1) / Group, new ParallelOptions { CancellationToken = cancellationToken }, group =>
        {
            var (start, count) = (group * Group, Math.Min(Group, rows.Length - (group * Group)));
            VectorScan.Scores(Codes, query, rows.AsSpan(start, count)).CopyTo(cosines.AsSpan(start));
        });
        return cosines;
    }

    /// <summary>A document's description as written.</summary>
    public ReadOnlySpan<byte> DescriptionOf(int document)
    {
        var record = Documents[document];
        if (record.JsonBytes < 0 || record.JsonAt < 0 || record.JsonAt + record.JsonBytes > Manifest.DescriptionBytes) throw DenseFailures.Damaged(_folder, $"document {document} points outside of the descriptions");
        return _files[4].Span<byte>(record.JsonAt, record.JsonBytes);
    }

    /// <summary>Rows that are not deleted and whose document satisfies the filter. Kept for the next search.</summary>
    public RowBits Matching(Filter? filter)
    {
        if (filter is null) return Live;
        if (_filtered.Count >= MostFilters) _filtered.Clear();
        return _filtered.GetOrAdd(FilterKey.Of(filter), static (_, both) => both.Snapshot.Evaluate(both.Filter), (Snapshot: this, Filter: filter));
    }

    /// <summary>False where it is closed already.</summary>
    public bool TryUse()
    {
        while (true)
        {
            var users = Volatile.Read(ref _users);
            if (users == 0) return false;
            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users) return true;
        }
    }

    /// <summary>One user less; the one who opened it is the first.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _users) == 0) Close();
    }

    private int[] SlotsOf(int[] rows)
    {
        var slots = new int[rows.Length];
        var records = Rows;
        for (var i = 0; i < rows.Length; i++) slots[i] = records[rows[i]].Slot;
        return slots;
    }

    private RowBits Evaluate(Filter filter)
    {
        var bits = new RowBits(Manifest.Rows);
        var documents = Documents;
        for (var number = 0; number < documents.Length; number++)
        {
            // A deleted document's rows are deleted together.
            if (documents[number] is { Rows: > 0 } record && Live[record.FirstRow] && filter.Matches(DocumentDescription.Read(DescriptionOf(number)))) bits.Set(record.FirstRow, record.Rows);
        }

        return bits;
    }

    private RowBits LiveRows()
    {
        var live = new RowBits(Manifest.Rows);
        live.Set(0, Manifest.Rows);
        var documents = Documents;
        foreach (var document in documents)
            if (document.FirstRow < 0 || document.Rows < 0 || document.FirstRow + (long)document.Rows > Manifest.Rows) throw DenseFailures.Damaged(_folder, "a document points outside of the rows");
        foreach (var number in Deleted)
        {
            if ((uint)number >= (uint)documents.Length) throw DenseFailures.Damaged(_folder, "a deletion names no document");
            live.Clear(documents[number].FirstRow, documents[number].Rows);
        }

        return live.Count == Manifest.LiveRows ? live : throw DenseFailures.Damaged(_folder, $"{live.Count} rows are not deleted and the manifest says {Manifest.LiveRows}");
    }

    private void CheckRows()
    {
        var documents = Documents;
        for (var number = 0; number < documents.Length; number++)
        {
            var document = documents[number];
            if (document.Rows > 0 && Rows[document.FirstRow].Document != number) throw DenseFailures.Damaged(_folder, $"the rows of document {number} are another's");
        }
    }

    private MappedFile? OpenCache(string cacheFolder)
    {
        var file = VectorCacheFormat.RowsFile(cacheFolder, Schema.Encoder);
        if (!string.Equals(VectorCacheFormat.IdOf(file, Schema.Encoder), Manifest.Cache, StringComparison.Ordinal)) return null;
        var bytes = Manifest.CacheRows * (long)VectorCacheFormat.RowBytes(Schema.Encoder);
        return new FileInfo(file).Length < VectorCacheFormat.HeaderBytes + bytes ? null : MappedFile.Open(file, VectorCacheFormat.HeaderBytes, bytes);
    }

    private void Close()
    {
        foreach (var file in _files) file?.Dispose();
        _cache?.Dispose();
    }
}
