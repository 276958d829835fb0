using LongRag.Retrievers.Lexical;

namespace LongRag.Retrievers.Fusion;

/// <summary>Documents ranked by words, each as one passage that has its document's id.</summary>
/// <param name="ranking">Ranks an index of documents; stays the caller's.</param>
public sealed class WholeDocumentSide(LexicalDocumentRanking ranking) : ILexicalSide
{
    // A document beyond has a share of the best score that decides nothing.
    private const int Depth = 1000;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(PassageId Id, double Score)>> RankAsync(Query query, CancellationToken cancellationToken = default) =>
        [.. (await ranking.RankAsync(query, cancellationToken)).Select(found => (new PassageId(found.Document.Id.Value), found.Score))];

    /// <inheritdoc/>
    public async Task<double[]> ScoresOfAsync(Query query, IReadOnlyList<PassageName> passages, CancellationToken cancellationToken = default)
    {
        if (passages.Count == 0) return [];
        var scores = (await RankAsync(query with { Top = Depth }, cancellationToken)).ToDictionary(found => found.Id, found => found.Score);
        return [.. passages.Select(passage => scores.GetValueOrDefault(passage.Id))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<ScoreExplanation?> ExplanationsOf(Query query, IReadOnlyList<PassageName> passages) => new ScoreExplanation?[passages.Count];
}
