using LongRag.Generator;
using LongRag.Ingest;
using LongRag.Models.Encoders;
using LongRag.Rankers;
using LongRag.Retrievers.Dense;
using LongRag.Retrievers.Lexical;
using LongRag.Storage;

namespace LongRag.Hosting;

/// <summary>The composition root: opens what a command needs, and closes it.</summary>
internal sealed class Workspace : IAsyncDisposable
{
    private readonly WriterLock? _lock;
    private readonly Dictionary<string, LexicalIndex> _indexes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DenseIndex> _denseIndexes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DenseSide> _denseSides = new(StringComparer.Ordinal);
    private readonly List<IDisposable> _opened = [];
    private string? _scratch;

    private Workspace(WorkspaceContext context, ICorpusStore store, WriterLock? writerLock) => (Context, Store, _lock) = (context, store, writerLock);

    public WorkspaceContext Context { get; }

    public ICorpusStore Store { get; }

    public DataFolder Folder => _scratch is null ? FolderOf(Context) : DataFolder.At(_scratch);

    // Also what is thrown away keeps its vectors: they are found again by their text.
    private string Vectors => DenseSide.CacheOf(FolderOf(Context));

    private LexicalSchema Schema => RetrieverNames.SchemaOf(Context.Settings.Retrieval);

    /// <summary>Opens the corpus for reading; creates nothing. A corpus of an older program is upgraded first.</summary>
    public static async Task<Workspace> OpenToReadAsync(WorkspaceContext context, CancellationToken cancellationToken)
    {
        try
        {
            return new Workspace(context, await OpenStoreToReadAsync(context, cancellationToken), writerLock: null);
        }
        catch (LongRagException e) when (e.Code is StorageCodes.OlderSchema)
        {
            context.Note("Upgrading the corpus to this version of LongRag ...");
            await using (await OpenToWriteAsync(context, cancellationToken))
            {
            }

            return new Workspace(context, await OpenStoreToReadAsync(context, cancellationToken), writerLock: null);
        }
    }

    /// <summary>Opens the corpus for writing, creating it where there is none. One process at a time may.</summary>
    public static async Task<Workspace> OpenToWriteAsync(WorkspaceContext context, CancellationToken cancellationToken)
    {
        var settings = context.Settings;
        var writerLock = FolderOf(context).LockForWriting();
        try
        {
            return new Workspace(context, await OpenStoreAsync(settings, FolderOf(context), cancellationToken), writerLock);
        }
        catch
        {
            writerLock.Dispose();
            throw;
        }
    }

    /// <summary>Opens the configured store for writing; the writer's lock is the caller's.</summary>
    public static async Task<ICorpusStore> OpenStoreAsync(Settings settings, DataFolder folder, CancellationToken cancellationToken) => IsPostgres(settings)
        ? await PostgresCorpusStore.OpenAsync(PostgresOptionsOf(settings), time: null, cancellationToken)
        : await SqliteCorpusStore.OpenAsync(folder.Database, time: null, cancellationToken);

    /// <summary>Opens what a dry run compares with: the corpus where there is one, else an empty one that is gone afterwards.</summary>
    public static async Task<Workspace> OpenToTryAsync(WorkspaceContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenToReadAsync(context, cancellationToken);
        }
        catch (LongRagException e) when (e.Code is StorageCodes.NoCorpus)
        {
            return await OpenScratchAsync(context, cancellationToken);
        }
    }

    /// <summary>Opens an empty corpus in a folder of its own, which is gone afterwards.</summary>
    public static async Task<Workspace> OpenScratchAsync(WorkspaceContext context, CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateTempSubdirectory("longrag-").FullName;
        try
        {
            return new Workspace(context, await SqliteCorpusStore.OpenAsync(DataFolder.At(scratch).Database, time: null, cancellationToken), writerLock: null) { _scratch = scratch };
        }
        catch
        {
            Directory.Delete(scratch, recursive: true);
            throw;
        }
    }

    /// <summary>The language if there is an analysis for it, else <c>unknown_language</c>.</summary>
    public static string CheckLanguage(string language) => LexicalAnalyzers.CheckLanguage(language);

    /// <summary>The collection of that name, else <c>no_such_collection</c>.</summary>
    public async Task<Collection> CollectionAsync(string name, CancellationToken cancellationToken) =>
        await Store.FindCollectionAsync(name, cancellationToken) ?? throw new LongRagException(StorageCodes.NoSuchCollection, $"There is no collection '{name}' (longrag collections shows them; longrag ingest creates one).");

    /// <summary>The collection of that name, created where it is missing (unless this only tries).</summary>
    public async Task<Collection> EnsureCollectionAsync(string name, bool onlyTry, CancellationToken cancellationToken)
    {
        if (await Store.FindCollectionAsync(name, cancellationToken) is { } found) return found;
        var created = new Collection { Name = name, PassageTokens = Context.Settings.Ingestion.PassageTokens };
        if (!onlyTry) await Store.SaveCollectionAsync(created, cancellationToken);
        return created;
    }

    /// <summary>The writer of a collection's index, opened once.</summary>
    public LexicalIndex IndexToWrite(Collection collection)
    {
        if (_indexes.TryGetValue(collection.Name, out var open)) return open;
        var index = LexicalIndex.OpenToWrite(IndexFolder(collection.Name), collection, Schema);
        if (index.Discarded is { } reason) Context.Note($"The index of '{collection.Name}' is built anew: {reason}");
        return _indexes[collection.Name] = index;
    }

    /// <summary>The writers of all indexes of a collection. An encoder that cannot be opened costs the vectors, not the documents, and is told.</summary>
    public IReadOnlyList<IPassageIndex> IndexesToWrite(Collection collection, IProgress<EmbeddingProgress>? progress)
    {
        var lexical = IndexToWrite(collection);
        try
        {
            return DenseIndexToWrite(collection, progress) is { } dense ? [lexical, dense] : [lexical];
        }
        catch (LongRagException failure) when (failure.Code is not "bad_config")
        {
            Context.Note($"note: no vectors are made: {PrintableText.OneLine(failure.Message)} [{failure.Code}]");
            return [lexical];
        }
    }

    /// <summary>The writer of a collection's dense index, opened once; null where no encoder is configured.</summary>
    public DenseIndex? DenseIndexToWrite(Collection collection, IProgress<EmbeddingProgress>? progress)
    {
        if (Dense(encoder: null, EncoderUse.Any) is not { } side) return null;
        if (_denseIndexes.TryGetValue(collection.Name, out var open)) return open;
        var index = side.OpenToWrite(collection, Store, progress);
        if (index.Discarded is { } reason) Context.Note($"The dense index of '{collection.Name}' is built anew: {reason}");
        return _denseIndexes[collection.Name] = index;
    }

    /// <summary>The dense side with an encoder; null where none is configured.</summary>
    /// <param name="encoder">Its name; null for the configuration's.</param>
    /// <param name="use">What it will be used for, where it is opened now.</param>
    public DenseSide? Dense(string? encoder, EncoderUse use)
    {
        encoder ??= Context.Settings.Retrieval.Encoder;
        if (EncoderNames.IsNone(encoder)) return null;
        if (_denseSides.TryGetValue(encoder, out var open)) return open;
        return _denseSides[encoder] = new DenseSide(Folder, Vectors, Context.Settings.Retrieval.Dense, EncoderNames.Open(encoder, Context.Settings, use));
    }

    /// <summary>The dense side that made an index; null where its encoder cannot be had as it was.</summary>
    public DenseSide? DenseOf(DenseSchema schema)
    {
        var key = $"{schema.Encoder.Name}/{schema.FolderName}";
        if (_denseSides.TryGetValue(key, out var open)) return open;
        var settings = new DenseSettings { Rendering = schema.Rendering, Precision = schema.Precision };
        var side = new DenseSide(Folder, Vectors, settings, EncoderNames.Open(schema.Encoder.Name, Context.Settings, EncoderUse.OneQuestion));
        if (string.Equals(side.Schema.FolderName, schema.FolderName, StringComparison.Ordinal)) return _denseSides[key] = side;
        side.Dispose();
        return null;
    }

    /// <summary>Whether this process may write in the data folder.</summary>
    public bool IsWriter => _lock is not null || _scratch is not null;

    /// <summary>Brings the lexical index of a collection up with the store.</summary>
    public async Task CatchUpAsync(string name, CancellationToken cancellationToken)
    {
        var collection = await CollectionAsync(name, cancellationToken);
        var index = IndexToWrite(collection);
        await new IndexBuilder(Store, index).CatchUpAsync(cancellationToken);
        if (index.BlocksFailure is { } reason) Context.Note($"Searches will take longer, the blocks of the index could not be written: {PrintableText.OneLine(reason)}");
    }

    /// <summary>Brings the dense index of a collection up with the store, and then removes those of other encoders; does nothing where no encoder is configured.</summary>
    public async Task CatchUpDenseAsync(Collection collection, IProgress<EmbeddingProgress>? progress, CancellationToken cancellationToken)
    {
        if (DenseIndexToWrite(collection, progress) is not { } index) return;
        await new IndexBuilder(Store, index).StartAsync(cancellationToken);
        var side = Dense(encoder: null, EncoderUse.Any)!;
        DenseFolders.DeleteOthers(side.RootOf(collection.Name), side.Schema);
    }

    /// <summary>A retriever over the indexes of a collection, which are first brought up with the store where another process does not do so already.</summary>
    /// <param name="name">Of the collection.</param>
    /// <param name="retriever">Which; null for the one of the configuration.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IRetriever> RetrieverAsync(string name, string? retriever, CancellationToken cancellationToken) => (await OpenRetrieverAsync(name, retriever, cancellationToken)).Instructed;

    /// <summary>The same, deaf to instructions.</summary>
    public async Task<IRetriever> PlainRetrieverAsync(string name, string? retriever, CancellationToken cancellationToken) => (await OpenRetrieverAsync(name, retriever, cancellationToken)).Plain;

    private async Task<OpenRetriever> OpenRetrieverAsync(string name, string? retriever, CancellationToken cancellationToken)
    {
        var choice = RetrieverNames.Choose(retriever, Context.Settings.Retrieval);
        var collection = await CollectionAsync(name, cancellationToken);
        if (_lock is null && _scratch is null && !await IsCurrentAsync(name, IndexStatistics(collection)?.Position ?? 0, cancellationToken)) await HealAsync(name, cancellationToken);
        var side = choice.NeedsEncoder ? await new DenseChoice(this).SideAsync(collection, choice, cancellationToken) : null;
        return Kept(OpenRetriever.Of(Store, Folder, collection, choice, Context.Settings.Retrieval, side, Tell));
    }

    /// <summary>Tells what who asks a question should know.</summary>
    public void Tell(AnswerNote note) => Context.Tell(note);

    /// <summary>Retrieve, rerank, pack, order, quote, verify.</summary>
    public async Task<AnswerPipeline> AnswerPipelineAsync(string name, string? retriever, CancellationToken cancellationToken, IAnswerGenerator? generator = null, IReportingReranker? reranker = null)
    {
        var settings = Context.Settings;
        IEvidenceOrder order = settings.Reorder is "hard_negative" ? new HardNegativeOrder() : new RankOrder();
        return new AnswerPipeline(
            await RetrieverAsync(name, retriever, cancellationToken), reranker is null ? [] : [new ToldReranker(reranker, Context.Note)], new EvidencePacker(Store, EstimatedTokenCounter.Instance), order, generator ?? new ExtractiveGenerator(), new CitationVerifier(Store),
            new AnswerOptions { Candidates = Math.Max(settings.Generation.Candidates, reranker?.Depth ?? 0), ContextTokens = settings.Generation.ContextTokens });
    }

    /// <summary>Sizes of a collection's index as last committed; null where there is none.</summary>
    public LexicalIndexStatistics? IndexStatistics(Collection collection) => LexicalIndex.Statistics(IndexFolder(collection.Name), collection, Schema);

    /// <summary>True where the store holds nothing of the collection beyond the position.</summary>
    public async Task<bool> IsCurrentAsync(string collection, long position, CancellationToken cancellationToken)
    {
        if (await Store.PositionAsync(cancellationToken) == position) return true;
        await foreach (var _ in Store.ReadChangesAsync(collection, position, cancellationToken)) return false;
        return true;
    }

    /// <summary>The dense side of a collection as it is now, or what is wrong with it; null where no encoder is configured.</summary>
    public async Task<VectorsInfo?> VectorsAsync(Collection collection, CancellationToken cancellationToken)
    {
        var name = Context.Settings.Retrieval.Encoder;
        if (EncoderNames.IsNone(name)) return null;
        var precision = Context.Settings.Retrieval.Dense.Precision.ToString().ToLowerInvariant();
        var passages = (await Store.MeasureAsync(collection.Name, cancellationToken)).Passages;
        try
        {
            var side = Dense(encoder: null, EncoderUse.OneQuestion)!;
            var root = side.RootOf(collection.Name);
            var index = side.Statistics(collection.Name);
            var progress = DenseFolders.Progress(root, side.Schema);
            return new VectorsInfo(
                name, precision, index?.Passages ?? 0, Math.Round(index?.Share(passages) ?? (passages == 0 ? 1 : 0), 4), index?.Bytes ?? 0,
                progress?.PassagesPerSecond, progress?.TimeLeft?.TotalSeconds, [.. DenseFolders.Others(root, side.Schema).Select(other => other.Schema.Encoder.Name)],
                DenseFolders.WasMadeBefore(root, side.Schema) ? DenseChoice.Changed(name) : null);
        }
        catch (LongRagException failure)
        {
            // One bad index, or an encoder that is away, is no reason to say nothing of all the rest.
            return new VectorsInfo(name, precision, 0, passages == 0 ? 1 : 0, 0, null, null, [], $"{failure.Message} [{failure.Code}]");
        }
    }

    /// <summary>Compares the indexes of a collection with the store.</summary>
    public async Task<IndexComparison> VerifyIndexAsync(Collection collection, CancellationToken cancellationToken)
    {
        var differences = await LexicalIndexVerifier.CompareAsync(Store, IndexFolder(collection.Name), collection, Schema, cancellationToken);
        return new IndexComparison(
            collection.Name, differences.None, IndexStatistics(collection)?.Position ?? 0, await Store.PositionAsync(cancellationToken),
            differences.Missing, differences.Extra, [.. differences.Examples.Select(id => id.Value)], await VerifyVectorsAsync(collection, cancellationToken));
    }

    private async Task<DenseComparison?> VerifyVectorsAsync(Collection collection, CancellationToken cancellationToken)
    {
        if (Dense(encoder: null, EncoderUse.OneQuestion) is not { } side) return null;
        var differences = await side.VerifyAsync(Store, collection, cancellationToken);
        return new DenseComparison(differences.None, differences.Passages.Missing, differences.Passages.Extra, differences.DamagedRows, differences.WrongRows, differences.IsCacheMissing);
    }

    /// <summary>Deletes the index files of a collection.</summary>
    public void DeleteIndex(string collection)
    {
        var folder = Path.GetDirectoryName(IndexFolder(collection))!;
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var opened in _opened) opened.Dispose();
        foreach (var index in _indexes.Values) await index.DisposeAsync();
        foreach (var index in _denseIndexes.Values) await index.DisposeAsync();
        foreach (var side in _denseSides.Values) side.Dispose();
        await Store.DisposeAsync();
        _lock?.Dispose();
        if (_scratch is not null) Directory.Delete(_scratch, recursive: true);
    }

    private T Kept<T>(T opened) where T : IDisposable
    {
        _opened.Add(opened);
        return opened;
    }

    private async Task HealAsync(string collection, CancellationToken cancellationToken)
    {
        try
        {
            Context.Note("Bringing the index up with the corpus ...");
            await using var writer = await OpenToWriteAsync(Context, cancellationToken);
            await writer.CatchUpAsync(collection, cancellationToken);
        }
        catch (LongRagException e) when (e.Code is StorageCodes.Locked)
        {
            // Somebody is writing and will bring the index up: readers are never locked out.
            Context.Note("Another process is writing; the newest documents may not be found yet.");
        }
    }

    private string IndexFolder(string collection) => Folder.Index(collection, "lexical");

    private static DataFolder FolderOf(WorkspaceContext context) => DataFolder.At(context.DataPath);

    public static bool IsPostgres(Settings settings) => settings.Storage is "postgres";

    public static PostgresOptions PostgresOptionsOf(Settings settings) => new() { ConnectionString = settings.Postgres.ConnectionString!, Schema = settings.Postgres.Schema };

    /// <summary>Opens the configured store for reading.</summary>
    public static async Task<ICorpusStore> OpenStoreToReadAsync(WorkspaceContext context, CancellationToken cancellationToken) => IsPostgres(context.Settings)
        ? await PostgresCorpusStore.OpenForReadingAsync(PostgresOptionsOf(context.Settings), cancellationToken)
        : SqliteCorpusStore.OpenForReading(FolderOf(context).Database);
}
