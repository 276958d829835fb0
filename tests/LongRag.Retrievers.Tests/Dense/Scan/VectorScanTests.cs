using CsCheck;
using LongRag.Retrievers.Dense.Scan;
using Xunit;

namespace LongRag.Retrievers.Tests.Dense.Scan;

public sealed class VectorScanTests
{
    private static readonly VectorPrecision[] Precisions = [VectorPrecision.Int8, VectorPrecision.Float16, VectorPrecision.Float32];
    private static readonly ScanWidth[] Widths = [.. new[] { ScanWidth.Portable, ScanWidth.Avx2, ScanWidth.Avx512 }.Where(w => w <= ScanKernel.BestWidth)];

    // Few different values make ties; the wide ones make scales differ.
    private static readonly Gen<float> Value = Gen.OneOf(Gen.Int[-2, 2].Select(i => (float)i), Gen.Float[-1, 1], Gen.Float[-1000, 1000]);

    private static readonly Gen<Case> Cases =
        from precision in Gen.Int[0, Precisions.Length - 1].Select(i => Precisions[i])
        from width in Gen.Int[0, Widths.Length - 1].Select(i => Widths[i])
        from dimensions in Gen.Int[1, 150]
        from vectors in Value.Array[dimensions].Array[0, 80]
        from queries in Value.Array[dimensions].Array[1, 7]
        from top in Gen.Int[0, 90]
        from density in Gen.Int[-1, 4]
        from bits in Gen.ULong.Array[2]
        from mask in Gen.ULong.Array[2]
        from threads in Gen.Int[1, 3]
        select new Case(precision, width, dimensions, vectors, queries, top, density switch
        {
            -1 => [],
            0 => [0, 0],
            1 => [ulong.MaxValue, ulong.MaxValue],
            2 => [bits[0] & mask[0], bits[1] & mask[1]],
            _ => bits,
        }, threads);

    [Fact]
    public void Every_score_is_that_of_a_plain_loop_within_rounding() => Cases.Sample(c =>
    {
        using var rows = new NativeRows(c.Vectors, c.Dimensions, c.Precision);
        var numbers = Enumerable.Range(0, c.Vectors.Length).Reverse().ToArray();
        foreach (var query in c.Queries)
        {
            var scores = VectorScan.Scores(rows.Rows, query, numbers, c.Width);
            for (var i = 0; i < numbers.Length; i++)
            {
                var stored = rows.Stored(numbers[i]);
                Assert.Equal(stored.Zip(query, (s, q) => s * q).Sum(), scores[i], Allowance(c, stored, query));
            }
        }
    });

    [Fact]
    public void The_best_rows_are_those_of_sorting_all_allowed_scores_whatever_the_threads_and_the_batch() => Cases.Sample(c =>
    {
        using var rows = new NativeRows(c.Vectors, c.Dimensions, c.Precision);
        var numbers = Enumerable.Range(0, c.Vectors.Length).ToArray();
        var expected = c.Queries.Select(query => VectorScan.Scores(rows.Rows, query, numbers, c.Width)
            .Select((score, row) => new ScoredRow(row, score))
            .Where(r => c.Allowed.Length == 0 || (c.Allowed[r.Row / 64] >> (r.Row % 64) & 1) == 1)
            .Order().Take(c.Top).ToArray()).ToArray();
        Assert.Equal(expected, VectorScan.TopMany(rows.Rows, c.Queries, c.Top, c.Allowed, c.Threads, c.Width, TestContext.Current.CancellationToken));
        Assert.Equal(expected[0], VectorScan.TopMany(rows.Rows, [c.Queries[0]], c.Top, c.Allowed, c.Threads, c.Width, TestContext.Current.CancellationToken)[0]);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Ranges_of_many_rows_give_the_same_result_for_any_number_of_threads(int threads)
    {
        var random = new Random(3);
        // Values of one digit: thousands of equal scores.
        float[][] vectors = [.. Enumerable.Range(0, 20_000).Select(_ => new float[] { random.Next(10), random.Next(10), random.Next(10) })];
        using var rows = new NativeRows(vectors, 3, VectorPrecision.Float32);
        float[] query = [1, 2, 3];
        var expected = vectors.Select((v, i) => new ScoredRow(i, v[0] + (2 * v[1]) + (3 * v[2]))).Order().Take(500);
        Assert.Equal(expected, VectorScan.TopMany(rows.Rows, [query], 500, [], threads, ScanKernel.BestWidth, TestContext.Current.CancellationToken)[0]);
    }

    [Fact]
    public void Equal_scores_come_by_row_number()
    {
        using var rows = new NativeRows([.. Enumerable.Repeat(new float[] { 1, 1 }, 70)], 2, VectorPrecision.Int8);
        Assert.Equal([0, 1, 2, 3, 4], VectorScan.Top(rows.Rows, [1, 0], 5, [], TestContext.Current.CancellationToken).Select(r => r.Row));
        Assert.Equal([3, 65, 69], VectorScan.Top(rows.Rows, [1, 0], 5, [8, 34], TestContext.Current.CancellationToken).Select(r => r.Row));
    }

    [Fact]
    public void A_query_of_zeros_scores_every_row_0()
    {
        foreach (var precision in Precisions)
        {
            using var rows = new NativeRows([[1, 2], [0, 0], [-3, 1]], 2, precision);
            Assert.Equal([new(0, 0), new(1, 0)], VectorScan.Top(rows.Rows, [0, 0], 2, [], TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_query_that_is_not_finite_finds_nothing(float value)
    {
        foreach (var precision in Precisions)
        {
            using var rows = new NativeRows([[1, 2], [0, 0]], 2, precision);
            Assert.Empty(VectorScan.Top(rows.Rows, [value, 1], 2, [], TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public unsafe void A_row_that_is_not_a_number_is_never_found()
    {
        using var rows = new NativeRows([[1, 2], [5, 5]], 2, VectorPrecision.Float32);
        *(float*)rows.Rows[1] = float.NaN;
        Assert.Equal([new(0, 3)], VectorScan.Top(rows.Rows, [1, 1], 2, [], TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_cancelled_scan_stops()
    {
        using var rows = new NativeRows([[1, 2]], 2, VectorPrecision.Float32);
        Assert.ThrowsAny<OperationCanceledException>(() => VectorScan.Top(rows.Rows, [1, 1], 1, [], new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_query_of_another_length_and_too_few_bits_are_refused()
    {
        using var rows = new NativeRows([.. Enumerable.Repeat(new float[] { 1, 1 }, 70)], 2, VectorPrecision.Float32);
        Assert.Throws<ArgumentException>(() => VectorScan.Top(rows.Rows, [1], 1, [], TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => VectorScan.Top(rows.Rows, [1, 1], 1, [1], TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => VectorScan.Scores(rows.Rows, [1, 1], [70]));
    }

    // Sums of singles round at each step; a query of an int8 scan is rounded to 16 bits.
    private static double Allowance(Case c, double[] stored, float[] query)
    {
        var sum = stored.Zip(query, (s, q) => Math.Abs(s * q)).Sum();
        var rounded = c.Precision == VectorPrecision.Int8 ? stored.Sum(Math.Abs) * query.Max(MathF.Abs) / short.MaxValue / 2 : 0;
        return (sum * 1e-5) + (rounded * 1.01) + 1e-30;
    }

    private sealed record Case(VectorPrecision Precision, ScanWidth Width, int Dimensions, float[][] Vectors, float[][] Queries, int Top, ulong[] Allowed, int Threads);
}
