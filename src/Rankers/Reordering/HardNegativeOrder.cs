namespace LongRag.Rankers;

/// <summary>
/// The best evidence at both ends, the worst in the middle: item i (from 1, by rank) of k comes to place (i+1)/2 where i is odd and to place k+1-i/2 where i is even,
/// so that five come as 1 3 5 4 2 ("Long-Context LLMs Meet RAG", Jin et al. 2024, arXiv 2410.05983, retrieval reordering).
/// It changes little for few items; some models favour the end alone, so measure before use.
/// </summary>
public sealed class HardNegativeOrder : IEvidenceOrder
{
    /// <inheritdoc/>
    public IReadOnlyList<T> Order<T>(IReadOnlyList<T> evidence)
    {
        var ordered = new T[evidence.Count];
        for (var rank = 1; rank <= evidence.Count; rank++)
            ordered[PlaceOf(rank, evidence.Count) - 1] = evidence[rank - 1];
        return ordered;
    }

    /// <summary>The place, from 1, of the item of that rank, from 1, among <paramref name="count"/>.</summary>
    internal static int PlaceOf(int rank, int count) => rank % 2 == 1 ? (rank + 1) / 2 : count + 1 - rank / 2;
}
