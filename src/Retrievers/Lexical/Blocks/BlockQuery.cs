using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace LongRag.Retrievers.Lexical.Blocks;

/// <summary>A disjunction as the block files of a searcher know it: the postings of each clause in each segment, and what they weigh. Keep it while a scorer works with what it added.</summary>
/// <remarks>
/// A score is the sum of the clauses' float scores, in double, rounded to float at the end, as Lucene's is. Each clause's score w − w / (1 + x) is a multiple of half the last place of w, so the sum of all is exact in double
/// where the greatest weight is not millions of times the smallest; then no order of adding can change it, and scores equal Lucene's bit for bit. Other queries are Lucene's alone.
/// </remarks>
internal sealed unsafe class BlockQuery
{
    // 2^53 / 2^25, halved for the lowest kept score, which has one bit more.
    private const double MostWeights = 1 << 27;

    private readonly IReadOnlyList<LexicalClause> _clauses;
    private readonly BlockFile?[] _files;
    private readonly BlockList[] _lists;
    private readonly float[] _weights;
    private readonly Dictionary<string, float[]> _inverses = new(StringComparer.Ordinal);

    private BlockQuery(BlockFile?[] files, IReadOnlyList<LexicalClause> clauses) =>
        (_files, _clauses, _lists, _weights) = (files, clauses, new BlockList[clauses.Count * files.Length], new float[clauses.Count]);

    /// <summary>Looks the clauses up; null where only Lucene can tell: no segment has blocks, or sums would not be exact.</summary>
    /// <exception cref="BlockDamageException">A block file turned out damaged.</exception>
    public static BlockQuery? Of(BlockSearcher searcher, IReadOnlyList<LexicalClause> clauses, LexicalSimilarity similarity)
    {
        if (clauses.Count > BooleanQuery.MaxClauseCount) return null;
        var leaves = searcher.IndexReader.Leaves;
        var files = new BlockFile?[leaves.Count];
        var any = false;
        for (var leaf = 0; leaf < files.Length; leaf++) any |= (files[leaf] = searcher.BlocksOf(leaf)) is not null;
        if (!any) return null;
        var query = new BlockQuery(files, clauses);
        return query.IsExact(searcher, similarity) ? query : null;
    }

    /// <summary>Whether no segment holds any term of it.</summary>
    public bool FindsNothing { get; private set; } = true;

    /// <summary>Whether a segment has blocks.</summary>
    public bool Knows(int leaf) => _files[leaf] is not null;

    /// <summary>Gives a segment's postings to a scorer.</summary>
    public void AddTo(BlockScorer scorer, int leaf)
    {
        for (var c = 0; c < _weights.Length; c++)
        {
            var list = _lists[(c * _files.Length) + leaf];
            if (list.Postings > 0) scorer.Add(list, _files[leaf]!.CodesOf(_clauses[c].Field), (float*)Unsafe.AsPointer(ref _inverses[_clauses[c].Field][0]), _weights[c]);
        }
    }

    private bool IsExact(BlockSearcher searcher, LexicalSimilarity similarity)
    {
        var (sum, least) = (0.0, float.PositiveInfinity);
        for (var c = 0; c < _weights.Length; c++)
        {
            var (field, term, boost) = _clauses[c];
            var (documents, average) = CurrentBM25Similarity.CollectionOf(searcher.CollectionStatistics(field));
            if (!_inverses.ContainsKey(field)) _inverses[field] = Pinned(similarity.Of(field).InverseLengths(average));
            var documentsWithTerm = Find(searcher.IndexReader.Leaves, new Term(field, term), _lists.AsSpan(c * _files.Length, _files.Length));
            if (documentsWithTerm == 0) continue;
            FindsNothing = false;
            _weights[c] = boost * CurrentBM25Similarity.Idf(documentsWithTerm, documents);
            sum += _weights[c];
            least = Math.Min(least, _weights[c]);
        }

        return FindsNothing || sum <= least * MostWeights;
    }

    // How many documents have the term: in all segments, deleted ones too, as Lucene counts.
    private long Find(IList<AtomicReaderContext> leaves, Term term, Span<BlockList> lists)
    {
        var documents = 0L;
        var bytes = term.Bytes.Bytes.AsSpan(term.Bytes.Offset, term.Bytes.Length);
        for (var leaf = 0; leaf < _files.Length; leaf++)
        {
            if (_files[leaf] is { } file) documents += (lists[leaf] = file.Find(term.Field, bytes)).Postings;
            else documents += leaves[leaf].AtomicReader.DocFreq(term);
        }

        return documents;
    }

    private static float[] Pinned(float[] numbers)
    {
        var pinned = GC.AllocateUninitializedArray<float>(numbers.Length, pinned: true);
        numbers.CopyTo(pinned, 0);
        return pinned;
    }
}
