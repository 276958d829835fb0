using LongRag.Rankers;

namespace LongRag.Cli.Commands.Eval;

/// <summary>Puts the first documents of a ranking in order by a ranker, which reads the passage that a document was ranked by, or all of it.</summary>
internal sealed class RerankedDocuments(IDocumentRanking ranking, IReportingReranker reranker, ICorpusStore store, Collection collection) : IDocumentRanking
{
    private readonly List<RankingReport> _reports = [];

    /// <summary>What each query cost so far.</summary>
    public IReadOnlyList<RankingReport> Reports => _reports;

    public async Task<IReadOnlyList<RankedDocument>> RankAsync(Query query, CancellationToken cancellationToken)
    {
        var found = await ranking.RankAsync(query with { Top = Math.Min(Query.MostTop, Math.Max(query.Top, reranker.Depth)) }, cancellationToken);
        var head = found.Take(reranker.Depth).ToList();
        var ranked = await reranker.RankAsync(query, await PassagesAsync(head, cancellationToken), cancellationToken);
        _reports.Add(ranked.Report);
        var bySource = head.ToDictionary(document => document.Document, StringComparer.Ordinal);
        // A run is sorted by its scores: each place has the one that it had before.
        return [.. ranked.Passages.Select((passage, place) => bySource[passage.Document.Source] with { Score = head[place].Score }), .. found.Skip(head.Count)];
    }

    public void Dispose() => ranking.Dispose();

    private async Task<IReadOnlyList<ScoredPassage>> PassagesAsync(List<RankedDocument> documents, CancellationToken cancellationToken)
    {
        var stored = await store.PassagesAsync([.. documents.Select(document => document.Best).OfType<PassageId>()], cancellationToken);
        var best = stored.DistinctBy(found => found.Document.Source, StringComparer.Ordinal).ToDictionary(found => found.Document.Source, StringComparer.Ordinal);
        var passages = new List<ScoredPassage>(documents.Count);
        foreach (var (source, score, _) in documents)
        {
            if (best.TryGetValue(source, out var found))
            {
                passages.Add(new ScoredPassage { Passage = found.Passage, Document = found.Document, Score = score, ScoreKind = ScoredPassage.Given });
                continue;
            }

            var document = await store.FindDocumentAsync(DocumentId.From(collection.Name, source), cancellationToken);
            passages.Add(GivenPassage.Of(source, document?.Title ?? "", document?.Text ?? "", score));
        }

        return passages;
    }
}
