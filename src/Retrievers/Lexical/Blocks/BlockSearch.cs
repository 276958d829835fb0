using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace LongRag.Retrievers.Lexical.Blocks;

/// <summary>Searches a disjunction in the block files of all segments, and with Lucene in those that have none.</summary>
/// <remarks>
/// A score is the sum of the clauses' float scores, in double, rounded to float at the end, as Lucene's is. Each clause's score w − w / (1 + x) is a multiple of half the last place of w, so the sum of all is exact in double
/// where the greatest weight is not millions of times the smallest; then no order of adding can change it, and scores equal Lucene's bit for bit. Other queries are Lucene's alone.
/// </remarks>
internal static unsafe class BlockSearch
{
    // 2^53 / 2^25, halved for the lowest kept score, which has one bit more.
    private const double MostWeights = 1 << 27;

    private static readonly ConcurrentBag<BlockScorer> Free = [];

    /// <summary>The best passages; null where only Lucene can tell: no segment has blocks, a block file turned out damaged, or sums would not be exact.</summary>
    public static TopPassages? TryTop(BlockSearcher searcher, IReadOnlyList<LexicalClause> clauses, LexicalSimilarity similarity, Filter? filter, int top)
    {
        if (clauses.Count > BooleanQuery.MaxClauseCount) return null;
        var leaves = searcher.IndexReader.Leaves;
        var files = new BlockFile?[leaves.Count];
        var any = false;
        for (var leaf = 0; leaf < files.Length; leaf++) any |= (files[leaf] = searcher.BlocksOf(leaf)) is not null;
        if (!any) return null;
        var scorer = Free.TryTake(out var free) ? free : new BlockScorer();
        try
        {
            return Top(searcher, files, clauses, similarity, filter, new TopPassages(top), scorer);
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

    private static TopPassages? Top(BlockSearcher searcher, BlockFile?[] files, IReadOnlyList<LexicalClause> clauses, LexicalSimilarity similarity, Filter? filter, TopPassages top, BlockScorer scorer)
    {
        var leaves = searcher.IndexReader.Leaves;
        var lists = new BlockList[clauses.Count * files.Length];
        var weights = new float[clauses.Count];
        var inverses = new Dictionary<string, float[]>(StringComparer.Ordinal);
        var (sum, least) = (0.0, float.PositiveInfinity);
        for (var c = 0; c < weights.Length; c++)
        {
            var (field, term, boost) = clauses[c];
            var (documents, average) = CurrentBM25Similarity.CollectionOf(searcher.CollectionStatistics(field));
            if (!inverses.ContainsKey(field)) inverses[field] = Pinned(similarity.Of(field).InverseLengths(average));
            var documentsWithTerm = Find(leaves, files, new Term(field, term), lists.AsSpan(c * files.Length, files.Length));
            if (documentsWithTerm == 0) continue;
            weights[c] = boost * CurrentBM25Similarity.Idf(documentsWithTerm, documents);
            sum += weights[c];
            least = Math.Min(least, weights[c]);
        }

        if (!(sum <= least * MostWeights)) return sum == 0 && float.IsPositiveInfinity(least) ? top : null;
        Weight? lucene = null;
        for (var leaf = 0; leaf < files.Length; leaf++)
        {
            var accept = Accepted(searcher, leaf, filter);
            if (files[leaf] is not { } file)
            {
                lucene ??= new IndexSearcher(searcher.IndexReader) { Similarity = similarity }.CreateNormalizedWeight(LexicalQuery.Of(clauses));
                top.SetNextReader(leaves[leaf]);
                lucene.GetBulkScorer(leaves[leaf], scoreDocsInOrder: false, accept)?.Score(top);
                continue;
            }

            for (var c = 0; c < weights.Length; c++)
            {
                var list = lists[(c * files.Length) + leaf];
                if (list.Postings > 0) scorer.Add(list, file.CodesOf(clauses[c].Field), (float*)Unsafe.AsPointer(ref inverses[clauses[c].Field][0]), weights[c]);
            }

            fixed (long* bits = accept?.GetBits())
            {
                var segment = leaves[leaf].AtomicReader;
                scorer.Search(segment.MaxDoc, leaves[leaf].DocBase, (ulong*)bits, accept is null ? segment.MaxDoc : accept.Cardinality, top);
            }
        }

        // The scorer holds addresses of them.
        GC.KeepAlive(inverses);
        return top;
    }

    // How many documents have the term: in all segments, deleted ones too, as Lucene counts.
    private static long Find(IList<AtomicReaderContext> leaves, BlockFile?[] files, Term term, Span<BlockList> lists)
    {
        var documents = 0L;
        var bytes = term.Bytes.Bytes.AsSpan(term.Bytes.Offset, term.Bytes.Length);
        for (var leaf = 0; leaf < files.Length; leaf++)
        {
            if (files[leaf] is { } file) documents += (lists[leaf] = file.Find(term.Field, bytes)).Postings;
            else documents += leaves[leaf].AtomicReader.DocFreq(term);
        }

        return documents;
    }

    private static FixedBitSet? Accepted(BlockSearcher searcher, int leaf, Filter? filter)
    {
        var live = searcher.LiveOf(leaf);
        if (filter is null) return live;
        var bits = new FilterBits(searcher.IndexReader.Leaves[leaf].AtomicReader).Of(filter);
        if (live is not null) bits.And(live);
        return bits;
    }

    private static float[] Pinned(float[] numbers)
    {
        var pinned = GC.AllocateUninitializedArray<float>(numbers.Length, pinned: true);
        numbers.CopyTo(pinned, 0);
        return pinned;
    }
}
