namespace LongRag.Retrievers.Dense;

/// <summary>Documents ranked by the vectors of their passages, each as one unit that has its document's id: by its best passage, and by the mean of all.</summary>
/// <param name="reader">Reads the index of passages; stays the caller's.</param>
/// <param name="queries">Embeds questions with the encoder that made the index.</param>
public sealed class DenseDocuments(DenseReader reader, QueryVectors queries) : IDenseSide, IPassageRanking
{
    // On the explore sets 0.3 to 0.5 are as good as each other, and better than the best passage alone (experiments/hybrid.md).
    private const double MeanShare = 0.3;

    private readonly DenseSearch _search = new(reader);

    /// <inheritdoc/>
    public DenseIndexStatistics? Statistics() => _search.Statistics();

    /// <inheritdoc/>
    public IReadOnlyList<(PassageId Id, double Cosine)> Find(float[] query, int top, Filter? filter = null, CancellationToken cancellationToken = default) =>
        [.. _search.FindDocuments(query, top, filter, cancellationToken).Select(found => (Id: new PassageId(found.Document.Value), Cosine: ((1 - MeanShare) * found.Best) + (MeanShare * found.Centroid)))
            .OrderByDescending(found => found.Cosine).ThenBy(found => found.Id.Value, StringComparer.Ordinal).Take(top)];

    /// <inheritdoc/>
    public DenseEvidence? Evidence(float[] query, IReadOnlyList<PassageId> passages) => _search.EvidenceOfDocuments(query, [.. passages.Select(passage => new DocumentId(passage.Value))]);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(PassageId Id, double Score)>> RankAsync(Query query, CancellationToken cancellationToken = default)
    {
        query.Checked();
        if (_search.Statistics() is not { Passages: > 0 }) return [];
        return Find(await queries.OfAsync(query.Text, cancellationToken), query.Top, query.Filter, cancellationToken);
    }
}
