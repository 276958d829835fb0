using LongRag.Retrievers;

namespace LongRag.Cli.Commands.Eval;

/// <summary>Documents by their best passage: more passages are asked for until enough documents are there.</summary>
/// <param name="ranking">Ranks passages.</param>
/// <param name="sources">The document of each passage.</param>
/// <param name="owned">Closed with it, in this order.</param>
internal sealed class PassageRanking(IPassageRanking ranking, Dictionary<PassageId, string> sources, IReadOnlyList<IDisposable> owned) : IDocumentRanking
{
    private const int PassagesPerDocument = 4;

    private readonly int _documents = sources.Values.Distinct(StringComparer.Ordinal).Count();

    /// <summary>Which document each passage is of: reading ten thousand passages a query takes far longer than ranking them.</summary>
    public static async Task<Dictionary<PassageId, string>> SourcesAsync(ICorpusStore store, string collection, CancellationToken cancellationToken)
    {
        var sources = new Dictionary<PassageId, string>();
        await foreach (var document in store.ListDocumentsAsync(collection, cancellationToken))
        {
            // A whole document is a passage of its own name.
            sources[new PassageId(document.Id.Value)] = document.Source;
            foreach (var passage in await store.PassagesOfAsync(document.Id, cancellationToken)) sources[passage.Id] = document.Source;
        }

        return sources;
    }

    public async Task<IReadOnlyList<RankedDocument>> RankAsync(Query query, CancellationToken cancellationToken)
    {
        query.Checked();
        for (var asked = query.Top; ; asked = Math.Min(Query.MostTop, asked * PassagesPerDocument))
        {
            var passages = await ranking.RankAsync(query with { Top = asked }, cancellationToken);
            var best = passages.DistinctBy(passage => sources[passage.Id], StringComparer.Ordinal).Take(query.Top).Select(passage => new RankedDocument(sources[passage.Id], passage.Score, passage.Id)).ToList();
            if (best.Count == query.Top || best.Count == _documents || passages.Count < asked || asked == Query.MostTop) return best;
        }
    }

    public void Dispose()
    {
        foreach (var one in owned) one.Dispose();
    }
}
