using LongRag.TestKit;

namespace LongRag.Retrievers.Tests.Dense;

/// <summary>The dense retriever over an index that is committed by one writer and read beside it.</summary>
public sealed class DenseRetrieverConformanceTests : RetrieverConformance, IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private DenseCorpus? _corpus;

    public async ValueTask DisposeAsync()
    {
        if (_corpus is not null) await _corpus.DisposeAsync();
        _folder.Dispose();
    }

    protected override async Task<IRetriever> CreateAsync(ICorpusStore store)
    {
        _corpus = DenseCorpus.Open(_folder, store);
        await _corpus.CatchUpAsync();
        return _corpus.Retriever;
    }

    protected override Task CatchUpAsync() => _corpus!.CatchUpAsync();
}
