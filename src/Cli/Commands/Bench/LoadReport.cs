namespace LongRag.Cli.Commands.Bench;

/// <summary>What a load found.</summary>
/// <param name="Clients">Clients at a time.</param>
/// <param name="Requests">Answers that came.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="RequestsPerSecond">Answers a second.</param>
/// <param name="ClientMs">From sending to the last byte.</param>
/// <param name="ServerMs">What the service says the search took (<c>timings_ms.total</c>).</param>
/// <param name="AddedMs">The difference of the two, request by request.</param>
/// <param name="EmptyMs">What a request for <c>/healthz</c>, which does nothing, took the same clients now and then: the part of what is added that no service can save.</param>
/// <param name="Errors">How many requests failed, by status or kind.</param>
internal sealed record LoadReport(
    int Clients, long Requests, double Seconds, double RequestsPerSecond, LatencyMs ClientMs, LatencyMs? ServerMs, LatencyMs? AddedMs, LatencyMs? EmptyMs, IReadOnlyDictionary<string, long> Errors);

/// <summary>Percentiles of milliseconds.</summary>
internal sealed record LatencyMs(double P50, double P90, double P99, double Max)
{
    /// <summary>Of measured values; null where there are none.</summary>
    public static LatencyMs? Of(List<double> values)
    {
        if (values.Count == 0) return null;
        values.Sort();
        return new LatencyMs(At(0.5), At(0.9), At(0.99), Math.Round(values[^1], 3));

        double At(double share) => Math.Round(values[Math.Min(values.Count - 1, (int)Math.Ceiling(share * values.Count) - 1)], 3);
    }
}
