using Lucene.Net.Index;
using Lucene.Net.Util;

namespace LongRag.Retrievers.Lexical;

/// <summary>
/// Scores how often words that follow one another in the question do so in a text:
/// the sum over the question's pairs of <c>min(idf a, idf b) · c / (c + k1 · (1 − b + b · length / average))</c>, c the number of times that b stands right behind a.
/// </summary>
internal sealed class WordPairs
{
    private readonly IndexReader _reader;
    private readonly string _field;
    private readonly LexicalOptions _options;
    private readonly double _average;
    private readonly List<(BytesRef First, BytesRef Second, float Idf)> _pairs = [];

    /// <param name="reader">The index.</param>
    /// <param name="field">A field with positions.</param>
    /// <param name="question">Whose pairs.</param>
    /// <param name="statistics">Of the same index.</param>
    /// <param name="options">k1 and b.</param>
    public WordPairs(IndexReader reader, string field, LexicalQuestion question, FieldStatistics statistics, LexicalOptions options)
    {
        (_reader, _field, _options, _average) = (reader, field, options, statistics.AverageLength(field));
        foreach (var (first, second) in question.Pairs)
            if (Math.Min(statistics.Idf(field, first), statistics.Idf(field, second)) is > 0 and var idf) _pairs.Add((new BytesRef(first), new BytesRef(second), idf));
    }

    /// <summary>True where no pair of the question is in the index.</summary>
    public bool IsEmpty => _pairs.Count == 0;

    /// <summary>The score of each document, in the order given.</summary>
    public double[] Score(IReadOnlyList<int> docs)
    {
        var scores = new double[docs.Count];
        var order = Enumerable.Range(0, docs.Count).OrderBy(i => docs[i]).ToArray();
        var leaves = _reader.Leaves;
        for (var from = 0; from < order.Length;)
        {
            var leaf = leaves[ReaderUtil.SubIndex(docs[order[from]], leaves)];
            var to = from;
            while (to < order.Length && docs[order[to]] < leaf.DocBase + leaf.AtomicReader.MaxDoc) to++;
            var here = order.AsSpan(from, to - from);
            if (leaf.AtomicReader.GetTerms(_field)?.GetEnumerator() is { } terms) Add(leaf, terms, docs, here, scores);
            from = to;
        }

        return scores;
    }

    private void Add(AtomicReaderContext leaf, TermsEnum terms, IReadOnlyList<int> docs, ReadOnlySpan<int> order, double[] scores)
    {
        var norms = leaf.AtomicReader.GetNormValues(_field);
        var lengths = string.Equals(_field, LexicalFields.Whole, StringComparison.Ordinal) ? leaf.AtomicReader.GetNumericDocValues(LexicalFields.WholeLength) : null;
        foreach (var (first, second, idf) in _pairs)
        {
            if (!terms.SeekExact(first)) continue;
            var firsts = terms.DocsAndPositions(liveDocs: null, reuse: null, DocsAndPositionsFlags.NONE);
            if (!terms.SeekExact(second)) continue;
            var seconds = terms.DocsAndPositions(liveDocs: null, reuse: null, DocsAndPositionsFlags.NONE);
            foreach (var i in order)
            {
                var doc = docs[i] - leaf.DocBase;
                if (!IsAt(firsts, doc) || !IsAt(seconds, doc)) continue;
                var count = Neighbours(firsts, seconds);
                if (count == 0) continue;
                var length = lengths?.Get(doc) ?? SmallLength.LengthOf((byte)norms.Get(doc));
                scores[i] += idf * count / (count + (_options.K1 * (1 - _options.PairB + (_options.PairB * length / _average))));
            }
        }
    }

    private static bool IsAt(DocsAndPositionsEnum postings, int doc) => (postings.DocID >= doc ? postings.DocID : postings.Advance(doc)) == doc;

    private static int Neighbours(DocsAndPositionsEnum firsts, DocsAndPositionsEnum seconds)
    {
        var (count, first, second) = (0, firsts.NextPosition(), seconds.NextPosition());
        var (firstsLeft, secondsLeft) = (firsts.Freq - 1, seconds.Freq - 1);
        while (true)
        {
            if (second == first + 1) count++;
            if (second <= first + 1)
            {
                if (secondsLeft-- == 0) return count;
                second = seconds.NextPosition();
            }
            else
            {
                if (firstsLeft-- == 0) return count;
                first = firsts.NextPosition();
            }
        }
    }
}
