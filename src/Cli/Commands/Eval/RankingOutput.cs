using System.Text.Json.Serialization;
using LongRag.Rankers;

namespace LongRag.Cli.Commands.Eval;

/// <summary>What rankings cost: means a query, but for what is counted over all of them.</summary>
/// <param name="Reranker">The ranker's name.</param>
/// <param name="Queries">Rankings.</param>
/// <param name="Calls">Questions to the model.</param>
/// <param name="PromptTokens">Tokens of the prompts.</param>
/// <param name="PassageTokens">Those of them that are text of passages.</param>
/// <param name="WrittenTokens">Tokens that the model wrote.</param>
/// <param name="Seconds">Time.</param>
/// <param name="Repaired">Answers that had to be put right.</param>
/// <param name="Missing">What was asked for and did not come.</param>
/// <param name="Repeated">What came again.</param>
/// <param name="Unknown">What names nothing.</param>
/// <param name="KendallDistance">Share of the pairs that changed sides.</param>
/// <param name="MeanDisplacement">Places that a candidate moved.</param>
/// <param name="Failed">Over all queries: calls that failed.</param>
/// <param name="Failures">Over all queries: why.</param>
/// <param name="Truncated">Queries whose ranking ended early.</param>
/// <param name="Reason">What the first failure said; null where none failed.</param>
internal sealed record RankingOutput(
    string Reranker, int Queries, double Calls, double PromptTokens, double PassageTokens, double WrittenTokens, double Seconds, double Repaired, double Missing, double Repeated, double Unknown,
    double KendallDistance, double MeanDisplacement, int Failed, Dictionary<string, int> Failures, int Truncated,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null)
{
    public static RankingOutput Of(string reranker, IReadOnlyList<RankingReport> reports)
    {
        var failures = reports.SelectMany(report => report.Failures).GroupBy(failure => failure.Key, failure => failure.Value, StringComparer.Ordinal);
        return new RankingOutput(
            reranker, reports.Count, Mean(r => r.Calls), Mean(r => r.PromptTokens), Mean(r => r.PassageTokens), Mean(r => r.WrittenTokens), Mean(r => r.Seconds), Mean(r => r.Repaired), Mean(r => r.Missing),
            Mean(r => r.Repeated), Mean(r => r.Unknown), Mean(r => r.KendallDistance), Mean(r => r.MeanDisplacement), reports.Sum(r => r.Failed),
            failures.ToDictionary(failure => failure.Key, failure => failure.Sum(), StringComparer.Ordinal), reports.Count(r => r.Truncated), reports.FirstOrDefault(r => r.Reason is not null)?.Reason);

        double Mean(Func<RankingReport, double> value) => reports.Count == 0 ? 0 : Math.Round(reports.Average(value), 4);
    }

    /// <summary>Refuses to call a list ranked whose ranker never got an answer.</summary>
    /// <exception cref="LongRagException">Calls failed and none was answered: the first failure.</exception>
    public static void CheckAnswered(IEnumerable<RankingReport> reports)
    {
        RankingReport? failed = null;
        foreach (var report in reports)
        {
            if (report.Answered > 0) return;
            if (report.Reason is not null) failed ??= report;
        }

        if (failed is not null) throw new LongRagException(failed.ReasonCode!, failed.Reason!);
    }

    /// <summary>In a line.</summary>
    public override string ToString()
    {
        var failed = Failed == 0 ? "" : $"; {Amount.Of(Failed, "call")} failed ({string.Join(", ", Failures.Select(failure => $"{failure.Key} {failure.Value}"))})";
        var truncated = Truncated == 0 ? "" : $"; {Truncated} {(Truncated == 1 ? "query" : "queries")} ended early";
        var reason = Reason is null ? "" : $"; first failure: {PrintableText.OneLine(Reason)}";
        return FormattableString.Invariant(
            $"{Reranker}, a query: {Amount.Of(Calls, "call")}, {PromptTokens:0} tokens read ({PassageTokens:0} of passages), {WrittenTokens:0} written, {Seconds:0.00} s, {Repaired:0.##} repaired, {MeanDisplacement:0.0} places moved, Kendall distance {KendallDistance:0.000}{failed}{truncated}{reason}");
    }
}
