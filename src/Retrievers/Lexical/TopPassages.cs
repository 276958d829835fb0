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

    public void Collect(int doc) => Add(doc + _docBase, _scorer!.GetScore());

    /// <summary>The score that a document must reach to be kept; negative infinity while any is.</summary>
    public float Least => _lowest;

    /// <summary>Adds a document by its number in the whole reader; none twice.</summary>
    public void Add(int doc, float score)
    {
        if (_best.Count < top)
        {
            _best.Enqueue(doc, score);
            if (_best.Count == top) _lowest = Lowest();
        }
        else if (score > _lowest)
        {
            var removed = _best.EnqueueDequeue(doc, score);
            var lowest = Lowest();
            if (lowest > _lowest) _tied.Clear();
            else _tied.Add(removed);
            _lowest = lowest;
        }
        else if (score.Equals(_lowest))
        {
            _tied.Add(doc);
        }
    }

    /// <summary>The best, by score, then by passage id.</summary>
    public IReadOnlyList<(int Doc, float Score, PassageId Id)> Ranked(IndexReader reader)
    {
        var kept = new List<(int Doc, float Score)>(_best.UnorderedItems);
        foreach (var doc in _tied) kept.Add((doc, _lowest));
        var ids = PassageIds.Of(reader, [.. kept.Select(k => k.Doc)]);
        var ranked = kept.Select((k, i) => (k.Doc, k.Score, Id: ids[i])).ToList();
        ranked.Sort((x, y) => y.Score.CompareTo(x.Score) is not 0 and var order ? order : string.CompareOrdinal(x.Id.Value, y.Id.Value));
        return ranked.Count <= top ? ranked : ranked[..top];
    }

    private float Lowest() => _best.TryPeek(out _, out var score) ? score : float.NegativeInfinity;
}
