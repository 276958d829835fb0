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
        for (var i = 1; i < sorted.Length; i++)
        {
            if (Compare(sorted[i - 1], sorted[i]) <= 0) continue;
            Array.Sort(sorted, Compare);
            break;
        }

        return new RankedList(query, sorted);
    }

    /// <summary>Negative where trec_eval ranks <paramref name="x"/> in front of <paramref name="y"/>.</summary>
    internal static int Compare(RunEntry x, RunEntry y)
    {
        var byScore = y.Score.CompareTo(x.Score);
        return byScore != 0 ? byScore : Utf8Order.Compare(y.Document, x.Document);
    }
}
