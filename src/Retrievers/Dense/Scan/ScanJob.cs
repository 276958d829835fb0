namespace LongRag.Retrievers.Dense.Scan;

/// <summary>
/// One pass over the rows for all queries, on several threads. Threads take ranges of rows in ascending order, so each sees its rows ascending; the best of all threads together are the best of all rows whoever took
/// which range, so the result does not depend on timing.
/// </summary>
internal sealed unsafe class ScanJob(VectorRows rows, PreparedQueries queries, ScanKernel kernel, int top, ulong* allowed)
{
    // A range is large enough to make taking it cheap and small enough to share the end of the work evenly and to notice a cancellation; a multiple of 64 rows, so that no word of the filter is cut.
    private const int RangeBytes = 1 << 18;
    private readonly int _rangeRows = Math.Max(64, RangeBytes / rows.RowBytes / 64 * 64);
    private int _taken;

    private int Ranges => (int)(((long)rows.Count + _rangeRows - 1) / _rangeRows);

    public ScoredRow[][] Run(int threads, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (top == 0 || queries.Count == 0) return [.. Enumerable.Repeat<ScoredRow[]>([], queries.Count)];
        var workers = Math.Clamp(threads, 1, Math.Max(1, Ranges));
        var best = new BestRows[workers][];
        if (workers == 1) best[0] = Work(cancellationToken);
        else Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, worker => best[worker] = Work(cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        return [.. Enumerable.Range(0, queries.Count).Select(query => Merged(best, query))];
    }

    private BestRows[] Work(CancellationToken cancellationToken)
    {
        var best = new BestRows[queries.Count];
        for (var i = 0; i < best.Length; i++) best[i] = new BestRows(top);
        using var block = new ScanBlock(rows, queries, kernel);
        var (numbers, following) = (new int[ScanBlock.Rows], new int[ScanBlock.Rows]);
        while (!cancellationToken.IsCancellationRequested && Interlocked.Increment(ref _taken) - 1 is var range && range < Ranges)
        {
            var start = range * _rangeRows;
            var cursor = new RowCursor(allowed, start, (int)Math.Min((long)start + _rangeRows, rows.Count));
            var current = cursor.Next(numbers);
            while (current.Length > 0)
            {
                var next = cursor.Next(following);
                block.Keep(current, next, best);
                (numbers, following) = (following, numbers);
                current = next;
            }
        }

        return best;
    }

    private ScoredRow[] Merged(BestRows[][] best, int query)
    {
        var all = new List<ScoredRow>();
        foreach (var worker in best) all.AddRange(worker[query].Rows);
        all.Sort();
        return [.. all.Take(top)];
    }
}
