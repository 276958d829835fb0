namespace LongRag.Retrievers.Dense;

/// <summary>What vectors say of one passage and of what surrounds it.</summary>
/// <param name="In">The document that holds it; null where it has no vector (yet).</param>
/// <param name="Passage">Cosine of the question and the passage; NaN where it has no vector (yet).</param>
/// <param name="Document">Cosine of the question and the mean of all passages of its document.</param>
/// <param name="Neighbours">Mean cosine of the passages before and after it in its document; at an end, the passage itself stands for the missing one.</param>
public readonly record struct PassageEvidence(DocumentId? In, double Passage, double Document, double Neighbours)
{
    /// <summary>Of a passage that has no vector.</summary>
    public static PassageEvidence None { get; } = new(null, double.NaN, double.NaN, double.NaN);
}

/// <summary>What vectors say of a question's candidates.</summary>
/// <param name="Passages">In the order asked.</param>
/// <param name="Usual">Mean cosine of the question and passages taken at random: what a cosine is where nothing is relevant.</param>
/// <param name="Spread">Standard deviation of cosines of passages taken at random in this index; 0 where there are too few.</param>
public sealed record DenseEvidence(IReadOnlyList<PassageEvidence> Passages, double Usual, double Spread)
{
    /// <summary>Scores passages of an index, with all passages of their documents.</summary>
    internal static DenseEvidence Of(DenseSnapshot snapshot, float[] query, IReadOnlyList<PassageId> passages)
    {
        var rows = passages.Select(passage => snapshot.Passages.Find(snapshot.Rows, ShortId.Of(passage.Value))).ToArray();
        var documents = rows.Where(row => row >= 0).Select(row => snapshot.Rows[row].Document).Distinct().ToDictionary(number => number, number => CosinesOf(snapshot, query, number));
        var sample = snapshot.Sample;
        var usual = sample.Length == 0 ? 0 : snapshot.Cosines(query, sample).Average(cosine => (double)cosine);
        return new DenseEvidence([.. rows.Select(row => row < 0 ? PassageEvidence.None : Of(snapshot, row, documents))], usual, snapshot.Manifest.Spread);
    }

    private static float[] CosinesOf(DenseSnapshot snapshot, float[] query, int number)
    {
        var document = snapshot.Documents[number];
        return snapshot.Cosines(query, [.. Enumerable.Range(document.FirstRow, document.Rows)]);
    }

    private static PassageEvidence Of(DenseSnapshot snapshot, int row, Dictionary<int, float[]> cosines)
    {
        var number = snapshot.Rows[row].Document;
        var (document, own) = (snapshot.Documents[number], cosines[number]);
        var at = row - document.FirstRow;
        var neighbours = (own[at > 0 ? at - 1 : at] + (double)own[at < own.Length - 1 ? at + 1 : at]) / 2;
        return new PassageEvidence(new DocumentId(document.Document.ToString()), own[at], document.SumNorm > 0 ? own.Sum(cosine => (double)cosine) / document.SumNorm : own[at], neighbours);
    }
}
