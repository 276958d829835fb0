using LongRag.Retrievers.Lexical;
using LongRag.Retrievers.Dense.Scan;

namespace LongRag.Retrievers.Dense;

/// <summary>What is wrong with a dense index.</summary>
/// <param name="Passages">How its passages differ from the store's.</param>
/// <param name="DamagedRows">Rows and documents whose bytes are not what was written.</param>
/// <param name="WrongRows">Rows whose code is not what the vector in the cache gives, or whose vector in the cache is damaged or missing.</param>
/// <param name="IsCacheMissing">Whether the cache that it was made from is not there: codes alone answer, a little less exactly.</param>
public sealed record DenseDifferences(IndexDifferences Passages, long DamagedRows, long WrongRows, bool IsCacheMissing)
{
    /// <summary>True where nothing is wrong.</summary>
    public bool None => Passages.None && DamagedRows == 0 && WrongRows == 0 && !IsCacheMissing;
}

/// <summary>Compares a dense index with the store and with the cache. While either is written, what it says may already be past.</summary>
public static class DenseIndexVerifier
{
    /// <summary>The differences. No index counts as an empty one.</summary>
    /// <exception cref="LongRagException"><c>index_outdated</c>, <c>index_damaged</c>.</exception>
    public static async Task<DenseDifferences> CompareAsync(ICorpusStore store, string root, string cacheFolder, Collection collection, DenseSchema schema, CancellationToken cancellationToken = default)
    {
        using var reader = new DenseReader(root, cacheFolder, schema);
        var passages = await LexicalIndexVerifier.CompareAsync(store, collection.Name, reader.ListPassageIdsAsync, cancellationToken);
        return reader.Search(snapshot => snapshot is null ? new DenseDifferences(passages, 0, 0, false) : Compare(snapshot, cacheFolder, passages, cancellationToken));
    }

    private static DenseDifferences Compare(DenseSnapshot snapshot, string cacheFolder, IndexDifferences passages, CancellationToken cancellationToken)
    {
        var (damaged, wrong) = (0L, 0L);
        using var keys = KeysOf(snapshot, cacheFolder);
        var code = new byte[snapshot.Schema.RowBytes];
        for (var row = 0; row < snapshot.Manifest.Rows; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!snapshot.Live[row]) continue;
            if (RowRecord.ChecksumOf(snapshot.CodeOf(row), snapshot.ScaleOf(row)) != snapshot.Rows[row].Checksum) damaged++;
            else if (snapshot.HasVectors && !(IsSound(snapshot, keys, row) && IsCodeOf(snapshot, row, code))) wrong++;
        }

        for (var number = 0; number < snapshot.Manifest.Documents; number++)
            if (System.IO.Hashing.XxHash32.HashToUInt32(snapshot.DescriptionOf(number)) != snapshot.Documents[number].Checksum) damaged++;
        return new DenseDifferences(passages, damaged, wrong, !snapshot.HasVectors);
    }

    // Null where codes are the vectors, and where the keys are not there: then the codes are compared alone.
    private static unsafe MappedFile? KeysOf(DenseSnapshot snapshot, string cacheFolder)
    {
        var file = VectorCacheFormat.KeysFile(cacheFolder, snapshot.Schema.Encoder);
        var bytes = snapshot.Manifest.CacheRows * (long)sizeof(VectorCacheFormat.KeyRecord);
        return snapshot.Schema.Precision is not VectorPrecision.Float32 && snapshot.HasVectors && File.Exists(file) && new FileInfo(file).Length >= bytes ? MappedFile.Open(file, bytes) : null;
    }

    private static bool IsSound(DenseSnapshot snapshot, MappedFile? keys, int row) =>
        keys is null || VectorCacheFormat.Checksum(snapshot.VectorOf(row)) == keys.Span<VectorCacheFormat.KeyRecord>(0, snapshot.Manifest.CacheRows)[snapshot.Rows[row].Slot].Row;

    private static bool IsCodeOf(DenseSnapshot snapshot, int row, byte[] code)
    {
        var vector = snapshot.VectorOf(row);
        foreach (var value in vector)
            if (!float.IsFinite(value)) return false;
        VectorRows.Write(vector, code, snapshot.Schema.Precision, out var scale);
        return snapshot.CodeOf(row).SequenceEqual(code) && snapshot.ScaleOf(row).Equals(scale);
    }
}
