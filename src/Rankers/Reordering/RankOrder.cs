namespace LongRag.Rankers;

/// <summary>Evidence by rank, best first: the identity.</summary>
public sealed class RankOrder : IEvidenceOrder
{
    /// <inheritdoc/>
    public IReadOnlyList<T> Order<T>(IReadOnlyList<T> evidence) => evidence;
}
