using LongRag.Models.Encoders;
using LongRag.Retrievers.Dense;
using LongRag.Retrievers.Dense.Scan;
using LongRag.TestKit;

namespace LongRag.Retrievers.Tests.Dense;

/// <summary>A store with its dense index, writer, cache and retriever.</summary>
internal sealed class DenseCorpus : IAsyncDisposable
{
    public static readonly Collection Settings = new() { Name = Collection.DefaultName };

    private readonly Encoder _encoder;

    private DenseCorpus(ICorpusStore store, string root, string caches, WordHashes hashes, DenseSchema schema, IProgress<EmbeddingProgress>? progress, Func<Document, IReadOnlyList<TextSpan?>>? describe)
    {
        (Store, Root, Caches, Hashes, Schema) = (store, root, caches, hashes, schema);
        _encoder = hashes.Encoder(schema.Encoder.Name);
        Cache = VectorCache.OpenToWrite(caches, schema.Encoder);
        Index = DenseIndex.OpenToWrite(root, Settings, schema, _encoder, Cache, progress, async token => (await store.MeasureAsync(Settings.Name, token)).Passages, describe);
        Reader = new DenseReader(root, caches, schema);
        Search = new DenseSearch(Reader);
        Retriever = new DenseRetriever(store, Reader, new QueryVectors(_encoder), Settings);
    }

    public ICorpusStore Store { get; }

    public string Root { get; }

    public string Caches { get; }

    public WordHashes Hashes { get; }

    public DenseSchema Schema { get; }

    public VectorCache Cache { get; }

    public DenseIndex Index { get; }

    public DenseReader Reader { get; }

    public DenseSearch Search { get; }

    public DenseRetriever Retriever { get; }

    public string Folder => Path.Combine(Root, Schema.FolderName);

    public static DenseSchema SchemaOf(int dimensions = 64, VectorPrecision precision = VectorPrecision.Int8, DenseRendering rendering = DenseRendering.Text, string name = "hashes") =>
        new() { Encoder = WordHashes.Profile(dimensions, name), Precision = precision, Rendering = rendering };

    /// <summary>Opens index and cache below the folder.</summary>
    public static DenseCorpus Open(TemporaryFolder folder, ICorpusStore? store = null, DenseSchema? schema = null, IProgress<EmbeddingProgress>? progress = null, Func<Document, IReadOnlyList<TextSpan?>>? describe = null)
    {
        var of = schema ?? SchemaOf();
        return new DenseCorpus(store ?? new MemoryCorpusStore(), folder.PathOf("dense"), folder.PathOf("vectors"), new WordHashes(of.Encoder.Dimensions), of, progress, describe);
    }

    public async Task CatchUpAsync(bool commit = true)
    {
        var changes = new List<CorpusChange>();
        await foreach (var change in Store.ReadChangesAsync(Settings.Name, Index.Position)) changes.Add(change);
        await Index.ApplyAsync(changes);
        if (commit) await Index.CommitAsync(await Store.PositionAsync());
        Reader.Refresh();
    }

    /// <summary>Saves documents, and brings the index up.</summary>
    public async Task SaveAsync(params CorpusEntry[] entries)
    {
        await Store.SaveAsync(entries);
        await CatchUpAsync();
    }

    public Task<DenseDifferences> DifferencesAsync() => DenseIndexVerifier.CompareAsync(Store, Root, Caches, Settings, Schema);

    public async ValueTask DisposeAsync()
    {
        Reader.Dispose();
        await Index.DisposeAsync();
        Cache.Dispose();
        _encoder.Dispose();
    }
}
