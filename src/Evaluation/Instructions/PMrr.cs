namespace LongRag.Evaluation;

/// <summary>How far the changed documents of each query moved, and the mean over the queries: fractions from -1 (against the instruction) to 1 (with it).</summary>
public sealed record PMrrResult(double Value, IReadOnlyDictionary<string, double> PerQuery);

/// <summary>
/// FollowIR's p-MRR (Weller et al. 2024, arXiv 2403.15246): between a run for the original instruction and one for the altered one, of the documents that became not relevant.
/// Mean over a query's documents, then over queries. 0: the instruction is ignored.
/// </summary>
public static class PMrr
{
    /// <summary>Of one document: new/old - 1 where it rose or stayed, 1 - old/new where it fell. Ranks are from 1.</summary>
    public static double OfRanks(int original, int changed) => original >= changed ? (double)changed / original - 1 : 1 - (double)original / changed;

    /// <summary>
    /// Compares two runs. A list is that of <c>query-og</c> (in the changed run <c>query-changed</c>), else that of the plain id. A document that a list lacks has the rank behind its end;
    /// a query that is absent from a run, or without changed documents, is left out.
    /// </summary>
    /// <exception cref="LongRagException"><c>bad_input</c>: no query is left.</exception>
    public static PMrrResult Evaluate(Run original, Run changed, IReadOnlyDictionary<string, IReadOnlyList<string>> changedDocuments)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(changedDocuments);
        var perQuery = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (query, documents) in changedDocuments)
        {
            if (documents.Count == 0 || ListOf(original, query, "-og") is not { } before || ListOf(changed, query, "-changed") is not { } after) continue;
            var (oldRanks, newRanks) = (RanksOf(before), RanksOf(after));
            perQuery.Add(query, documents.Average(document => OfRanks(oldRanks.GetValueOrDefault(document, before.Entries.Count + 1), newRanks.GetValueOrDefault(document, after.Entries.Count + 1))));
        }

        return perQuery.Count > 0
            ? new PMrrResult(perQuery.Values.Average(), perQuery)
            : throw new LongRagException("bad_input", $"None of the {changedDocuments.Count} queries with changed documents is in both runs ('query-og' or 'query', and 'query-changed' or 'query').");
    }

    private static RankedList? ListOf(Run run, string query, string suffix) => run[query + suffix] ?? run[query];

    private static Dictionary<string, int> RanksOf(RankedList list) => list.Entries.Select((entry, i) => (entry.Document, Rank: i + 1)).ToDictionary(pair => pair.Document, pair => pair.Rank, StringComparer.Ordinal);
}
