using CsCheck;
using LongRag.Retrievers.Dense.Scan;
using Xunit;

namespace LongRag.Retrievers.Tests.Dense.Scan;

public sealed class RescoringTests
{
    [Fact]
    public void Rescored_rows_are_those_of_an_exact_scan_with_the_same_scores()
    {
        var random = new Random(11);
        var (found, wanted) = (0, 0);
        float[][] vectors = [.. Enumerable.Range(0, 5_000).Select(_ => Unit(random, 96))];
        float[][] queries = [.. Enumerable.Range(0, 40).Select(_ => Unit(random, 96))];
        using var bytes = new NativeRows(vectors, 96, VectorPrecision.Int8);
        using var singles = new NativeRows(vectors, 96, VectorPrecision.Float32);
        foreach (var top in new[] { 1, 10, 100 })
        {
            var exact = VectorScan.TopMany(singles.Rows, queries, top, [], TestContext.Current.CancellationToken);
            var rescored = VectorScan.RescoredMany(bytes.Rows, row => vectors[row], queries, top, [], TestContext.Current.CancellationToken);
            for (var i = 0; i < queries.Length; i++)
            {
                wanted += top;
                found += exact[i].Intersect(rescored[i]).Count();
            }
        }

        Assert.InRange((double)found / wanted, 0.999, 1);
    }

    [Fact]
    public void Rows_whose_bytes_tie_are_ordered_by_their_exact_vectors()
    {
        // All have the bytes 127, 64.
        float[][] vectors = [.. Enumerable.Range(0, 30).Select(i => new[] { 1, 0.5f + (i % 7 * 0.0001f) })];
        using var bytes = new NativeRows(vectors, 2, VectorPrecision.Int8);
        Assert.Equal([6, 13, 20, 27, 5], VectorScan.Rescored(bytes.Rows, row => vectors[row], [0, 1], 5, [], TestContext.Current.CancellationToken).Select(r => r.Row));
    }

    [Fact]
    public void Only_allowed_rows_are_found_and_only_rows_of_bytes_are_taken() => Gen.ULong.Sample(allowed =>
    {
        float[][] vectors = [.. Enumerable.Range(0, 64).Select(i => new float[] { i, 1 })];
        using var bytes = new NativeRows(vectors, 2, VectorPrecision.Int8);
        var expected = Enumerable.Range(0, 64).Where(i => (allowed >> i & 1) == 1).Reverse().Take(3);
        Assert.Equal(expected, VectorScan.Rescored(bytes.Rows, row => vectors[row], [1, 0], 3, [allowed], TestContext.Current.CancellationToken).Select(r => r.Row));
        using var singles = new NativeRows(vectors, 2, VectorPrecision.Float32);
        Assert.Throws<ArgumentException>(() => VectorScan.Rescored(singles.Rows, row => vectors[row], [1, 0], 3, [], TestContext.Current.CancellationToken));
    });

    private static float[] Unit(Random random, int dimensions)
    {
        var vector = Enumerable.Range(0, dimensions).Select(_ => (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5)).ToArray();
        var length = MathF.Sqrt(vector.Sum(v => v * v));
        return [.. vector.Select(v => v / length)];
    }
}
