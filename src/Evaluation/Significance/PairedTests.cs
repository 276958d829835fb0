using MathNet.Numerics;

namespace LongRag.Evaluation;

/// <summary>An interval that holds the true value in 95 of 100 such experiments.</summary>
public readonly record struct Interval(double Low, double High);

/// <summary>Student's paired test: t, the two-sided p, and the interval of the mean difference.</summary>
public readonly record struct TTest(double T, double P, Interval Mean95);

/// <summary>Tests whether two systems differ, on their values for the same queries.</summary>
public static class PairedTests
{
    /// <summary>As many differences as are tried in all ways; with more, ways are drawn.</summary>
    public const int MostExact = 16;

    private const int Draws = 100_000;
    private const int Resamples = 10_000;

    /// <summary>
    /// Student's paired t-test, two-sided. Where every difference is the same, t is infinite and p 0; where all are 0, t is NaN and p 1; of one query nothing can be said, all is NaN.
    /// </summary>
    public static TTest T(IReadOnlyList<double> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        var (n, mean) = (differences.Count, differences.Average());
        if (n < 2) return new TTest(double.NaN, double.NaN, new Interval(double.NaN, double.NaN));
        var error = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / (n - 1) / n);
        if (error == 0) return new TTest(mean / error, mean == 0 ? 1 : 0, new Interval(mean, mean));
        var t = mean / error;
        var margin = error * MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, n - 1, 0.975);
        // The tail of Student's distribution as a beta function: exact far out, where 1 - CDF is not.
        return new TTest(t, SpecialFunctions.BetaRegularized((n - 1) / 2.0, 0.5, (n - 1) / (n - 1 + t * t)), new Interval(mean - margin, mean + margin));
    }

    /// <summary>
    /// Fisher's randomisation test, two-sided: how often signs thrown at random give a mean at least as far from 0. Exact up to <see cref="MostExact"/> differences other than 0; else
    /// from 100,000 draws, the observed one counted among them (Smucker, Allan and Carterette, CIKM 2007).
    /// </summary>
    public static double Randomisation(IReadOnlyList<double> differences, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(differences);
        double[] moved = [.. differences.Where(d => d != 0)];
        // A sum that differs in its last bits only is as far out.
        var far = Math.Abs(moved.Sum()) - 1e-12 * moved.Sum(Math.Abs);
        if (moved.Length <= MostExact) return Enumerable.Range(0, 1 << moved.Length).Count(signs => IsFar(moved, i => (signs >> i & 1) != 0, far)) / (double)(1 << moved.Length);
        var random = new Random(seed);
        var bits = new byte[(moved.Length + 7) / 8];
        var count = 0;
        for (var draw = 0; draw < Draws; draw++)
        {
            random.NextBytes(bits);
            if (IsFar(moved, i => (bits[i / 8] >> (i % 8) & 1) != 0, far)) count++;
        }

        return (count + 1.0) / (Draws + 1.0);
    }

    /// <summary>The middle 95 % of the mean of 10,000 samples of the queries, drawn with replacement (Efron's percentile bootstrap).</summary>
    public static Interval Bootstrap(IReadOnlyList<double> values, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(values);
        var random = new Random(seed);
        double[] from = [.. values];
        var means = new double[Resamples];
        for (var sample = 0; sample < Resamples; sample++)
        {
            var sum = 0.0;
            for (var i = 0; i < from.Length; i++) sum += from[random.Next(from.Length)];
            means[sample] = sum / from.Length;
        }

        Array.Sort(means);
        return new Interval(means[Resamples / 40], means[Resamples - Resamples / 40 - 1]);
    }

    private static bool IsFar(double[] moved, Func<int, bool> isNegative, double far)
    {
        var sum = 0.0;
        for (var i = 0; i < moved.Length; i++) sum += isNegative(i) ? -moved[i] : moved[i];
        return Math.Abs(sum) >= far;
    }
}
