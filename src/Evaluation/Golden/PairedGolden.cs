namespace LongRag.Evaluation;

/// <summary>Paired tests by scipy. A drawn randomisation p may differ by five standard errors of both draws.</summary>
public sealed class PairedGolden : IGoldenCheck
{
    private const string Drawn = "randomisation_p_200000";

    /// <inheritdoc/>
    public string Folder => "metrics/tests";

    /// <inheritdoc/>
    public IEnumerable<GoldenResult> Check(string folder)
    {
        var tally = new GoldenTally($"{Folder}/paired.json");
        foreach (var (name, golden) in GoldenFiles.Json(Path.Combine(folder, "paired.json")).EnumerateObject().Select(property => (property.Name, property.Value)))
        {
            double[] differences = [.. golden.Member("a").EnumerateArray().Zip(golden.Member("b").EnumerateArray(), (a, b) => b.GetDouble() - a.GetDouble())];
            var test = PairedTests.T(differences);
            tally.Near($"{name}, mean_difference", golden.Member("mean_difference").GetDouble(), differences.Average());
            tally.Near($"{name}, t", GoldenFiles.Number(golden.Member("t")), test.T);
            // No difference at all is nan for scipy; p is then 1.
            var p = GoldenFiles.Number(golden.Member("t_p"));
            tally.Near($"{name}, t_p", double.IsNaN(p) && differences.All(d => d == 0) ? 1 : p, test.P, Math.Min(1e-9, 1e-6 * Math.Abs(p)));
            if (golden.TryGetProperty("t_ci95", out var interval))
            {
                tally.Near($"{name}, t_ci95 low", interval[0].GetDouble(), test.Mean95.Low);
                tally.Near($"{name}, t_ci95 high", interval[1].GetDouble(), test.Mean95.High);
            }

            var randomised = PairedTests.Randomisation(differences);
            if (golden.TryGetProperty("randomisation_p_exact", out var exact)) tally.Near($"{name}, randomisation_p_exact", exact.GetDouble(), randomised);
            if (golden.TryGetProperty(Drawn, out var drawn)) tally.Near($"{name}, {Drawn}", drawn.GetDouble(), randomised, 5 * Math.Sqrt(1.5) * golden.Member("randomisation_p_standard_error").GetDouble() + 1e-5);
        }

        yield return tally.Result;
    }
}
