using System.Runtime.InteropServices;

namespace LongRag.Retrievers.Dense.Scan;

/// <summary>The exact vector of a row, wherever it is kept. Called by one thread at a time; the span is read before the next call.</summary>
internal delegate ReadOnlySpan<float> ExactVector(int row);

/// <content>Scanning bytes, then scoring the candidates with their exact vectors.</content>
internal static unsafe partial class VectorScan
{
    // Candidates kept for a result of `top` rows. The bar below decides how many of them are scored again: usually little more than `top`.
    private const int CandidatesPerResult = 8;
    private const int MoreCandidates = 64;

    // A stored value is off by at most half a scale, evenly spread: its deviation is scale / sqrt(12), a score's that times the query's length. Sums of hundreds of such errors pass five deviations less than once in a million.
    private const float Deviations = 5;

    /// <summary>
    /// The best rows by their exact scores. The rows are scanned in bytes; of the best 8 × top + 64, those that the rounding of values can have kept from the first <paramref name="top"/> are scored again with their
    /// exact vectors. The scores returned are exact.
    /// </summary>
    /// <param name="rows">Rows of bytes.</param>
    /// <param name="exact">Gives a row's vector as the encoder gave it.</param>
    /// <param name="query">As many values as the rows have.</param>
    /// <param name="top">The most rows to return.</param>
    /// <param name="allowed">As for <see cref="Top"/>.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    public static ScoredRow[] Rescored(in VectorRows rows, ExactVector exact, ReadOnlySpan<float> query, int top, ReadOnlySpan<ulong> allowed, CancellationToken cancellationToken) =>
        RescoredMany(rows, exact, [query.ToArray()], top, allowed, cancellationToken)[0];

    /// <summary>The same for several queries, in one pass over the bytes.</summary>
    public static ScoredRow[][] RescoredMany(in VectorRows rows, ExactVector exact, ReadOnlySpan<float[]> queries, int top, ReadOnlySpan<ulong> allowed, CancellationToken cancellationToken)
    {
        if (rows.Precision != VectorPrecision.Int8) throw new ArgumentException("Only rows of bytes are scored again.", nameof(rows));
        top = Math.Clamp(top, 0, rows.Count);
        var candidates = (int)Math.Min(((long)top * CandidatesPerResult) + MoreCandidates, rows.Count);
        var found = TopMany(rows, queries, top == 0 ? 0 : candidates, allowed, cancellationToken);
        for (var i = 0; i < found.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            found[i] = Rescored(found[i].AsSpan(0, Contenders(rows, found[i], queries[i], top)), exact, queries[i], top);
        }

        return found;
    }

    // With an error of at most e, `top` rows are exactly at least (the score at place `top`) - e, so a row further than 2 e below that score is not among the best.
    private static int Contenders(in VectorRows rows, ScoredRow[] found, float[] query, int top)
    {
        if (found.Length <= top) return found.Length;
        var scale = 0f;
        foreach (var row in found) scale = Math.Max(scale, rows.Scales[row.Row]);
        var bar = found[top - 1].Score - (2 * Deviations * scale / MathF.Sqrt(12) * Length(query));
        var count = top;
        while (count < found.Length && found[count].Score >= bar) count++;
        return count;
    }

    private static float Length(float[] query)
    {
        var sum = 0d;
        foreach (var value in query) sum += (double)value * value;
        return (float)Math.Sqrt(sum);
    }

    // Copied side by side, so that the kernel of the exact scan gives the scores: the same to the last bit.
    private static ScoredRow[] Rescored(ReadOnlySpan<ScoredRow> contenders, ExactVector exact, float[] query, int top)
    {
        var rowBytes = VectorRows.BytesOf(VectorPrecision.Float32, query.Length);
        var memory = (byte*)NativeMemory.AlignedAlloc(Math.Max((nuint)rowBytes * (nuint)contenders.Length, 1), VectorRows.RowAlignment);
        try
        {
            for (var i = 0; i < contenders.Length; i++)
                VectorRows.Write(exact(contenders[i].Row), new Span<byte>(memory + ((nint)i * rowBytes), rowBytes), VectorPrecision.Float32, out _);
            var rows = new VectorRows(memory, scales: null, contenders.Length, query.Length, VectorPrecision.Float32);
            var scores = Scores(rows, query, [.. Enumerable.Range(0, contenders.Length)]);
            var rescored = new List<ScoredRow>(contenders.Length);
            for (var i = 0; i < scores.Length; i++)
                if (!float.IsNaN(scores[i])) rescored.Add(contenders[i] with { Score = scores[i] });
            rescored.Sort();
            return [.. rescored.Take(top)];
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }
}
