using Lucene.Net.Index;
using Lucene.Net.Search;

namespace LongRag.Retrievers.Lexical;

/// <summary>
/// Collects the best documents and, beside them, every document whose score equals the lowest kept, so that ties at the boundary can be decided by passage id and not by where a document
/// stands in which segment. Lucene's own collector keeps the lower document number, which changes with every merge.
/// </summary>
/// <remarks>Costs 8 bytes for each tied document; scores of real questions tie rarely.</remarks>
internal sealed class TopPassages(int top) : ICollector
{
    private readonly PriorityQueue<int, float> _best = new(Math.Min(top, 1_024));
    private readonly List<int> _tied = [];
    private float _lowest = float.NegativeInfinity;
    private Scorer? _scorer;
    private int _docBase;

    public bool AcceptsDocsOutOfOrder => true;

    public void SetScorer(Scorer scorer) => _scorer = scorer;

    public void SetNextReader(AtomicReaderContext context) => _docBase = context.DocBase;

    public void Collect(int doc)
    {
        var score = _scorer!.GetScore();
        if (_best.Count < top)
        {
            _best.Enqueue(doc + _docBase, score);
            if (_best.Count == top) _lowest = Lowest();
        }
        else if (score > _lowest)
        {
            var removed = _best.EnqueueDequeue(doc + _docBase, score);
            var lowest = Lowest();
            if (lowest > _lowest) _tied.Clear();
            else _tied.Add(removed);
            _lowest = lowest;
        }
        else if (score.Equals(_lowest))
        {
            _tied.Add(doc + _docBase);
        }
    }

    /// <summary>The best, by score, then by passage id.</summary>
    public IReadOnlyList<(int Doc, float Score, PassageId Id)> Ranked(IndexReader reader) =>
    [
        .. _best.UnorderedItems.Select(b => (Doc: b.Element, Score: b.Priority)).Concat(_tied.Select(doc => (Doc: doc, Score: _lowest)))
            .Select(b => (b.Doc, b.Score, Id: PassageIds.Of(reader, b.Doc)))
            .OrderByDescending(b => b.Score).ThenBy(b => b.Id.Value, StringComparer.Ordinal).Take(top),
    ];

    private float Lowest() => _best.TryPeek(out _, out var score) ? score : float.NegativeInfinity;
}
