namespace LongRag.Hosting;

/// <summary>Retrieves for one principal from one or several collections, at a level. What it may not see is refused before anything is scored.</summary>
/// <remarks>Scores of two collections cannot be compared (their statistics differ), so lists are merged by rank: the first of each, in the order the collections were named, then the second of each.</remarks>
/// <param name="principal">Who asks.</param>
/// <param name="collections">Where, as they are now.</param>
/// <param name="use">Works with the retriever of each.</param>
/// <param name="level"><c>passage</c>, <c>section</c> or <c>document</c>.</param>
internal sealed class SessionRetriever(Principal principal, IReadOnlyList<Collection> collections, Func<Collection, Func<IRetriever, Task<IReadOnlyList<ScoredPassage>>>, Task<IReadOnlyList<ScoredPassage>>> use, string level) : IRetriever
{
    public async Task<IReadOnlyList<ScoredPassage>> RetrieveAsync(Query query, CancellationToken cancellationToken = default)
    {
        query.Checked();
        foreach (var collection in collections) Access.Require(principal, AccessRight.Read, collection.Name);
        var lists = new List<IReadOnlyList<ScoredPassage>>();
        foreach (var collection in collections) lists.Add(await use(collection, retriever => SearchLevel.BestAsync(retriever, query with { Collection = collection.Name }, level, cancellationToken)));
        if (lists.Count == 1) return lists[0];
        return [.. lists.SelectMany((list, order) => list.Select((hit, rank) => (hit, rank, order))).OrderBy(found => found.rank).ThenBy(found => found.order).Take(query.Top).Select(found => found.hit)];
    }
}
