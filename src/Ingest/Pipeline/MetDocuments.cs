using System.Globalization;

namespace LongRag.Ingest;

/// <summary>
/// The documents that a run has met, in about 16 bytes each: a file of millions of records must not fill memory with their ids. Kept are 64 of an id's 80 bits; two of five million documents share them
/// with a chance of one in a million, and the second would then be named a duplicate. Thread-safe.
/// </summary>
internal sealed class MetDocuments
{
    // Tables that grow one by one never hold the old and the new copy of everything at once.
    private const int Shards = 64;

    private readonly Table[] _shards = [.. Enumerable.Range(0, Shards).Select(_ => new Table())];

    /// <summary>False where the document was met before.</summary>
    public bool TryAdd(DocumentId id)
    {
        var key = KeyOf(id);
        var shard = _shards[key % Shards];
        lock (shard) return shard.Add(key);
    }

    public bool Contains(DocumentId id)
    {
        var key = KeyOf(id);
        var shard = _shards[key % Shards];
        lock (shard) return shard.Contains(key);
    }

    // 0 marks an empty place, so the one id in 2^64 that begins with zeros alone is moved aside.
    private static ulong KeyOf(DocumentId id) => Math.Max(1, ulong.Parse(id.Value.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    /// <summary>Open addressing over keys that are hashes already: half the memory of a <see cref="HashSet{T}"/>.</summary>
    private sealed class Table
    {
        private ulong[] _keys = new ulong[64];
        private int _count;

        public bool Contains(ulong key) => _keys[PlaceOf(_keys, key)] == key;

        public bool Add(ulong key)
        {
            var place = PlaceOf(_keys, key);
            if (_keys[place] == key) return false;
            _keys[place] = key;
            if (++_count * 4 > _keys.Length * 3) Grow();
            return true;
        }

        private void Grow()
        {
            var larger = new ulong[_keys.Length * 2];
            foreach (var key in _keys)
                if (key != 0) larger[PlaceOf(larger, key)] = key;
            _keys = larger;
        }

        private static int PlaceOf(ulong[] keys, ulong key)
        {
            var place = (int)(key / Shards % (ulong)keys.Length);
            while (keys[place] != 0 && keys[place] != key) place = (place + 1) % keys.Length;
            return place;
        }
    }
}
