using LongRag.Ingest;
using LongRag.Models.Encoders;
using LongRag.Retrievers.Dense;
using LongRag.Storage;

namespace LongRag.Hosting;

/// <summary>The dense side of a data folder: one encoder, its cache of vectors, and its indexes.</summary>
internal sealed class DenseSide : IDisposable
{
    private readonly DataFolder _folder;
    private readonly string _cacheFolder;
    private VectorCache? _cache;
    private QueryVectors? _queries;

    /// <param name="folder">Where the indexes lie.</param>
    /// <param name="cacheFolder">Where the vectors are kept.</param>
    /// <param name="settings">What is embedded, and how rows are kept.</param>
    /// <param name="encoder">Owned.</param>
    public DenseSide(DataFolder folder, string cacheFolder, DenseSettings settings, Encoder encoder)
    {
        (_folder, _cacheFolder, Encoder) = (folder, cacheFolder, encoder);
        Schema = new DenseSchema { Encoder = encoder.Profile, Rendering = settings.Rendering, Precision = settings.Precision };
    }

    public Encoder Encoder { get; }

    public DenseSchema Schema { get; }

    /// <summary>Vectors of questions.</summary>
    public QueryVectors Queries => _queries ??= new QueryVectors(Encoder);

    /// <summary>Folder of all dense indexes of a collection.</summary>
    public string RootOf(string collection) => RootOf(_folder, collection);

    /// <summary>Folder of all dense indexes of a collection.</summary>
    public static string RootOf(DataFolder folder, string collection) => folder.Index(collection, "dense");

    /// <summary>Folder of the vectors of a data folder.</summary>
    public static string CacheOf(DataFolder folder) => Path.Combine(folder.Path, "vectors");

    public DenseReader OpenReader(string collection) => new(RootOf(collection), _cacheFolder, Schema);

    /// <summary>Opens a collection's index for writing.</summary>
    public DenseIndex OpenToWrite(Collection collection, ICorpusStore store, IProgress<EmbeddingProgress>? progress) => DenseIndex.OpenToWrite(
        RootOf(collection.Name), collection, Schema, Encoder, _cache ??= VectorCache.OpenToWrite(_cacheFolder, Encoder.Profile), progress,
        async token => (await store.MeasureAsync(collection.Name, token)).Passages, Schema.Rendering is DenseRendering.Described ? Described : null);

    /// <summary>The most central sentence of each section, as <c>outline --highlights</c> has it.</summary>
    private static TextSpan?[] Described(Document document)
    {
        var spans = new TextSpan?[document.Sections.Count];
        foreach (var highlight in SectionHighlights.ByCentrality(document, 1)) spans[highlight.Section] = highlight.Span;
        return spans;
    }

    /// <summary>What is in a collection's index; null where there is none.</summary>
    public DenseIndexStatistics? Statistics(string collection) => DenseFolders.Find(RootOf(collection), Schema);

    public Task<DenseDifferences> VerifyAsync(ICorpusStore store, Collection collection, CancellationToken cancellationToken) =>
        DenseIndexVerifier.CompareAsync(store, RootOf(collection.Name), _cacheFolder, collection, Schema, cancellationToken);

    public void Dispose()
    {
        _cache?.Dispose();
        Encoder.Dispose();
    }
}
