using LongRag.Rankers;

namespace LongRag.Hosting;

/// <summary>A ranker that tells what it cost.</summary>
internal sealed class ToldReranker(IReportingReranker ranker, Action<string> note) : IReranker
{
    public async Task<IReadOnlyList<ScoredPassage>> RerankAsync(Query query, IReadOnlyList<ScoredPassage> passages, CancellationToken cancellationToken = default)
    {
        var ranking = await ranker.RankAsync(query, passages, cancellationToken);
        note(Line(ranker.Name, ranking.Report));
        return ranking.Passages;
    }

    private static string Line(string name, RankingReport report)
    {
        var failed = report.Failed == 0 ? "" : $"; {Amount.Of(report.Failed, "call")} failed ({string.Join(", ", report.Failures.Select(failure => $"{failure.Key} {failure.Value}"))}) and kept the order";
        var repaired = report.Repaired == 0 ? "" : $"; {Amount.Of(report.Repaired, "answer")} repaired";
        var truncated = report.Truncated ? "; ended early, the rest keeps its order" : "";
        var reason = report.Reason is null ? "" : $"; first failure: {PrintableText.OneLine(report.Reason)}";
        return FormattableString.Invariant($"{name} ranked {Amount.Of(report.Candidates, "passage")} in {Amount.Of(report.Calls, "call")}, {report.PromptTokens:N0} tokens read, {report.WrittenTokens:N0} written, {report.Seconds:0.0} s{failed}{repaired}{truncated}{reason}");
    }
}
