namespace LongRag.Evaluation;

/// <summary>p-MRR of runs scored by mteb, over all and query by query.</summary>
public sealed class PMrrGolden : IGoldenCheck
{
    /// <inheritdoc/>
    public string Folder => "metrics/pmrr";

    /// <inheritdoc/>
    public IEnumerable<GoldenResult> Check(string folder)
    {
        foreach (var place in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(place);
            var tally = new GoldenTally($"{Folder}/{name}/expected.json");
            var changed = ChangedDocuments.Read(Path.Combine(place, "qrel_diff.json"));
            var (before, after) = (Run.Read(Path.Combine(place, "original.run.gz")), Run.Read(Path.Combine(place, "changed.run.gz")));
            // A file cannot say that a query's list is empty: in this case a query without a line means that.
            if (name == "empty-lists") (before, after) = (WithEmptyLists(before, changed.Keys, "-og"), WithEmptyLists(after, changed.Keys, "-changed"));
            var expected = GoldenFiles.Json(Path.Combine(place, "expected.json"));
            var actual = PMrr.Evaluate(before, after, changed);
            tally.Near("p_mrr", expected.Member("p_mrr_mteb").GetDouble(), actual.Value);
            tally.Near("p_mrr_x100", expected.Member("p_mrr_x100").GetDouble(), 100 * actual.Value);
            var queries = expected.Member("per_query_mteb").EnumerateObject().ToArray();
            tally.Near("queries", queries.Length, actual.PerQuery.Count);
            foreach (var query in queries) tally.Near($"query {query.Name}", query.Value.GetDouble(), actual.PerQuery.GetValueOrDefault(query.Name, double.NaN));
            yield return tally.Result;
        }
    }

    private static Run WithEmptyLists(Run run, IEnumerable<string> queries, string suffix) =>
        new(run.Tag, run.Lists.Concat(queries.Select(query => query + suffix).Where(id => run[id] is null).Select(id => new RankedList(id, []))));
}
