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
internal sealed class PassageRanking : IDocumentRanking
{
    private const int PassagesPerDocument = 4;

    private readonly LexicalRetriever _retriever;
    private readonly Dictionary<PassageId, string> _sources;

    private PassageRanking(LexicalRetriever retriever, Dictionary<PassageId, string> sources) => (_retriever, _sources) = (retriever, sources);

    /// <param name="retriever">Ranks passages; owned.</param>
    /// <param name="store">Says once which document each passage is of: reading ten thousand passages a query takes far longer than ranking them.</param>
    /// <param name="collection">Which collection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<PassageRanking> OpenAsync(LexicalRetriever retriever, ICorpusStore store, string collection, CancellationToken cancellationToken)
    {
        var sources = new Dictionary<PassageId, string>();
        await foreach (var document in store.ListDocumentsAsync(collection, cancellationToken))
            foreach (var passage in await store.PassagesOfAsync(document.Id, cancellationToken)) sources[passage.Id] = document.Source;
        return new PassageRanking(retriever, sources);
    }

    public async Task<IReadOnlyList<RunEntry>> RankAsync(Query query, CancellationToken cancellationToken)
    {
        query.Checked();
        for (var asked = query.Top; ; asked = Math.Min(Query.MostTop, asked * PassagesPerDocument))
        {
            var passages = await _retriever.RankAsync(query with { Top = asked }, cancellationToken);
            var best = passages.DistinctBy(passage => _sources[passage.Id], StringComparer.Ordinal).Take(query.Top).Select(passage => new RunEntry(_sources[passage.Id], passage.Score)).ToList();
            if (best.Count == query.Top || passages.Count < asked || asked == Query.MostTop) return best;
        }
    }

    public void Dispose() => _retriever.Dispose();
}
