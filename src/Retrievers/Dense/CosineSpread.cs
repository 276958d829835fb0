using System.Numerics.Tensors;

namespace LongRag.Retrievers.Dense;

/// <summary>
/// How far cosines lie apart in a collection, where nothing is relevant: the standard deviation over pairs of passages taken at random. Encoders differ in it by a factor of several, so a cosine
/// means something beside another score only in units of it.
/// </summary>
internal static class CosineSpread
{
    private const int MostPassages = 256;

    /// <summary>The spread; 0 where there are fewer than three passages with vectors.</summary>
    public static double Of(DenseSnapshot snapshot) => snapshot.HasVectors ? DeviationOfPairs([.. snapshot.Sample.Select(row => snapshot.VectorOf(row).ToArray())]) : 0;

    internal static double DeviationOfPairs(IReadOnlyList<float[]> vectors)
    {
        if (vectors.Count < 3) return 0;
        var (count, sum, squares) = (0, 0d, 0d);
        for (var i = 0; i < vectors.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                double cosine = TensorPrimitives.Dot(vectors[i], vectors[j]);
                (count, sum, squares) = (count + 1, sum + cosine, squares + (cosine * cosine));
            }
        }

        var mean = sum / count;
        return Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean)));
    }

    /// <summary>Rows of passages taken at random.</summary>
    /// <remarks>The passages with the smallest ids: ids are hashes, so this is a sample at random, and the same for the same passages in whatever order they came.</remarks>
    public static List<int> SampleOf(DenseSnapshot snapshot)
    {
        // The root of the heap is the greatest id kept.
        var kept = new PriorityQueue<int, ShortId>(Comparer<ShortId>.Create((x, y) => y.CompareTo(x)));
        var rows = snapshot.Rows;
        for (var row = 0; row < rows.Length; row++)
        {
            if (!snapshot.Live[row]) continue;
            if (kept.Count < MostPassages) kept.Enqueue(row, rows[row].Passage);
            else if (rows[row].Passage.CompareTo(rows[kept.Peek()].Passage) < 0) kept.EnqueueDequeue(row, rows[row].Passage);
        }

        return kept.UnorderedItems.OrderBy(item => item.Priority).Select(item => item.Element).ToList();
    }
}
