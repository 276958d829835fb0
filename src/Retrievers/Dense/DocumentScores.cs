using System.Numerics.Tensors;

namespace LongRag.Retrievers.Dense;

/// <summary>
/// Scores documents by their passages. With the cosines c of a document's passages and the length n of the sum of their vectors, which the index keeps, its best passage has max c and its mean vector the
/// cosine (sum of c) / n: no vector of a document is stored.
/// </summary>
internal static class DocumentScores
{
    /// <summary>The best documents by either score, the best passage first.</summary>
    public static IReadOnlyList<DenseDocument> Best(DenseSnapshot snapshot, float[] query, int top, RowBits rows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var candidates = Candidates(snapshot, rows);
        var rough = Score(snapshot, candidates, snapshot.CodeCosines(query, RowsOf(snapshot, candidates), cancellationToken));
        // Codes are off by a few thousandths: the exact order is made among more than are wanted.
        var wanted = (2 * top) + 16;
        var kept = rough.OrderByDescending(d => d.Best).Take(wanted).Concat(rough.OrderByDescending(d => d.Centroid).Take(wanted)).Select(d => d.Number).Distinct().ToList();
        var exact = Score(snapshot, kept, snapshot.Cosines(query, RowsOf(snapshot, kept)));
        return [.. exact.OrderByDescending(d => d.Best).ThenBy(d => snapshot.Documents[d.Number].Document).Take(top)
            .Union(exact.OrderByDescending(d => d.Centroid).ThenBy(d => snapshot.Documents[d.Number].Document).Take(top))
            .OrderByDescending(d => d.Best).ThenBy(d => snapshot.Documents[d.Number].Document)
            .Select(d => new DenseDocument(new DocumentId(snapshot.Documents[d.Number].Document.ToString()), d.Best, d.Centroid, snapshot.PassageOf(d.Row)))];
    }

    /// <summary>The mean of a document's vectors, at unit length; null where it is not in the index.</summary>
    public static float[]? MeanOf(DenseSnapshot snapshot, DocumentId document)
    {
        var id = ShortId.Of(document.Value);
        var documents = snapshot.Documents;
        for (var number = documents.Length - 1; number >= 0; number--)
        {
            var record = documents[number];
            if (!record.Document.Equals(id) || record.Rows == 0 || !snapshot.Live[record.FirstRow]) continue;
            var mean = new float[snapshot.Schema.Encoder.Dimensions];
            for (var row = record.FirstRow; row < record.FirstRow + record.Rows; row++) TensorPrimitives.Add(mean, snapshot.VectorOrCodeOf(row), mean);
            return VectorCache.TryNormalize(mean.ToArray(), mean) ? mean : null;
        }

        return null;
    }

    private static List<int> Candidates(DenseSnapshot snapshot, RowBits rows)
    {
        var candidates = new List<int>();
        var documents = snapshot.Documents;
        for (var number = 0; number < documents.Length; number++)
            if (documents[number].Rows > 0 && rows[documents[number].FirstRow]) candidates.Add(number);
        return candidates;
    }

    private static int[] RowsOf(DenseSnapshot snapshot, List<int> numbers)
    {
        var documents = snapshot.Documents;
        var total = 0;
        foreach (var number in numbers) total += documents[number].Rows;
        var (rows, at) = (new int[total], 0);
        foreach (var number in numbers)
            for (var i = 0; i < documents[number].Rows; i++) rows[at++] = documents[number].FirstRow + i;
        return rows;
    }

    private static List<(int Number, double Best, double Centroid, int Row)> Score(DenseSnapshot snapshot, List<int> numbers, float[] cosines)
    {
        var scored = new List<(int, double, double, int)>(numbers.Count);
        var at = 0;
        foreach (var number in numbers)
        {
            var document = snapshot.Documents[number];
            var (best, row, sum) = (double.NegativeInfinity, document.FirstRow, 0d);
            for (var i = 0; i < document.Rows; i++, at++)
            {
                sum += cosines[at];
                // Equal passages: the one with the smaller id, whichever stands first.
                if (cosines[at] < best || (cosines[at].Equals((float)best) && snapshot.Rows[document.FirstRow + i].Passage.CompareTo(snapshot.Rows[row].Passage) > 0)) continue;
                (best, row) = (cosines[at], document.FirstRow + i);
            }

            scored.Add((number, best, document.SumNorm > 0 ? sum / document.SumNorm : 0, row));
        }

        return scored;
    }
}
