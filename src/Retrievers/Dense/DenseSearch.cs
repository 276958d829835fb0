namespace LongRag.Retrievers.Dense;

/// <summary>A document that was found by its passages.</summary>
/// <param name="Document">Which.</param>
/// <param name="Best">Cosine of its best passage.</param>
/// <param name="Centroid">Cosine of the mean of its passages' vectors.</param>
/// <param name="Passage">Its best passage.</param>
public sealed record DenseDocument(DocumentId Document, double Best, double Centroid, PassageId Passage);

/// <summary>Ranks what one dense index holds against a vector. Exact: every passage that the filter lets through is scored. Thread-safe. Where there is no index nothing is found.</summary>
/// <param name="reader">Reads the index; stays the caller's.</param>
public sealed class DenseSearch(DenseReader reader)
{
    // Asked for beyond the wanted, so that ties at the end can be decided by name.
    private const int BeyondTop = 8;

    /// <summary>The best passages, best first, equal cosines by passage id.</summary>
    /// <param name="query">A vector of the index's encoder; its length does not matter.</param>
    /// <param name="top">The most passages to return.</param>
    /// <param name="filter">Only passages of documents that match; null for all.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    /// <exception cref="LongRagException"><c>index_damaged</c>, <c>index_outdated</c>.</exception>
    public IReadOnlyList<(PassageId Id, double Cosine)> Find(float[] query, int top, Filter? filter = null, CancellationToken cancellationToken = default) =>
        reader.Search(snapshot => snapshot is null ? [] : Best(snapshot, Unit(query), top, snapshot.Matching(filter), cancellationToken));

    /// <summary>The cosines of given passages, in their order; NaN for one that is not in the index (yet).</summary>
    /// <exception cref="LongRagException">As <see cref="Find"/>.</exception>
    public double[] Cosines(float[] query, IReadOnlyList<PassageId> passages) => reader.Search(snapshot =>
    {
        var cosines = new double[passages.Count];
        Array.Fill(cosines, double.NaN);
        if (snapshot is null || snapshot.Live.Count == 0) return cosines;
        var unit = Unit(query);
        var (places, rows) = (new List<int>(), new List<int>());
        for (var i = 0; i < passages.Count; i++)
        {
            if (snapshot.Passages.Find(snapshot.Rows, ShortId.Of(passages[i].Value)) is not (>= 0 and var row)) continue;
            places.Add(i);
            rows.Add(row);
        }

        var found = snapshot.Cosines(unit, [.. rows]);
        for (var i = 0; i < places.Count; i++) cosines[places[i]] = found[i];
        return cosines;
    });

    /// <summary>What vectors say of given passages, their documents and their neighbours; null where there is no index.</summary>
    /// <exception cref="LongRagException">As <see cref="Find"/>.</exception>
    public DenseEvidence? Evidence(float[] query, IReadOnlyList<PassageId> passages) => reader.Search(snapshot => snapshot is null ? null : DenseEvidence.Of(snapshot, Unit(query), passages));

    /// <summary>
    /// Documents, by their best passage, equal ones by id: the best <paramref name="top"/> by that, and the best <paramref name="top"/> by the mean of all their passages, so that the caller can weigh the two.
    /// </summary>
    /// <exception cref="LongRagException">As <see cref="Find"/>.</exception>
    public IReadOnlyList<DenseDocument> FindDocuments(float[] query, int top, Filter? filter = null, CancellationToken cancellationToken = default) =>
        reader.Search<IReadOnlyList<DenseDocument>>(snapshot => snapshot is null ? [] : DocumentScores.Best(snapshot, Unit(query), top, snapshot.Matching(filter), cancellationToken));

    /// <summary>The documents most like one in the index, by the cosine of the means of their passages' vectors; the document itself is left out. Empty where it is not in the index.</summary>
    public IReadOnlyList<DenseDocument> Similar(DocumentId document, int top, Filter? filter = null, CancellationToken cancellationToken = default) => reader.Search<IReadOnlyList<DenseDocument>>(snapshot =>
    {
        if (snapshot is null || DocumentScores.MeanOf(snapshot, document) is not { } mean) return [];
        var found = DocumentScores.Best(snapshot, mean, top + 1, snapshot.Matching(filter), cancellationToken);
        return [.. found.Where(d => d.Document != document).OrderByDescending(d => d.Centroid).ThenBy(d => d.Document.Value, StringComparer.Ordinal).Take(top)];
    });

    /// <summary>What is searched; null where there is no index. <see cref="DenseIndexStatistics.Share"/> tells what part of the collection can be found.</summary>
    public DenseIndexStatistics? Statistics() => reader.Statistics();

    private static IReadOnlyList<(PassageId Id, double Cosine)> Best(DenseSnapshot snapshot, float[] query, int top, RowBits matching, CancellationToken cancellationToken)
    {
        ReadOnlySpan<ulong> allowed = matching.Count == snapshot.Manifest.Rows ? [] : matching.Words;
        for (var asked = top + BeyondTop; ; asked *= 4)
        {
            var found = snapshot.Top(query, asked, allowed, cancellationToken);
            if (found.Length == asked && found[^1].Score.Equals(found[top - 1].Score)) continue;
            return [.. found.Select(hit => (Id: snapshot.PassageOf(hit.Row), Cosine: (double)hit.Score)).OrderByDescending(hit => hit.Cosine).ThenBy(hit => hit.Id.Value, StringComparer.Ordinal).Take(top)];
        }
    }

    private float[] Unit(float[] query)
    {
        var unit = new float[query.Length];
        var isVector = query.Length == reader.Schema.Encoder.Dimensions && VectorCache.TryNormalize(query, unit);
        return isVector ? unit : throw new ArgumentException($"The question's vector is none of the encoder '{reader.Schema.Encoder.Name}': {reader.Schema.Encoder.Dimensions} finite numbers are.", nameof(query));
    }
}
