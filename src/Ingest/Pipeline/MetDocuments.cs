using System.Globalization;

namespace LongRag.Ingest;

/// <summary>The documents that a run has met, in about 30 bytes each: a file of millions of records must not fill memory with their ids. Thread-safe.</summary>
internal sealed class MetDocuments
{
    // Sets that grow one by one never hold the old and the new copy of everything at once.
    private const int Shards = 64;

    private readonly HashSet<Key>[] _shards = [.. Enumerable.Range(0, Shards).Select(_ => new HashSet<Key>())];

    /// <summary>False where the document was met before.</summary>
    public bool TryAdd(DocumentId id)
    {
        var key = Key.Of(id);
        var shard = _shards[key.Tail % Shards];
        lock (shard) return shard.Add(key);
    }

    public bool Contains(DocumentId id)
    {
        var key = Key.Of(id);
        var shard = _shards[key.Tail % Shards];
        lock (shard) return shard.Contains(key);
    }

    /// <summary>The 80 bits of an id.</summary>
    private readonly record struct Key(ulong Head, ushort Tail)
    {
        public static Key Of(DocumentId id) => new(
            ulong.Parse(id.Value.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            ushort.Parse(id.Value.AsSpan(16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
    }
}
