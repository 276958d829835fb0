namespace LongRag.Retrievers.Dense;

/// <summary>The dense side of a fusion: a list, and what vectors say of what the other side found. Thread-safe.</summary>
public interface IDenseSide
{
    /// <summary>What is searched; null where there is no index.</summary>
    /// <exception cref="LongRagException"><c>index_damaged</c>, <c>index_outdated</c>.</exception>
    DenseIndexStatistics? Statistics();

    /// <summary>The best units, best first, equal ones by id.</summary>
    IReadOnlyList<(PassageId Id, double Cosine)> Find(float[] query, int top, Filter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>What vectors say of given units; null where there is no index.</summary>
    DenseEvidence? Evidence(float[] query, IReadOnlyList<PassageId> passages);
}
