using LongRag.Rankers;

namespace LongRag.Hosting;

/// <summary>A ranker whose failures become a note of the request: its list keeps its order, and the caller is told why.</summary>
internal sealed class NotedReranker(IReportingReranker ranker, bool isOperator) : IReranker
{
    public async Task<IReadOnlyList<ScoredPassage>> RerankAsync(Query query, IReadOnlyList<ScoredPassage> passages, CancellationToken cancellationToken = default) =>
        (await RankAsync(query, passages, cancellationToken)).Passages;

    /// <summary>The same, with what it cost.</summary>
    public async Task<Ranking> RankAsync(Query query, IReadOnlyList<ScoredPassage> passages, CancellationToken cancellationToken)
    {
        var ranking = await ranker.RankAsync(query, passages, cancellationToken);
        var report = ranking.Report;
        // A busy model is no reason for a worse answer that nobody asked for: the caller is to come back.
        if (report is { Answered: 0, Failed: > 0, ReasonCode: "model_busy" }) throw new LongRagException("model_busy", report.Reason ?? "The reranker's model is busy.");
        foreach (var note in RankerNotes.Of(ranker.Name, report, isOperator)) RequestNotes.Add(note.Code, note.Text);
        return ranking;
    }
}
