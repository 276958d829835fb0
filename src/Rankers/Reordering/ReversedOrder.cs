namespace LongRag.Rankers;

/// <summary>Evidence from the weakest to the best, which then stands right before the question.</summary>
public sealed class ReversedOrder : IEvidenceOrder
{
    /// <inheritdoc/>
    public IReadOnlyList<T> Order<T>(IReadOnlyList<T> evidence) => [.. evidence.Reverse()];
}
