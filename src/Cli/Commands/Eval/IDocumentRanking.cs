using LongRag.Retrievers.Lexical;

namespace LongRag.Cli.Commands.Eval;

/// <summary>A document as it was ranked.</summary>
/// <param name="Document">Its source.</param>
/// <param name="Score">The higher, the better.</param>
/// <param name="Best">The passage it was ranked by; null where it was ranked whole.</param>
internal readonly record struct RankedDocument(string Document, double Score, PassageId? Best = null);

/// <summary>Ranks documents, named by their source, as data sets name them.</summary>
internal interface IDocumentRanking : IDisposable
{
    /// <summary>At most <see cref="Query.Top"/> documents, each once, best first.</summary>
    Task<IReadOnlyList<RankedDocument>> RankAsync(Query query, CancellationToken cancellationToken);
}

/// <summary>Documents by an index of documents or of sections.</summary>
internal sealed class UnitRanking(LexicalDocumentRanking ranking) : IDocumentRanking
{
    public async Task<IReadOnlyList<RankedDocument>> RankAsync(Query query, CancellationToken cancellationToken) =>
        [.. (await ranking.RankAsync(query, cancellationToken)).Select(found => new RankedDocument(found.Document.Source, found.Score))];

    public void Dispose() => ranking.Dispose();
}
