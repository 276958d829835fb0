namespace LongRag.Retrievers.Lexical;

/// <summary>A document with its score.</summary>
/// <param name="Document">What is known of it.</param>
/// <param name="Score">Higher is better; comparable only within one list.</param>
/// <param name="Explanation">How the score came about; null unless asked for.</param>
public sealed record ScoredDocument(DocumentSummary Document, double Score, ScoreExplanation? Explanation);

/// <summary>
/// Ranks the documents of one collection over an index of documents or of sections, a document by its best section. Best first; equal scores by id. Thread-safe.
/// </summary>
public sealed class LexicalDocumentRanking : IDisposable
{
    // Sections asked for at first, for each document that is wanted.
    private const int SectionsPerDocument = 4;

    private readonly ICorpusStore _store;
    private readonly LexicalReader _reader;
    private readonly LexicalSearch _search;

    /// <param name="store">Holds the documents.</param>
    /// <param name="folder">Folder of the index.</param>
    /// <param name="collection">Which collection; its language decides the analysis.</param>
    /// <param name="schema">What stands in the index: documents or sections.</param>
    /// <param name="options">How to score; null for <see cref="LexicalOptions.ForDocuments"/>.</param>
    /// <exception cref="LongRagException"><c>unknown_language</c>.</exception>
    public LexicalDocumentRanking(ICorpusStore store, string folder, Collection collection, LexicalSchema schema, LexicalOptions? options = null)
    {
        if (schema.Unit is LexicalUnit.Passage) throw new ArgumentException("An index of passages does not name their documents.", nameof(schema));
        (_store, _reader) = (store, new LexicalReader(folder, collection, schema));
        _search = new LexicalSearch(_reader, collection, schema, options ?? LexicalOptions.ForDocuments);
    }

    /// <summary>At most <see cref="Query.Top"/> documents; those that vanished from the store since are left out.</summary>
    /// <exception cref="LongRagException">As <see cref="LexicalRetriever.RetrieveAsync"/>.</exception>
    public async Task<IReadOnlyList<ScoredDocument>> RankAsync(Query query, CancellationToken cancellationToken = default)
    {
        query.Checked();
        var hits = await BestAsync(query, cancellationToken);
        if (hits.Count == 0) return [];
        var summaries = await _store.SummariesAsync([.. hits.Select(hit => SectionName.DocumentOf(hit.Name))], cancellationToken);
        return [.. hits.Select(hit => (Hit: hit, Document: summaries.GetValueOrDefault(SectionName.DocumentOf(hit.Name)))).Where(found => found.Document is not null)
            .Select(found => new ScoredDocument(found.Document!, found.Hit.Score, found.Hit.Explanation))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _search.Dispose();
        _reader.Dispose();
    }

    // Names of documents have no double; of sections more are asked for until enough documents are there.
    private async Task<IReadOnlyList<LexicalHit>> BestAsync(Query query, CancellationToken cancellationToken)
    {
        for (var asked = query.Top; ; asked = Math.Min(Query.MostTop, asked * SectionsPerDocument))
        {
            var hits = await _search.FindAsync(query with { Top = asked }, _store, cancellationToken);
            var best = hits.DistinctBy(hit => SectionName.DocumentOf(hit.Name)).Take(query.Top).ToList();
            if (best.Count == query.Top || hits.Count < asked || asked == Query.MostTop) return best;
        }
    }
}
