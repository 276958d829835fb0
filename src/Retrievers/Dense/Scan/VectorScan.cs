namespace LongRag.Retrievers.Dense.Scan;

/// <summary>
/// Exact search: every allowed row is scored, on all cores, and the best are returned, best first, equal scores by row number. A row's score does not depend on the other rows, queries or threads. A score that is
/// not a number is never among the best. Why a scan and no graph: docs/decisions/vector-scan.md.
/// </summary>
internal static unsafe partial class VectorScan
{
    /// <summary>The best rows for a query.</summary>
    /// <param name="rows">The vectors.</param>
    /// <param name="query">As many values as the rows have.</param>
    /// <param name="top">The most rows to return; 0 or less returns none.</param>
    /// <param name="allowed">A bit for each row, row 0 the lowest of the first word: only rows with their bit set are scored. Empty: all.</param>
    /// <param name="cancellationToken">Looked at after every quarter of a megabyte of rows.</param>
    /// <exception cref="ArgumentException">The query has another length, or there are too few words of bits.</exception>
    public static ScoredRow[] Top(in VectorRows rows, ReadOnlySpan<float> query, int top, ReadOnlySpan<ulong> allowed, CancellationToken cancellationToken) =>
        TopMany(rows, [query.ToArray()], top, allowed, cancellationToken)[0];

    /// <summary>The best rows for each of several queries, in one pass over the rows: what <see cref="Top"/> returns for each, in a fraction of the time. Batches of 32 use the machine well.</summary>
    public static ScoredRow[][] TopMany(in VectorRows rows, ReadOnlySpan<float[]> queries, int top, ReadOnlySpan<ulong> allowed, CancellationToken cancellationToken) =>
        TopMany(rows, queries, top, allowed, Environment.ProcessorCount, ScanKernel.BestWidth, cancellationToken);

    /// <summary>The same, with the threads and the registers to use.</summary>
    internal static ScoredRow[][] TopMany(in VectorRows rows, ReadOnlySpan<float[]> queries, int top, ReadOnlySpan<ulong> allowed, int threads, ScanWidth width, CancellationToken cancellationToken)
    {
        foreach (var query in queries) RequireLength(rows, query);
        if (!allowed.IsEmpty && allowed.Length < (rows.Count + 63L) / 64) throw new ArgumentException($"{rows.Count} rows need {(rows.Count + 63L) / 64} words of bits, not {allowed.Length}.", nameof(allowed));
        using var prepared = new PreparedQueries(rows, queries);
        fixed (ulong* bits = allowed)
            return new ScanJob(rows, prepared, ScanKernel.Of(rows.Precision, width), Math.Clamp(top, 0, rows.Count), bits).Run(threads, cancellationToken);
    }

    /// <summary>The scores of the given rows, in their order: exactly those that a scan gives them.</summary>
    public static float[] Scores(in VectorRows rows, ReadOnlySpan<float> query, ReadOnlySpan<int> numbers) => Scores(rows, query, numbers, ScanKernel.BestWidth);

    internal static float[] Scores(in VectorRows rows, ReadOnlySpan<float> query, ReadOnlySpan<int> numbers, ScanWidth width)
    {
        RequireLength(rows, query);
        foreach (var number in numbers) ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)number, (uint)rows.Count, nameof(numbers));
        var scores = new float[numbers.Length];
        using var prepared = new PreparedQueries(rows, [query.ToArray()]);
        using var block = new ScanBlock(rows, prepared, ScanKernel.Of(rows.Precision, width));
        for (var i = 0; i < numbers.Length; i += ScanBlock.Rows)
        {
            var count = Math.Min(ScanBlock.Rows, numbers.Length - i);
            block.Score(numbers.Slice(i, count), scores.AsSpan(i, count));
        }

        return scores;
    }

    private static void RequireLength(in VectorRows rows, ReadOnlySpan<float> query)
    {
        if (query.Length != rows.Dimensions) throw new ArgumentException($"A query of {query.Length} values cannot be compared with rows of {rows.Dimensions}.", nameof(query));
    }
}
