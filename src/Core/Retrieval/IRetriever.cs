namespace LongRag;

/// <summary>Finds passages. Thread-safe; does not keep its arguments.</summary>
public interface IRetriever
{
    /// <summary>At most <see cref="Query.Top"/> passages, best first; ties in a fixed order, so the same corpus gives the same list. Empty where nothing matches or the collection is empty.</summary>
    /// <exception cref="LongRagException">The query cannot be asked, or the collection does not exist (<c>no_such_collection</c>).</exception>
    Task<IReadOnlyList<ScoredPassage>> RetrieveAsync(Query query, CancellationToken cancellationToken = default);
}

/// <summary>Reorders what was retrieved: a permutation or a prefix of its input, never an invention, never a doubling. Thread-safe.</summary>
public interface IReranker
{
    /// <summary>The passages in their new order, best first.</summary>
    Task<IReadOnlyList<ScoredPassage>> RerankAsync(Query query, IReadOnlyList<ScoredPassage> passages, CancellationToken cancellationToken = default);
}
