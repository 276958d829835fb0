using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

/// <summary>Times of each stage over many questions, in milliseconds.</summary>
internal sealed class StageTimes
{
    private readonly Dictionary<string, List<double>> _stages = new(StringComparer.Ordinal);

    public void Add(IReadOnlyDictionary<string, double> timings)
    {
        foreach (var (stage, time) in timings)
        {
            if (!_stages.TryGetValue(stage, out var times)) _stages[stage] = times = [];
            times.Add(time);
        }
    }

    /// <summary>Median and 99th percentile of each stage: <c>retrieve_p50</c>, <c>retrieve_p99</c>, and so on.</summary>
    public Dictionary<string, double> Summary()
    {
        var summary = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (stage, times) in _stages)
        {
            times.Sort();
            summary[stage + "_p50"] = Math.Round(Percentiles.At(times, 0.5), 2);
            summary[stage + "_p99"] = Math.Round(Percentiles.At(times, 0.99), 2);
        }

        return summary;
    }
}
