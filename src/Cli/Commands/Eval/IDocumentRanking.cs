using LongRag.Evaluation;
using LongRag.Retrievers.Lexical;

namespace LongRag.Cli.Commands.Eval;

/// <summary>Ranks documents, named by their source, as data sets name them.</summary>
internal interface IDocumentRanking : IDisposable
{
    /// <summary>At most <see cref="Query.Top"/> documents, each once, best first.</summary>
    Task<IReadOnlyList<RunEntry>> RankAsync(Query query, CancellationToken cancellationToken);
}

/// <summary>Documents by an index of documents or of sections.</summary>
internal sealed class UnitRanking(LexicalDocumentRanking ranking) : IDocumentRanking
{
    public async Task<IReadOnlyList<RunEntry>> RankAsync(Query query, CancellationToken cancellationToken) =>
        [.. (await ranking.RankAsync(query, cancellationToken)).Select(found => new RunEntry(found.Document.Source, found.Score))];

    public void Dispose() => ranking.Dispose();
}
