namespace LongRag.Hosting;

/// <summary>Lists sections or documents by their best passage.</summary>
internal static class SearchLevel
{
    private const int PassagesPerUnit = 4;

    /// <summary>At most <see cref="Query.Top"/> results, each the best passage of its unit: more passages are asked for until enough units are there.</summary>
    /// <param name="retriever">Finds passages.</param>
    /// <param name="query">The question; its top counts units.</param>
    /// <param name="level"><c>passage</c>, <c>section</c> or <c>document</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<ScoredPassage>> BestAsync(IRetriever retriever, Query query, string level, CancellationToken cancellationToken)
    {
        if (level is "passage") return await retriever.RetrieveAsync(query, cancellationToken);
        for (var asked = Math.Min(Query.MostTop, query.Top * PassagesPerUnit); ; asked = Math.Min(Query.MostTop, asked * PassagesPerUnit))
        {
            var passages = await retriever.RetrieveAsync(query with { Top = asked }, cancellationToken);
            var best = passages.DistinctBy(found => (found.Document.Id, Section: level is "section" ? found.Passage.Section : 0)).Take(query.Top).ToList();
            if (best.Count == query.Top || passages.Count < asked || asked == Query.MostTop) return best;
        }
    }
}
