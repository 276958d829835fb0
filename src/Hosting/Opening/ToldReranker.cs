using LongRag.Rankers;

namespace LongRag.Hosting;

/// <summary>A ranker that tells what it cost, in one line; what is not whole becomes a note of the request too.</summary>
internal sealed class ToldReranker(IReportingReranker ranker, Action<string> note) : IReranker
{
    public async Task<IReadOnlyList<ScoredPassage>> RerankAsync(Query query, IReadOnlyList<ScoredPassage> passages, CancellationToken cancellationToken = default) =>
        (await RankAsync(query, passages, cancellationToken)).Passages;

    /// <summary>The same, with what it cost.</summary>
    public async Task<Ranking> RankAsync(Query query, IReadOnlyList<ScoredPassage> passages, CancellationToken cancellationToken)
    {
        var ranking = await ranker.RankAsync(query, passages, cancellationToken);
        note(Line(ranker.Name, ranking.Report));
        foreach (var told in RankerNotes.Of(ranker.Name, ranking.Report, isOperator: true)) RequestNotes.Add(told.Code, told.Text);
        return ranking;
    }

    private static string Line(string name, RankingReport report)
    {
        var ranked = report.Candidates - report.Unread.Count;
        var what = report.Answered == 0 && report.Candidates > 1
            ? $"{name} ranked none of {Amount.Of(report.Candidates, "passage")}"
            : $"{name} ranked {(ranked == report.Candidates ? "" : FormattableString.Invariant($"{ranked} of "))}{Amount.Of(report.Candidates, "passage")} in {Amount.Of(report.Answered, "call")}, {Number(report.PromptTokens)} tokens read, {Number(report.WrittenTokens)} written";
        var moved = report.KendallDistance == 0 ? "" : FormattableString.Invariant($"; moved {report.MeanDisplacement:0.0} places on average");
        var failed = report.Failed == 0 ? "" : $"; {Amount.Of(report.Failed, "call")} failed ({string.Join(", ", report.Failures.Select(failure => $"{failure.Key} {failure.Value}"))}) and kept the order";
        var repaired = report.Repaired == 0 ? "" : $"; {Amount.Of(report.Repaired, "answer")} repaired ({report.Missing} missing, {report.Repeated} repeated, {report.Unknown} unknown)";
        var truncated = report.Truncated ? $"; ended early by {report.Limit}, the rest keeps its order" : "";
        var reason = report.Reason is null ? "" : $"; first failure: {PrintableText.OneLine(report.Reason)}";
        return FormattableString.Invariant($"{what}, {report.Seconds:0.0} s{moved}{failed}{repaired}{truncated}{reason}");
    }

    private static string Number(long number) => FormattableString.Invariant($"{number:N0}");
}
