namespace LongRag.Rankers.Pairwise;

/// <summary>One score a candidate from the probabilities that it comes before each other.</summary>
internal static class PairScores
{
    // So that no logarithm is infinite.
    private const double Least = 1e-100;

    /// <param name="probabilities">[i, j]: probability that i comes before j; the diagonal means nothing.</param>
    /// <param name="aggregation">What becomes of them.</param>
    /// <returns>One score each, the higher the better; none where there are fewer than two.</returns>
    public static double[] Of(double[,] probabilities, PairAggregation aggregation)
    {
        var count = probabilities.GetLength(0);
        var scores = new double[count];
        for (var i = 0; i < count; i++)
        {
            var terms = Enumerable.Range(0, count).Where(j => j != i).Select(j => Term(probabilities[i, j], probabilities[j, i], aggregation));
            scores[i] = count < 2 ? 0 : aggregation switch
            {
                PairAggregation.Max => terms.Max(),
                PairAggregation.Min => terms.Min(),
                _ => terms.Sum(),
            };
        }

        return scores;
    }

    private static double Term(double before, double behind, PairAggregation aggregation) => aggregation switch
    {
        PairAggregation.SymSum => before + 1 - behind,
        PairAggregation.SumLog => Log(before),
        PairAggregation.SymSumLog => Log(before) + Log(1 - behind),
        _ => before,
    };

    private static double Log(double probability) => Math.Log(Math.Clamp(probability, Least, 1));
}
