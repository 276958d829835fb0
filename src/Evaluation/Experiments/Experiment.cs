namespace LongRag.Evaluation;

/// <summary>A published figure with the command that makes it.</summary>
/// <param name="About">What it shows.</param>
/// <param name="Command">Arguments behind <c>longrag eval</c>; what begins with <c>shared/</c> lies in the folder of shared data.</param>
/// <param name="Values">Values of the command's JSON by their path, such as <c>metrics.ndcg_cut_10</c>, in the order of the file.</param>
/// <param name="Notes">What else a reader should know; null for nothing.</param>
public sealed record Experiment(string About, IReadOnlyList<string> Command, IReadOnlyList<ExpectedValue> Values, string? Notes);

/// <summary>A value that an experiment should give.</summary>
/// <param name="Path">Where it stands in the output.</param>
/// <param name="Tolerance">How far it may lie from the reference, absolute.</param>
/// <param name="Expected">The published figure or the goal; null where the last measured value is the reference.</param>
/// <param name="Measured">What was measured last; null for never.</param>
/// <param name="Source">Where the expected value is from; null where nothing says so.</param>
public sealed record ExpectedValue(string Path, double Tolerance, double? Expected, double? Measured, string? Source)
{
    /// <summary>What a new measurement is compared with; null where there is nothing yet.</summary>
    public double? Reference => Expected ?? Measured;

    /// <summary>Whether a measurement is near enough; one without a reference is not. Rounding of the last bits does not count.</summary>
    public bool Holds(double measured) => Reference is { } reference && Math.Abs(measured - reference) <= Tolerance + 1e-9;
}
