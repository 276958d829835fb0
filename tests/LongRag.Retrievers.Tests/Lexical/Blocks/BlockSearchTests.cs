using LongRag.Retrievers.Fusion;
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

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public async Task Documents_that_are_named_get_the_scores_that_Lucene_gives_them(int seed)
    {
        await using var index = new RandomIndex(seed);
        for (var commits = index.Next(4); commits >= 0; commits--) await index.AddAsync(1 + index.Next(index.OneOf(3, 60, 400)));
        index.Search(searcher =>
        {
            for (var i = 0; i < 100; i++)
            {
                var (clauses, options) = (index.Clauses(), index.Options());
                var similarity = new LexicalSimilarity(options, LexicalSchema.Default);
                int[] docs = [.. Enumerable.Range(0, 1 + index.Next(200)).Select(_ => index.Next(searcher.IndexReader.MaxDoc)).Distinct()];
                int[] rising = [.. docs.Order()];
                var found = BlockSearch.TryScores((BlockSearcher)searcher, clauses, similarity, rising);
                Assert.Equal(UnitScores.WithLucene(searcher, clauses, similarity, rising), found);
                Assert.Equal(docs.Select(doc => found![Array.IndexOf(rising, doc)]), UnitScores.Of(searcher, clauses, similarity, docs));
                var best = ScoringEverything.Top(searcher, clauses, options, filter: null, searcher.IndexReader.MaxDoc);
                foreach (var (doc, score, _) in best.Where(hit => rising.Contains(hit.Doc))) Assert.Equal(score, found![Array.IndexOf(rising, doc)]);
            }
        });
    }

    [Fact]
    public async Task Passages_are_found_by_name_in_whichever_segment_they_are_and_not_where_they_were()
    {
        await using var index = new RandomIndex(15);
        for (var commit = 0; commit < 5; commit++) await index.AddAsync(40);
        index.Search(searcher =>
        {
            var (reader, all) = (searcher.IndexReader, new List<(int Doc, PassageName Name)>());
            Assert.True(reader.Leaves.Count > 1);
            foreach (var number in Enumerable.Range(0, 200))
            {
                var document = DocumentId.From(Collection.DefaultName, $"d{number}");
                foreach (var doc in Accepted(searcher, document)) all.Add((doc, new PassageName(PassageIds.Of(reader, [doc])[0], document)));
            }

            Assert.Equal(PassageIds.In(reader).OrderBy(id => id.Value, StringComparer.Ordinal), all.Select(passage => passage.Name.Id).OrderBy(id => id.Value, StringComparer.Ordinal));
            var stranger = new PassageName(new PassageId("00000000000000000000"), all[0].Name.Document);
            var elsewhere = all[0].Name with { Document = all[^1].Name.Document };
            PassageName[] asked = [stranger, .. all.Select(passage => passage.Name).Reverse(), elsewhere, all[1].Name];
            Assert.Equal([-1, .. all.Select(passage => passage.Doc).Reverse(), -1, all[1].Doc], PassageIds.Find(reader, asked));
        });
    }

    // By the filter of a search, which is another way to them.
    private static IEnumerable<int> Accepted(IndexSearcher searcher, DocumentId document) => searcher.IndexReader.Leaves.SelectMany(leaf =>
    {
        var bits = new FilterBits(leaf.AtomicReader).Of(new Filter.Compare("id", Comparison.Eq, FilterValue.Of(document.Value)));
        return Enumerable.Range(0, leaf.AtomicReader.MaxDoc).Where(doc => bits.Get(doc) && leaf.AtomicReader.LiveDocs?.Get(doc) != false).Select(doc => leaf.DocBase + doc);
    });

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
