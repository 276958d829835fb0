namespace LongRag.Generator.Tests.Extractive.Experiments;

/// <summary>Newton's method for the two regressions that the extractive generator's weights come from.</summary>
internal static class LogisticFit
{
    private const double Ridge = 1.0;
    private const int Rounds = 12;

    /// <summary>Conditional logistic regression: in each group, the chance that a softmax over w·x gives to the right rows. Groups without a right row are passed over.</summary>
    public static double[] Conditional(IReadOnlyList<(double[] Values, bool Right)[]> groups)
    {
        var usable = groups.Where(g => g.Any(r => r.Right) && !g.All(r => r.Right)).ToList();
        var size = usable[0][0].Values.Length;
        var weights = new double[size];
        for (var round = 0; round < Rounds; round++)
        {
            var gradient = weights.Select(w => -Ridge * w).ToArray();
            var curvature = Diagonal(size);
            foreach (var group in usable)
            {
                var scores = group.Select(r => Dot(weights, r.Values)).ToArray();
                var top = scores.Max();
                var shares = scores.Select(s => Math.Exp(s - top)).ToArray();
                var (all, right) = (shares.Sum(), Math.Max(double.Epsilon, shares.Where((_, i) => group[i].Right).Sum()));
                var mean = new double[size];
                for (var i = 0; i < group.Length; i++)
                {
                    var share = shares[i] / all;
                    var pull = (group[i].Right ? shares[i] / right : 0) - share;
                    for (var f = 0; f < size; f++) { gradient[f] += pull * group[i].Values[f]; mean[f] += share * group[i].Values[f]; }
                    Add(curvature, group[i].Values, share);
                }

                Add(curvature, mean, -1);
            }

            Step(weights, curvature, gradient);
        }

        return weights;
    }

    /// <summary>Logistic regression; the first value of each row should be 1.</summary>
    public static double[] Plain(IReadOnlyList<(double[] Values, bool Right)> rows)
    {
        var size = rows[0].Values.Length;
        var weights = new double[size];
        for (var round = 0; round < Rounds; round++)
        {
            var gradient = weights.Select(w => -Ridge * w).ToArray();
            var curvature = Diagonal(size);
            foreach (var (values, right) in rows)
            {
                var chance = 1 / (1 + Math.Exp(-Dot(weights, values)));
                for (var f = 0; f < size; f++) gradient[f] += ((right ? 1 : 0) - chance) * values[f];
                Add(curvature, values, chance * (1 - chance));
            }

            Step(weights, curvature, gradient);
        }

        return weights;
    }

    public static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[][] Diagonal(int size) => [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(j => i == j ? Ridge : 0.0).ToArray())];

    private static void Add(double[][] matrix, double[] x, double weight)
    {
        for (var i = 0; i < x.Length; i++)
        {
            if (x[i] == 0) continue;
            var scaled = weight * x[i];
            for (var j = 0; j < x.Length; j++) matrix[i][j] += scaled * x[j];
        }
    }

    /// <summary>Adds the solution of matrix · step = gradient (Gauss-Jordan; the ridge keeps the pivots off zero).</summary>
    private static void Step(double[] weights, double[][] matrix, double[] gradient)
    {
        var size = weights.Length;
        for (var pivot = 0; pivot < size; pivot++)
        {
            for (var row = 0; row < size; row++)
            {
                if (row == pivot) continue;
                var factor = matrix[row][pivot] / matrix[pivot][pivot];
                if (factor == 0) continue;
                for (var column = pivot; column < size; column++) matrix[row][column] -= factor * matrix[pivot][column];
                gradient[row] -= factor * gradient[pivot];
            }
        }

        for (var i = 0; i < size; i++) weights[i] += gradient[i] / matrix[i][i];
    }
}
