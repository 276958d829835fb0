using System.IO.Hashing;
using System.Runtime.InteropServices;
using LongRag.Models.Encoders;
using Microsoft.Win32.SafeHandles;

namespace LongRag.Retrievers.Dense;

/// <summary>
/// The vectors of all texts that one encoder was ever given, by the exact text: no text is embedded twice, in whichever document, collection or run it stands. Append-only. Thread-safe.
/// One process writes; the indexes made from it read its rows by number.
/// </summary>
/// <remarks>A row has unit length (or is zero), so that a dot product is a cosine. What a killed writer left half-written is cut off by the next one.</remarks>
public sealed class VectorCache : IDisposable
{
    // After a power failure the last rows may be missing though their keys are there. What was flushed is not in danger, and a flush comes every few seconds.
    private const int RowsCheckedOnOpening = 4096;

    // Vectors of unit length but for rounding are kept to the bit.
    private const float UnitTolerance = 1e-4f;

    private readonly Lock _gate = new();
    private readonly FileStream _lock;
    private readonly SafeFileHandle _rows;
    private readonly SafeFileHandle _keys;
    private readonly Dictionary<UInt128, int> _slots;
    private readonly List<uint> _checksums;
    private bool _isFlushed = true;

    private VectorCache(string folder, EncoderProfile encoder, FileStream held, SafeFileHandle rows, SafeFileHandle keys)
    {
        (Folder, Encoder, _lock, _rows, _keys) = (folder, encoder, held, rows, keys);
        Id = Prepare();
        var records = ReadKeys();
        _slots = new Dictionary<UInt128, int>(records.Length);
        _checksums = new List<uint>(records.Length);
        for (var slot = 0; slot < records.Length; slot++)
        {
            if (records[slot].IsSound) _slots[records[slot].Key] = slot;
            _checksums.Add(records[slot].Row);
        }

        Damaged = records.Count(r => !r.IsSound);
        CutTail(records);
    }

    /// <summary>Folder of the file.</summary>
    public string Folder { get; }

    /// <summary>Whose vectors.</summary>
    public EncoderProfile Encoder { get; }

    /// <summary>Made when the file was: row numbers of a file with another id mean nothing.</summary>
    public string Id { get; }

    /// <summary>Number of rows.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _checksums.Count;
        }
    }

    /// <summary>Records that were found damaged since it was opened. Their texts are embedded again.</summary>
    public int Damaged { get; private set; }

    /// <summary>Why a file that was there is not used, in a few words; null where none was there or it is used.</summary>
    public string? Discarded { get; private set; }

    /// <summary>Opens the cache of an encoder, creating it where there is none.</summary>
    /// <param name="folder">Folder of all caches.</param>
    /// <param name="encoder">Whose vectors.</param>
    /// <exception cref="LongRagException"><c>locked</c> where another process writes it; <c>index_unwritable</c>, <c>disk_full</c>.</exception>
    public static VectorCache OpenToWrite(string folder, EncoderProfile encoder) => DenseFailures.Explained(folder, () =>
    {
        Directory.CreateDirectory(folder);
        var held = DenseFailures.Lock(Path.Combine(folder, $"{encoder.Fingerprint}.lock"), $"the vectors of '{encoder.Name}' in '{folder}'");
        SafeFileHandle? rows = null, keys = null;
        try
        {
            rows = Open(VectorCacheFormat.RowsFile(folder, encoder));
            keys = Open(VectorCacheFormat.KeysFile(folder, encoder));
            return new VectorCache(folder, encoder, held, rows, keys);
        }
        catch
        {
            rows?.Dispose();
            keys?.Dispose();
            held.Dispose();
            throw;
        }
    });

    /// <summary>The key of a text: XXH128 of its UTF-16 units.</summary>
    public static UInt128 KeyOf(string text) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(text.AsSpan()));

    /// <summary>Row of the text with that key; -1 where it was never embedded.</summary>
    public int Find(UInt128 key)
    {
        lock (_gate) return _slots.GetValueOrDefault(key, -1);
    }

    /// <summary>Appends the vectors of texts. Any that is no vector of this encoder is refused, and then none is stored.</summary>
    /// <exception cref="LongRagException"><c>bad_embeddings</c>; <c>disk_full</c>.</exception>
    public void Add(IReadOnlyList<string> texts, IReadOnlyList<float[]> vectors)
    {
        if (vectors.Count != texts.Count) throw DenseFailures.BadVectors(Encoder, $"{vectors.Count} vectors for {texts.Count} texts");
        var width = VectorCacheFormat.RowBytes(Encoder) / sizeof(float);
        var rows = new float[texts.Count * width];
        var records = new VectorCacheFormat.KeyRecord[texts.Count];
        for (var i = 0; i < texts.Count; i++)
        {
            var row = rows.AsSpan(i * width, Encoder.Dimensions);
            if (vectors[i].Length != Encoder.Dimensions) throw DenseFailures.BadVectors(Encoder, $"a vector of {vectors[i].Length} dimensions where {Encoder.Dimensions} were expected");
            if (!TryNormalize(vectors[i], row)) throw DenseFailures.BadVectors(Encoder, "a vector with values that are no finite numbers");
            records[i] = VectorCacheFormat.KeyRecord.Of(KeyOf(texts[i]), VectorCacheFormat.Checksum(row));
        }

        lock (_gate)
        {
            var first = _checksums.Count;
            DenseFailures.Explained(Folder, () =>
            {
                RandomAccess.Write(_rows, MemoryMarshal.AsBytes(rows.AsSpan()), OffsetOf(first));
                RandomAccess.Write(_keys, MemoryMarshal.AsBytes(records.AsSpan()), first * (long)KeyBytes);
                return true;
            });
            _isFlushed = false;
            foreach (var record in records)
            {
                _slots[record.Key] = _checksums.Count;
                _checksums.Add(record.Row);
            }
        }
    }

    /// <summary>Reads a row. False where it is not what was written: the text then counts as never embedded.</summary>
    public bool TryRead(UInt128 key, int slot, Span<float> row)
    {
        var bytes = MemoryMarshal.AsBytes(row);
        var read = RandomAccess.Read(_rows, bytes, OffsetOf(slot));
        lock (_gate)
        {
            if (read == bytes.Length && VectorCacheFormat.Checksum(row) == _checksums[slot]) return true;
            Damaged++;
            _slots.Remove(key);
            return false;
        }
    }

    /// <summary>Returns when everything added is on the disk.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_isFlushed) return;
            DenseFailures.Explained(Folder, () =>
            {
                RandomAccess.FlushToDisk(_rows);
                RandomAccess.FlushToDisk(_keys);
                return true;
            });
            _isFlushed = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        _rows.Dispose();
        _keys.Dispose();
        _lock.Dispose();
    }

    /// <summary>Writes the vector at unit length; false where it has values that are no finite numbers. A zero vector stays one.</summary>
    internal static bool TryNormalize(ReadOnlySpan<float> vector, Span<float> row)
    {
        var squares = 0d;
        foreach (var value in vector) squares += (double)value * value;
        if (!double.IsFinite(squares)) return false;
        var norm = Math.Sqrt(squares);
        vector.CopyTo(row);
        if (norm > 0 && Math.Abs(norm - 1) > UnitTolerance)
            for (var i = 0; i < row.Length; i++) row[i] = (float)(row[i] / norm);
        return true;
    }

    private static unsafe int KeyBytes => sizeof(VectorCacheFormat.KeyRecord);

    private static SafeFileHandle Open(string path) => File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    private long OffsetOf(int slot) => VectorCacheFormat.HeaderBytes + (slot * (long)VectorCacheFormat.RowBytes(Encoder));

    private string Prepare()
    {
        var header = new byte[VectorCacheFormat.HeaderBytes];
        if (RandomAccess.GetLength(_rows) > 0)
        {
            _ = RandomAccess.Read(_rows, header, 0);
            if (VectorCacheFormat.IdIn(header, Encoder) is { } id) return id;
            Discarded = "its head was damaged, or it was made by another version or for other dimensions";
        }

        var created = Guid.NewGuid();
        RandomAccess.SetLength(_rows, 0);
        RandomAccess.SetLength(_keys, 0);
        RandomAccess.Write(_rows, VectorCacheFormat.Header(Encoder, created), 0);
        return created.ToString("N");
    }

    private VectorCacheFormat.KeyRecord[] ReadKeys()
    {
        var rows = (RandomAccess.GetLength(_rows) - VectorCacheFormat.HeaderBytes) / VectorCacheFormat.RowBytes(Encoder);
        var keys = RandomAccess.GetLength(_keys) / KeyBytes;
        var records = new VectorCacheFormat.KeyRecord[Math.Min(rows, keys)];
        const int Group = 1 << 16;
        for (var at = 0; at < records.Length; at += Group)
            _ = RandomAccess.Read(_keys, MemoryMarshal.AsBytes(records.AsSpan(at, Math.Min(Group, records.Length - at))), at * (long)KeyBytes);
        return records;
    }

    // Only what is incomplete is cut. A damaged record keeps its place, since the rows behind it are known by number.
    private void CutTail(VectorCacheFormat.KeyRecord[] records)
    {
        RandomAccess.SetLength(_rows, OffsetOf(records.Length));
        RandomAccess.SetLength(_keys, records.Length * (long)KeyBytes);
        var row = new float[Encoder.Dimensions];
        for (var slot = Math.Max(0, records.Length - RowsCheckedOnOpening); slot < records.Length; slot++)
            if (records[slot].IsSound) TryRead(records[slot].Key, slot, row);
    }
}
