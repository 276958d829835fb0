using System.Collections.Concurrent;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace LongRag.Retrievers.Lexical.Blocks;

/// <summary>Searches a disjunction in the block files of all segments, and with Lucene in those that have none. Scores equal Lucene's bit for bit (see <see cref="BlockQuery"/>).</summary>
internal static unsafe class BlockSearch
{
    private static readonly ConcurrentBag<BlockScorer> Free = [];

    /// <summary>The best passages; null where only Lucene can tell: no segment has blocks, a block file turned out damaged, or sums would not be exact.</summary>
    public static TopPassages? TryTop(BlockSearcher searcher, IReadOnlyList<LexicalClause> clauses, LexicalSimilarity similarity, Filter? filter, int top) =>
        With(searcher, clauses, similarity, (query, scorer) => Top(searcher, query, clauses, similarity, filter, new TopPassages(top), scorer));

    /// <summary>The scores of some documents, by their numbers in the whole reader; 0 where no term is shared; null where only Lucene can tell, as where a segment that holds one of them has no blocks.</summary>
    /// <param name="searcher">What <see cref="LexicalReader"/> gave.</param>
    /// <param name="clauses">At least one.</param>
    /// <param name="similarity">How each field is scored.</param>
    /// <param name="docs">Rising.</param>
    public static double[]? TryScores(BlockSearcher searcher, IReadOnlyList<LexicalClause> clauses, LexicalSimilarity similarity, int[] docs) =>
        With(searcher, clauses, similarity, (query, scorer) => Scores(searcher, query, docs, scorer));

    private static T? With<T>(BlockSearcher searcher, IReadOnlyList<LexicalClause> clauses, LexicalSimilarity similarity, Func<BlockQuery, BlockScorer, T?> search)
        where T : class
    {
        var scorer = Free.TryTake(out var free) ? free : new BlockScorer();
        try
        {
            var query = BlockQuery.Of(searcher, clauses, similarity);
            var found = query is null ? null : search(query, scorer);
            // The scorer holds addresses of what belongs to it.
            GC.KeepAlive(query);
            return found;
        }
        catch (BlockDamageException)
        {
            return null;
        }
        finally
        {
            scorer.Clear();
            Free.Add(scorer);
        }
    }

    private static TopPassages Top(BlockSearcher searcher, BlockQuery query, IReadOnlyList<LexicalClause> clauses, LexicalSimilarity similarity, Filter? filter, TopPassages top, BlockScorer scorer)
    {
        if (query.FindsNothing) return top;
        var leaves = searcher.IndexReader.Leaves;
        Weight? lucene = null;
        for (var leaf = 0; leaf < leaves.Count; leaf++)
        {
            var accept = Accepted(searcher, leaf, filter);
            if (!query.Knows(leaf))
            {
                lucene ??= new IndexSearcher(searcher.IndexReader) { Similarity = similarity }.CreateNormalizedWeight(LexicalQuery.Of(clauses));
                top.SetNextReader(leaves[leaf]);
                lucene.GetBulkScorer(leaves[leaf], scoreDocsInOrder: false, accept)?.Score(top);
                continue;
            }

            query.AddTo(scorer, leaf);
            fixed (long* bits = accept?.GetBits())
            {
                var segment = leaves[leaf].AtomicReader;
                scorer.Search(segment.MaxDoc, leaves[leaf].DocBase, (ulong*)bits, accept is null ? segment.MaxDoc : accept.Cardinality, top);
            }
        }

        return top;
    }

    private static double[]? Scores(BlockSearcher searcher, BlockQuery query, int[] docs, BlockScorer scorer)
    {
        var scores = new double[docs.Length];
        if (query.FindsNothing) return scores;
        var leaves = searcher.IndexReader.Leaves;
        for (var from = 0; from < docs.Length;)
        {
            var leaf = ReaderUtil.SubIndex(docs[from], leaves);
            if (!query.Knows(leaf)) return null;
            var (first, end, to) = (leaves[leaf].DocBase, leaves[leaf].DocBase + leaves[leaf].AtomicReader.MaxDoc, from);
            var here = new List<int>();
            for (; to < docs.Length && docs[to] < end; to++) here.Add(docs[to] - first);
            query.AddTo(scorer, leaf);
            scorer.Score([.. here], scores.AsSpan(from, to - from));
            from = to;
        }

        for (var i = 0; i < scores.Length; i++) scores[i] = (float)scores[i];
        return scores;
    }

    private static FixedBitSet? Accepted(BlockSearcher searcher, int leaf, Filter? filter)
    {
        var live = searcher.LiveOf(leaf);
        if (filter is null) return live;
        var bits = new FilterBits(searcher.IndexReader.Leaves[leaf].AtomicReader).Of(filter);
        if (live is not null) bits.And(live);
        return bits;
    }
}
