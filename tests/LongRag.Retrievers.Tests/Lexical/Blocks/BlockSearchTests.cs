using LongRag.Retrievers.Lexical;
using LongRag.Retrievers.Lexical.Blocks;
using Lucene.Net.Search;
using Xunit;

namespace LongRag.Retrievers.Tests.Lexical.Blocks;

public sealed class BlockSearchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Blocks_Lucene_and_scoring_everything_give_the_same_passages_with_the_same_scores(int seed)
    {
        await using var index = new RandomIndex(seed);
        for (var commits = index.Next(4); commits >= 0; commits--)
        {
            await index.AddAsync(1 + index.Next(index.OneOf(3, 60, 400)));
            index.Search(searcher => Compare(index, searcher, queries: 60));
        }
    }

    [Fact]
    public async Task They_agree_over_many_windows_of_documents()
    {
        await using var index = new RandomIndex(100);
        await index.AddAsync(6_000);
        index.Search(searcher =>
        {
            Assert.True(searcher.IndexReader.MaxDoc > 20_000);
            Compare(index, searcher, queries: 250);
        });
    }

    private static void Compare(RandomIndex index, IndexSearcher searcher, int queries)
    {
        for (var i = 0; i < queries; i++)
        {
            var (clauses, options, filter) = (index.Clauses(), index.Options(), index.Filter());
            var top = index.OneOf(1, 2, 10, 10, 100, 1_000, searcher.IndexReader.MaxDoc + 5);
            var similarity = new LexicalSimilarity(options, LexicalSchema.Default);
            var blocks = BlockSearch.TryTop((BlockSearcher)searcher, clauses, similarity, filter, top);
            Assert.NotNull(blocks);
            var found = blocks.Ranked(searcher.IndexReader);
            Assert.Equal(ScoringEverything.Top(searcher, clauses, options, filter, top), found);
            Assert.Equal(DisjunctionSearch.WithLucene(searcher, clauses, similarity, filter, top).Ranked(searcher.IndexReader), found);
        }
    }
}
