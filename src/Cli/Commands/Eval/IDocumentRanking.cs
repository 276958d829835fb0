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

/// <summary>Documents by their best passage: more passages are asked for until enough documents are there.</summary>
internal sealed class PassageRanking(IRetriever retriever) : IDocumentRanking
{
    private const int PassagesPerDocument = 4;
    private const int MostAsked = 10_000;

    public async Task<IReadOnlyList<RunEntry>> RankAsync(Query query, CancellationToken cancellationToken)
    {
        query.Checked();
        for (var asked = query.Top; ; asked = Math.Min(MostAsked, asked * PassagesPerDocument))
        {
            var passages = await retriever.RetrieveAsync(query with { Top = asked }, cancellationToken);
            var best = passages.DistinctBy(passage => passage.Document.Id).Take(query.Top).Select(passage => new RunEntry(passage.Document.Source, passage.Score)).ToList();
            if (best.Count == query.Top || passages.Count < asked || asked == MostAsked) return best;
        }
    }

    public void Dispose() => (retriever as IDisposable)?.Dispose();
}
