using LongRag.TestKit;

namespace LongRag.Retrievers.Tests.Fusion;

/// <summary>The hybrid retriever over both indexes.</summary>
public sealed class HybridRetrieverConformanceTests : RetrieverConformance, IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private HybridCorpus? _corpus;

    public async ValueTask DisposeAsync()
    {
        if (_corpus is not null) await _corpus.DisposeAsync();
        _folder.Dispose();
    }

    protected override async Task<IRetriever> CreateAsync(ICorpusStore store)
    {
        _corpus = new HybridCorpus(_folder, store);
        await _corpus.CatchUpAsync();
        return _corpus.Retriever;
    }

    protected override Task CatchUpAsync() => _corpus!.CatchUpAsync();
}
