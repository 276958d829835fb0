using System.Diagnostics;
using System.Runtime.CompilerServices;
using LongRag.Retrievers.Lexical.Blocks;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;

namespace LongRag.Retrievers.Lexical;

/// <summary>
/// The searching side of a lexical index: one shared reader, opened at the first search, that follows what is written. Thread-safe. It takes no lock.
/// </summary>
public sealed class LexicalReader : IDisposable
{
    // A look for a new commit costs reading a directory; a search should not pay it each time, and nobody notices a quarter of a second.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    private readonly System.Threading.Lock _gate = new();
    private readonly Collection _collection;
    private readonly LexicalSchema _schema;
    private readonly string _folder;
    private readonly LexicalIndex? _writer;
    private readonly BlockFiles _blocks;
    private FSDirectory? _directory;
    private SearcherManager? _searchers;
    private string? _generation;
    private long _lastLook;

    /// <param name="folder">Folder of the index; need not exist yet.</param>
    /// <param name="collection">Whose index it is.</param>
    /// <param name="schema">What should stand in it; null for passages.</param>
    public LexicalReader(string folder, Collection collection, LexicalSchema? schema = null) => (_folder, _collection, _schema, _blocks) = (folder, collection, schema ?? LexicalSchema.Default, new BlockFiles(folder));

    /// <param name="index">An open writer of this process: what it applied is found before it is committed. Dispose the reader first.</param>
    /// <param name="collection">Whose index it is.</param>
    public LexicalReader(LexicalIndex index, Collection collection) => (_folder, _collection, _schema, _writer, _blocks) = (index.Folder, collection, index.Schema, index, new BlockFiles(index.Folder));

    /// <summary>Sees to it that the next search finds all that is written now.</summary>
    /// <exception cref="LongRagException"><c>index_damaged</c>, <c>index_outdated</c>.</exception>
    public void Refresh() => LexicalFailures.Reading(_folder, () =>
    {
        lock (_gate) Look();
        return true;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) Close();
    }

    /// <summary>Calls <paramref name="search"/> with a searcher that stays as it is meanwhile; with null where there is no index.</summary>
    internal T Search<T>(Func<IndexSearcher?, T> search) => LexicalFailures.Reading(_folder, () =>
    {
        var (searchers, searcher) = Acquire();
        if (searchers is null) return search(null);
        try
        {
            return search(searcher);
        }
        finally
        {
            searchers.Release(searcher);
        }
    });

    /// <summary>Reads every byte of the index and compares it with the checksums it was written with.</summary>
    /// <exception cref="LongRagException"><c>index_damaged</c>, <c>index_outdated</c>.</exception>
    internal void CheckIntegrity() => Search(searcher =>
    {
        foreach (var leaf in searcher?.IndexReader.Leaves ?? [])
            (leaf.AtomicReader as SegmentReader)?.CheckIntegrity();
        return true;
    });

    /// <summary>The ids of all passages in it, as it was when the listing began. Streams.</summary>
    public async IAsyncEnumerable<PassageId> ListPassageIdsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        var (searchers, searcher) = LexicalFailures.Reading(_folder, Acquire);
        if (searchers is null) yield break;
        try
        {
            using var ids = PassageIds.In(searcher!.IndexReader).GetEnumerator();
            while (LexicalFailures.Reading(_folder, ids.MoveNext))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return ids.Current;
            }
        }
        finally
        {
            searchers.Release(searcher!);
        }
    }

    private (SearcherManager? Searchers, IndexSearcher? Searcher) Acquire()
    {
        lock (_gate)
        {
            if (_searchers is null || Stopwatch.GetElapsedTime(_lastLook) >= BetweenLooks) Look();
            return (_searchers, _searchers?.Acquire());
        }
    }

    private void Look()
    {
        _lastLook = Stopwatch.GetTimestamp();
        if (_searchers is null)
        {
            Open();
            return;
        }

        if (_directory is not null && !string.Equals(_generation, GenerationOf(_directory), StringComparison.Ordinal))
        {
            // The folder was deleted, and perhaps written anew, under the reader.
            Close();
            Open();
            return;
        }

        _searchers.MaybeRefreshBlocking();
        var current = _searchers.Acquire();
        try
        {
            ((BlockSearcher)current).FindBlocks();
        }
        finally
        {
            _searchers.Release(current);
        }
    }

    private static string? GenerationOf(FSDirectory directory) => LexicalFormat.LastCommit(directory) is { } commit ? LexicalFormat.GenerationIn(commit.UserData) : null;

    private void Open()
    {
        if (_writer is not null)
        {
            _searchers = _writer.OpenSearchers(new WithBlocks(_blocks));
            return;
        }

        if (!System.IO.Directory.Exists(_folder)) return;
        _directory = LexicalFormat.Open(_folder);
        try
        {
            _generation = GenerationOf(_directory);
            if (_generation is not null) _searchers = new SearcherManager(_directory, new FormatCheck(_folder, _collection, _schema, _blocks));
        }
        finally
        {
            if (_searchers is null) Close();
        }
    }

    private void Close()
    {
        _searchers?.Dispose();
        _directory?.Dispose();
        (_searchers, _directory) = (null, null);
    }

    private sealed class WithBlocks(BlockFiles blocks) : SearcherFactory
    {
        public override IndexSearcher NewSearcher(IndexReader reader) => new BlockSearcher(reader, blocks);
    }

    // Asked for each new commit, so that an index rewritten by another version is noticed while it is open.
    private sealed class FormatCheck(string folder, Collection collection, LexicalSchema schema, BlockFiles blocks) : SearcherFactory
    {
        public override IndexSearcher NewSearcher(IndexReader reader) =>
            LexicalFormat.PositionIn(((DirectoryReader)reader).IndexCommit.UserData, collection, schema) is null ? throw LexicalFormat.Outdated(folder) : new BlockSearcher(reader, blocks);
    }
}
