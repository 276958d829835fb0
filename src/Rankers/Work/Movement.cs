namespace LongRag.Rankers.Work;

/// <summary>How far an order is from the identity.</summary>
internal static class Movement
{
    /// <summary>Share of the pairs that changed sides, and the mean number of places moved; 0 for fewer than two.</summary>
    public static (double KendallDistance, double MeanDisplacement) Of(ReadOnlySpan<int> order)
    {
        if (order.Length < 2) return (0, 0);
        long swapped = 0, moved = 0;
        for (var i = 0; i < order.Length; i++)
        {
            moved += Math.Abs(order[i] - i);
            for (var j = i + 1; j < order.Length; j++)
                if (order[j] < order[i]) swapped++;
        }

        return (swapped / (order.Length * (order.Length - 1L) / 2.0), (double)moved / order.Length);
    }
}
