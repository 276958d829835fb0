using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

/// <summary>Times of single queries, in milliseconds.</summary>
internal sealed record LatencyOutput(double P50, double P90, double P99, double Mean)
{
    /// <summary>As <see cref="Percentiles"/> has it; null where nothing was asked.</summary>
    public static LatencyOutput? Of(IReadOnlyList<double> milliseconds)
    {
        if (milliseconds.Count == 0) return null;
        double[] sorted = [.. milliseconds.Order()];
        return new LatencyOutput(At(0.5), At(0.9), At(0.99), Math.Round(sorted.Average(), 3));

        double At(double share) => Math.Round(Percentiles.At(sorted, share), 3);
    }
}

/// <summary>Where the time of a measurement went, in milliseconds.</summary>
internal sealed record TimingsOutput(double Ingest, double Index, LatencyOutput? Retrieve)
{
    public static TimingsOutput Of(EvaluationCorpus corpus, IReadOnlyList<double> milliseconds) =>
        new(Math.Round(corpus.IngestTime.TotalMilliseconds, 1), Math.Round(corpus.IndexTime.TotalMilliseconds, 1), LatencyOutput.Of(milliseconds));

    /// <summary>In a line.</summary>
    public override string ToString() => FormattableString.Invariant($"ingest {Ingest / 1000:0.0} s, index {Index / 1000:0.0} s, a query {Retrieve?.P50:0.0} ms (p50), {Retrieve?.P90:0.0} (p90), {Retrieve?.P99:0.0} (p99), {Retrieve?.Mean:0.0} (mean)");
}
