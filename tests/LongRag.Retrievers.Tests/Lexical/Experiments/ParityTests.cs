using LongRag.Retrievers.Lexical;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Retrievers.Tests.Lexical.Experiments;

public sealed class ParityTests
{
    // anserini: beir-v1.0.0-scifact.flat, BM25, nDCG@10.
    private const double Published = 0.6789;

    [Fact]
    public async Task Flat_BM25_of_scifact_is_the_figure_that_Anserini_publishes()
    {
        var set = RetrievalSet.Load("scifact", "test.tsv");
        using var folder = new TemporaryFolder();
        await using var corpus = await LexicalCorpus.OfAsync(folder, set.Entries);
        Assert.Equal(Published, await set.MeasureAsync(corpus, LexicalOptions.Bm25), 0.0005);
    }
}
