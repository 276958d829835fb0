namespace LongRag.Retrievers.Dense.Scan;

/// <summary>The best rows of those added, for one query and one thread. Rows must be added by ascending number: of equal scores the first ones stay.</summary>
internal sealed class BestRows(int top)
{
    // A heap with the worst row at its root.
    private readonly ScoredRow[] _heap = new ScoredRow[top];
    private int _count;

    /// <summary>The score that a row must exceed; negative infinity while every row is taken.</summary>
    public float Threshold { get; private set; } = float.NegativeInfinity;

    public bool IsFull => _count == top;

    public ReadOnlySpan<ScoredRow> Rows => _heap.AsSpan(0, _count);

    public void Add(int row, float score)
    {
        if (float.IsNaN(score)) return;
        var added = new ScoredRow(row, score);
        if (_count < top)
        {
            Rise(_count++, added);
            if (_count == top) Threshold = _heap[0].Score;
        }
        else if (score > Threshold)
        {
            Sink(added);
            Threshold = _heap[0].Score;
        }
    }

    private void Rise(int at, ScoredRow added)
    {
        for (; at > 0; at = (at - 1) / 2)
        {
            var parent = _heap[(at - 1) / 2];
            if (parent.CompareTo(added) >= 0) break;
            _heap[at] = parent;
        }

        _heap[at] = added;
    }

    private void Sink(ScoredRow added)
    {
        var at = 0;
        while ((2 * at) + 1 < _count)
        {
            var child = (2 * at) + 1;
            if (child + 1 < _count && _heap[child + 1].CompareTo(_heap[child]) > 0) child++;
            if (added.CompareTo(_heap[child]) >= 0) break;
            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = added;
    }
}
