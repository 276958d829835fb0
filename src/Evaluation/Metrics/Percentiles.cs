namespace LongRag.Evaluation;

/// <summary>Percentiles by nearest rank: a value that was measured, never one between two.</summary>
public static class Percentiles
{
    /// <summary>The lowest value that at least this share of the values does not exceed.</summary>
    /// <param name="sorted">Rising, at least one.</param>
    /// <param name="share">From 0 to 1; 0.5 is the median.</param>
    public static double At(IReadOnlyList<double> sorted, double share)
    {
        ArgumentNullException.ThrowIfNull(sorted);
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
    }
}
