namespace LongRag.Retrievers;

/// <summary>Ranks the passages of a collection by name, without fetching them. Thread-safe.</summary>
public interface IPassageRanking
{
    /// <summary>At most <see cref="Query.Top"/> passages, best first; the list of <see cref="IRetriever.RetrieveAsync"/>, by name.</summary>
    /// <exception cref="LongRagException">The query cannot be asked, or the index cannot answer.</exception>
    Task<IReadOnlyList<(PassageId Id, double Score)>> RankAsync(Query query, CancellationToken cancellationToken = default);
}
