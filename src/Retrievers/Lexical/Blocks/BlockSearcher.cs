using System.Collections.Concurrent;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace LongRag.Retrievers.Lexical.Blocks;

/// <summary>A Lucene searcher that knows the block files of its segments, and what else stays the same as long as it lives. Thread-safe.</summary>
internal sealed class BlockSearcher : IndexSearcher
{
    private readonly BlockFiles _files;
    private readonly BlockFile?[] _blocks;
    private readonly FixedBitSet?[] _live;
    private readonly ConcurrentDictionary<string, CollectionStatistics> _statistics = new(StringComparer.Ordinal);

    public BlockSearcher(IndexReader reader, BlockFiles files)
        : base(reader)
    {
        _files = files;
        _blocks = new BlockFile?[reader.Leaves.Count];
        _live = new FixedBitSet?[reader.Leaves.Count];
        FindBlocks();
    }

    /// <summary>Opens the files that were not there when last looked for: they are written after Lucene's commit.</summary>
    public void FindBlocks()
    {
        for (var leaf = 0; leaf < _blocks.Length; leaf++)
            if (_blocks[leaf] is null && IndexReader.Leaves[leaf].AtomicReader is SegmentReader segment) Volatile.Write(ref _blocks[leaf], _files.Of(segment));
    }

    /// <summary>The block file of a segment, by its place among the reader's; null where Lucene has to answer.</summary>
    public BlockFile? BlocksOf(int leaf) => Volatile.Read(ref _blocks[leaf]) is { IsDamaged: false } file ? file : null;

    /// <summary>The documents of a segment that are not deleted; null where none is.</summary>
    public FixedBitSet? LiveOf(int leaf)
    {
        if (Volatile.Read(ref _live[leaf]) is { } known) return known;
        if (IndexReader.Leaves[leaf].AtomicReader is not { LiveDocs: { } live } segment) return null;
        var bits = new FixedBitSet(segment.MaxDoc);
        for (var doc = 0; doc < segment.MaxDoc; doc++)
            if (live.Get(doc)) bits.Set(doc);
        Volatile.Write(ref _live[leaf], bits);
        return bits;
    }

    /// <inheritdoc/>
    public override CollectionStatistics CollectionStatistics(string field) => _statistics.GetOrAdd(field, base.CollectionStatistics);
}
