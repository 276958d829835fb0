namespace LongRag.Evaluation;

/// <summary>A retrieved document and its score: the higher, the better.</summary>
public readonly record struct RunEntry(string Document, double Score);

/// <summary>What a system retrieved for a query, best first, each document once. The order is that of <see cref="Entries"/>, whatever the scores say.</summary>
public sealed record RankedList(string Query, IReadOnlyList<RunEntry> Entries)
{
    /// <summary>The entries in trec_eval's order: by score, falling; equal scores by document id, falling, by UTF-8 bytes.</summary>
    public static RankedList Sorted(string query, IEnumerable<RunEntry> entries)
    {
        var sorted = entries.ToArray();
        if (IsSorted(sorted)) return new RankedList(query, sorted);
        // By numbers first, which is much faster than by a comparison of entries; then the ties.
        Array.Sort(Array.ConvertAll(sorted, entry => -entry.Score), sorted);
        for (var start = 0; start < sorted.Length;)
        {
            var end = start + 1;
            while (end < sorted.Length && sorted[end].Score.Equals(sorted[start].Score)) end++;
            if (end - start > 1) sorted.AsSpan(start, end - start).Sort(Compare);
            start = end;
        }

        return new RankedList(query, sorted);
    }

    private static bool IsSorted(RunEntry[] entries)
    {
        for (var i = 1; i < entries.Length; i++)
            if (Compare(entries[i - 1], entries[i]) > 0) return false;
        return true;
    }

    /// <summary>Negative where trec_eval ranks <paramref name="x"/> in front of <paramref name="y"/>.</summary>
    internal static int Compare(RunEntry x, RunEntry y)
    {
        var byScore = y.Score.CompareTo(x.Score);
        return byScore != 0 ? byScore : Utf8Order.Compare(y.Document, x.Document);
    }
}
