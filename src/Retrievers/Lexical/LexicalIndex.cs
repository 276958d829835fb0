using System.Runtime.CompilerServices;
using LongRag.Retrievers.Lexical.Blocks;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;

namespace LongRag.Retrievers.Lexical;

/// <summary>
/// The lexical projection of one collection: a Lucene index in a folder of its own. One process writes at a time; a killed writer leaves no lock, and what it had not committed is applied again.
/// Readers open with <see cref="LexicalReader"/>.
/// </summary>
/// <remarks>
/// An index of another format or language counts as empty, at position 0; the next commit replaces it. Not thread-safe, except for readers over it. Work is done on the caller's thread.
/// </remarks>
public sealed class LexicalIndex : IPassageIndex
{
    // Lucene writes a segment when the buffer is full. Larger buffers index no faster here and an ingest must fit in 400 MB as a whole.
    private const double BufferMegabytes = 32;

    // Hashes of the documents written since the index was empty, 8 bytes each; beyond this many every document is deleted before it is added.
    private const int MostRemembered = 1_000_000;

    private readonly FSDirectory _directory;
    private readonly Collection _settings;
    private readonly IndexWriter _writer;
    private readonly string _generation;
    private readonly UnitDocuments _documents;
    private readonly LexicalSchema _schema;
    private readonly BlockFolder _blocks;
    private HashSet<ulong>? _written;

    private LexicalIndex(string folder, FSDirectory directory, Collection collection, LexicalSchema schema, SegmentInfos? last)
    {
        (Folder, _directory, _settings, _schema, _blocks) = (folder, directory, collection, schema, new BlockFolder(folder));
        _documents = UnitDocuments.For(collection, schema);
        Position = last is null ? 0 : LexicalFormat.PositionIn(last.UserData, collection, schema) ?? 0;
        _generation = last is null ? Guid.NewGuid().ToString("N") : LexicalFormat.GenerationIn(last.UserData);
        var configuration = new IndexWriterConfig(LexicalAnalyzers.Version, LexicalAnalyzers.Of(collection.Language, schema.IdentifierParts))
        {
            OpenMode = last is null ? OpenMode.CREATE : OpenMode.APPEND,
            RAMBufferSizeMB = BufferMegabytes,
            Similarity = LexicalSimilarity.ForWriting(schema),
            UseCompoundFile = true,
            WriteLockTimeout = 0,
        };
        _writer = new IndexWriter(directory, configuration);
        _written = _writer.MaxDoc == 0 ? [] : null;
    }

    /// <summary>Folder of the index.</summary>
    public string Folder { get; }

    /// <summary>What stands in it.</summary>
    public LexicalSchema Schema => _schema;

    /// <inheritdoc/>
    public string Collection => _settings.Name;

    /// <inheritdoc/>
    public long Position { get; private set; }

    /// <summary>Why an index that was there counts as empty, in a few words; null where none was there or it is used.</summary>
    public string? Discarded { get; private init; }

    /// <summary>Why the last commit lacks block files, so that searches take longer; null where it has them.</summary>
    public string? BlocksFailure { get; private set; }

    /// <summary>Opens the index for writing; creates it where there is none.</summary>
    /// <param name="folder">Its folder, one for each collection.</param>
    /// <param name="collection">Whose passages it holds; the language decides the analysis.</param>
    /// <param name="schema">What stands in it; null for passages.</param>
    /// <exception cref="LongRagException"><c>locked</c> where another writer has it open; <c>unknown_language</c>; <c>disk_full</c>; <c>index_unwritable</c>.</exception>
    public static LexicalIndex OpenToWrite(string folder, Collection collection, LexicalSchema? schema = null)
    {
        LexicalAnalyzers.CheckLanguage(collection.Language);
        LexicalFailures.Making(folder);
        return AsItIs() ?? AsItIs() ?? LexicalFailures.Explained(folder, () => Open(folder, collection, schema ?? LexicalSchema.Default, startAnew: true));

        // Null where the commit can be read, but not the segments it names. Only what looks damaged twice is emptied: memory that was short for a moment reads as wrong lengths do.
        LexicalIndex? AsItIs()
        {
            try
            {
                return LexicalFailures.Reading(folder, () => Open(folder, collection, schema ?? LexicalSchema.Default, startAnew: false));
            }
            catch (LongRagException damage) when (damage.Code is LexicalFormat.DamagedCode)
            {
                return null;
            }
        }
    }

    private static LexicalIndex Open(string folder, Collection collection, LexicalSchema schema, bool startAnew)
    {
        var directory = LexicalFormat.OpenToWrite(folder);
        try
        {
            if (startAnew) Empty(directory);
            var (last, discarded) = Examine(directory, collection, schema);
            return new LexicalIndex(folder, directory, collection, schema, last) { Discarded = startAnew ? "it was damaged" : discarded };
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Sizes of the index in a folder, read beside a writer; null where there is none.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="collection">Where given, an index for another language counts as outdated.</param>
    /// <param name="schema">An index of another schema counts as outdated too; null for passages.</param>
    /// <exception cref="LongRagException"><c>index_damaged</c>.</exception>
    public static LexicalIndexStatistics? Statistics(string folder, Collection? collection = null, LexicalSchema? schema = null)
    {
        if (!System.IO.Directory.Exists(folder)) return null;
        using var directory = LexicalFormat.Open(folder);
        if (LexicalFormat.LastCommit(directory) is not { } commit) return null;
        var deleted = commit.Segments.Sum(s => (long)s.DelCount);
        var bytes = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Exists ? f.Length : 0);
        var position = LexicalFormat.PositionIn(commit.UserData, collection, schema ?? LexicalSchema.Default);
        return new LexicalIndexStatistics(position ?? 0, commit.TotalDocCount - deleted, bytes, commit.Count, deleted, position is null);
    }

    /// <inheritdoc/>
    public Task ApplyAsync(IReadOnlyList<CorpusChange> changes, CancellationToken cancellationToken = default) => LexicalFailures.Explained(Folder, () =>
    {
        foreach (var change in changes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var document = new Term(LexicalFields.Filter, FilterTerms.TextsOf("id") + change.DocumentId.Value);
            var isNew = IsNew(change);
            if (change.Entry is not { Passages.Count: > 0 } entry) _writer.DeleteDocuments(document);
            else if (isNew) _writer.AddDocuments(_documents.Of(entry));
            else _writer.UpdateDocuments(document, _documents.Of(entry));
        }

        return Task.CompletedTask;
    });

    /// <inheritdoc/>
    public Task CommitAsync(long position, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Deletions are looked up in the segments that are there.
        return LexicalFailures.Reading(Folder, () =>
        {
            _writer.SetCommitData(LexicalFormat.UserData(_settings, _schema, position, _generation));
            _writer.Commit();
            Position = position;
            WriteBlocks();
            return Task.CompletedTask;
        });
    }

    // Lucene has committed, and answers alone where there are no blocks: what goes wrong with them is no failure of the commit. The next one tries again.
    private void WriteBlocks()
    {
        try
        {
            _blocks.Update(_directory);
            BlocksFailure = null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            BlocksFailure = failure.Message;
        }
    }

    /// <inheritdoc/>
    public Task ClearAsync(CancellationToken cancellationToken = default) => LexicalFailures.Explained(Folder, () =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        _writer.DeleteAll();
        _written = [];
        return CommitAsync(0, cancellationToken);
    });

    /// <inheritdoc/>
    public async IAsyncEnumerable<PassageId> ListPassageIdsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        if (LexicalFormat.LastCommit(_directory) is not { } commit || LexicalFormat.PositionIn(commit.UserData, _settings, _schema) is null) yield break;
        using var reader = DirectoryReader.Open(_directory);
        foreach (var id in PassageIds.In(reader))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return id;
        }
    }

    /// <summary>Ends the writing. What was not committed is given up, and applied again by the next catching up.</summary>
    public ValueTask DisposeAsync()
    {
        LexicalFailures.Explained(Folder, () =>
        {
            _writer.Rollback();
            _directory.Dispose();
            return true;
        });
        return ValueTask.CompletedTask;
    }

    /// <summary>Searchers over this writer, which see what was applied before it is committed.</summary>
    internal SearcherManager OpenSearchers(SearcherFactory factory) => new(_writer, applyAllDeletes: true, factory);

    private static (SegmentInfos? Last, string? Discarded) Examine(FSDirectory directory, Collection collection, LexicalSchema schema)
    {
        try
        {
            if (LexicalFormat.LastCommit(directory) is not { } commit) return (null, null);
            var isCurrent = LexicalFormat.PositionIn(commit.UserData, collection, schema) is not null;
            return isCurrent ? (commit, null) : (null, "it was made by another version or for another language or schema");
        }
        catch (LongRagException damage) when (damage.Code is LexicalFormat.DamagedCode)
        {
            Empty(directory);
            return (null, "it was damaged");
        }
    }

    // Lucene opens no folder with a commit it cannot read, not even to write it anew. The index holds nothing that the store lacks.
    private static void Empty(FSDirectory directory)
    {
        using var exclusive = directory.MakeLock(IndexWriter.WRITE_LOCK_NAME);
        if (!exclusive.Obtain()) throw new LockObtainFailedException(directory.ToString());
        foreach (var file in directory.ListAll().Where(f => !string.Equals(f, IndexWriter.WRITE_LOCK_NAME, StringComparison.Ordinal))) directory.DeleteFile(file);
    }

    private bool IsNew(CorpusChange change)
    {
        if (!change.IsAddition && _written?.Count < MostRemembered) return _written.Add(System.IO.Hashing.XxHash3.HashToUInt64(System.Runtime.InteropServices.MemoryMarshal.AsBytes(change.DocumentId.Value.AsSpan())));
        // What is added without being remembered makes the memory incomplete: from now on only the caller can know.
        _written = null;
        return change.IsAddition;
    }
}
