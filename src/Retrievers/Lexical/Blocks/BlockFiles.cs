using System.Collections.Concurrent;
using Lucene.Net.Index;

namespace LongRag.Retrievers.Lexical.Blocks;

/// <summary>The block files that a reader has open: each as long as Lucene keeps its segment open. Thread-safe.</summary>
internal sealed class BlockFiles(string indexFolder) : SegmentReader.ICoreDisposedListener
{
    private readonly BlockFolder _folder = new(indexFolder);
    private readonly ConcurrentDictionary<object, BlockFile> _open = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _gate = new();

    /// <summary>The file of a segment; null where there is none to be used.</summary>
    public BlockFile? Of(SegmentReader segment)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(segment.CoreCacheKey, out var open)) return open;
            if (_folder.TryOpen(segment) is not { } file) return null;
            _open[segment.CoreCacheKey] = file;
            segment.AddCoreDisposedListener(this);
            return file;
        }
    }

    /// <inheritdoc/>
    public void OnDispose(object ownerCoreCacheKey)
    {
        if (_open.TryRemove(ownerCoreCacheKey, out var file)) file.Dispose();
    }
}
