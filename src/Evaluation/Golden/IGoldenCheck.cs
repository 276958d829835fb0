namespace LongRag.Evaluation;

/// <summary>Compares this build with one folder of reference values.</summary>
public interface IGoldenCheck
{
    /// <summary>The folder below the root of the reference values, such as <c>metrics/trec</c>.</summary>
    string Folder { get; }

    /// <summary>Compares with every file of the folder that this build has a method for.</summary>
    /// <param name="folder">Where the folder lies; it exists.</param>
    IEnumerable<GoldenResult> Check(string folder);
}

/// <summary>How a file of reference values compares.</summary>
/// <param name="Name">Path of the file below the root, with slashes.</param>
/// <param name="Cases">Values compared.</param>
/// <param name="Failed">Values that differ.</param>
/// <param name="First">The first difference in a line; null where there is none.</param>
public sealed record GoldenResult(string Name, int Cases, int Failed, string? First);

/// <summary>Counts the cases of one file.</summary>
public sealed class GoldenTally(string name)
{
    private int _cases;
    private int _failed;
    private string? _first;

    /// <summary>What was counted.</summary>
    public GoldenResult Result => new(name, _cases, _failed, _first);

    /// <summary>Counts a case that is right where two texts are the same.</summary>
    public void Same(string what, string? expected, string? actual) => Count(what, string.Equals(expected, actual, StringComparison.Ordinal), expected ?? "nothing", actual ?? "nothing");

    /// <summary>Counts a case that is right where two numbers differ by no more than a tolerance, times the larger of 1 and the number; NaN equals NaN.</summary>
    public void Near(string what, double expected, double actual, double tolerance = 1e-9) =>
        Count(what, expected.Equals(actual) || Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected)), Text(expected), Text(actual));

    private static string Text(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    private void Count(string what, bool isRight, string expected, string actual)
    {
        _cases++;
        if (isRight) return;
        _failed++;
        _first ??= $"{what}: expected {expected}, got {actual}";
    }
}
