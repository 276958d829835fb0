using LongRag.TestKit;

namespace LongRag.Retrievers.Tests.Lexical;

/// <summary>The lexical retriever over an index that is committed by one writer and read by another reader.</summary>
public sealed class LexicalRetrieverConformanceTests : RetrieverConformance, IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private LexicalCorpus? _corpus;

    public async ValueTask DisposeAsync()
    {
        if (_corpus is not null) await _corpus.DisposeAsync();
        _folder.Dispose();
    }

    protected override async Task<IRetriever> CreateAsync(ICorpusStore store)
    {
        _corpus = new LexicalCorpus(store, _folder.PathOf("index"));
        await _corpus.CatchUpAsync();
        return _corpus.Retriever;
    }

    protected override Task CatchUpAsync() => _corpus!.CatchUpAsync();
}
