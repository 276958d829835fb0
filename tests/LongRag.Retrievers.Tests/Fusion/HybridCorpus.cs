using LongRag.Models.Encoders;
using LongRag.Retrievers.Dense;
using LongRag.Retrievers.Fusion;
using LongRag.Retrievers.Tests.Dense;
using LongRag.Retrievers.Tests.Lexical;
using LongRag.TestKit;

namespace LongRag.Retrievers.Tests.Fusion;

/// <summary>A store with both indexes and the retriever that joins them.</summary>
internal sealed class HybridCorpus : IAsyncDisposable
{
    private readonly LexicalCorpus _words;
    private readonly DenseCorpus _vectors;
    private readonly Encoder _encoder;

    public HybridCorpus(TemporaryFolder folder, ICorpusStore store, FusionOptions? options = null, Encoder? encoder = null)
    {
        Store = store;
        _words = new LexicalCorpus(store, folder.PathOf("index"));
        _vectors = DenseCorpus.Open(folder, store);
        _encoder = encoder ?? _vectors.Hashes.Encoder(_vectors.Schema.Encoder.Name);
        Retriever = new HybridRetriever(store, _words.Retriever, new DenseSearch(_vectors.Reader), new QueryVectors(_encoder), options, Failures.Add);
    }

    public ICorpusStore Store { get; }

    public HybridRetriever Retriever { get; }

    /// <summary>What the owner was told.</summary>
    public List<LongRagException> Failures { get; } = [];

    public LongRag.Retrievers.Lexical.LexicalRetriever Words => _words.Retriever;

    /// <summary>The same retriever with another lexical side.</summary>
    public HybridRetriever WithWords(ILexicalSide words) => new(Store, words, new DenseSearch(_vectors.Reader), new QueryVectors(_encoder), onDenseFailure: Failures.Add);

    public async Task CatchUpAsync(bool isEmbedded = true)
    {
        await _words.CatchUpAsync();
        if (isEmbedded) await _vectors.CatchUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _words.DisposeAsync();
        await _vectors.DisposeAsync();
        _encoder.Dispose();
    }
}
