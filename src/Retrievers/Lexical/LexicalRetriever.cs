using Lucene.Net.Analysis;
using Lucene.Net.Search;

namespace LongRag.Retrievers.Lexical;

/// <summary>
/// BM25 over the passages of one collection: those that share index terms with the question, best first; equal scores by passage id. Thread-safe.
/// </summary>
/// <remarks>
/// The index knows ids, the store the passages: a passage that vanished from the store since it was indexed is left out, so that a list may then be shorter than <see cref="Query.Top"/>.
/// </remarks>
public sealed class LexicalRetriever : IRetriever, IDisposable
{
    /// <summary><see cref="ScoredPassage.ScoreKind"/> of its results.</summary>
    public const string ScoreKind = "bm25";

    private readonly ICorpusStore _store;
    private readonly LexicalReader _reader;
    private readonly bool _ownsReader;
    private readonly Collection _collection;
    private readonly LexicalOptions _options;
    private readonly Analyzer _analyzer;
    private readonly LexicalSimilarity _similarity;

    /// <param name="store">Holds the passages.</param>
    /// <param name="folder">Folder of the collection's index.</param>
    /// <param name="collection">Which collection; its language decides the analysis.</param>
    /// <param name="options">How to score; null for the defaults.</param>
    /// <exception cref="LongRagException"><c>unknown_language</c>.</exception>
    public LexicalRetriever(ICorpusStore store, string folder, Collection collection, LexicalOptions? options = null)
        : this(store, new LexicalReader(folder, collection), collection, options) => _ownsReader = true;

    /// <param name="store">Holds the passages.</param>
    /// <param name="reader">Reads the collection's index; stays the caller's.</param>
    /// <param name="collection">Which collection; its language decides the analysis.</param>
    /// <param name="options">How to score; null for the defaults.</param>
    /// <exception cref="LongRagException"><c>unknown_language</c>.</exception>
    public LexicalRetriever(ICorpusStore store, LexicalReader reader, Collection collection, LexicalOptions? options = null)
    {
        (_store, _reader, _collection) = (store, reader, collection);
        _options = (options ?? new LexicalOptions()).Checked();
        _analyzer = LexicalAnalyzers.Of(collection.Language);
        _similarity = new LexicalSimilarity(_options);
    }

    /// <inheritdoc/>
    /// <exception cref="LongRagException">
    /// The query cannot be asked; <c>no_index</c> where the collection has passages but no index; <c>index_outdated</c>, <c>index_damaged</c>; <c>no_such_collection</c>.
    /// </exception>
    public async Task<IReadOnlyList<ScoredPassage>> RetrieveAsync(Query query, CancellationToken cancellationToken = default)
    {
        query.Checked();
        if (!string.Equals(query.Collection, _collection.Name, StringComparison.Ordinal)) throw new LongRagException("no_such_collection", $"The lexical index of '{_collection.Name}' was asked for the collection '{query.Collection}'.");
        cancellationToken.ThrowIfCancellationRequested();
        if (Find(query, cancellationToken) is not { } hits)
        {
            var size = await _store.MeasureAsync(_collection.Name, cancellationToken);
            return size.Passages == 0 ? [] : throw new LongRagException("no_index", $"The collection '{_collection.Name}' has {size.Passages} passages but no lexical index: longrag index build");
        }

        if (hits.Count == 0) return [];
        var stored = await _store.PassagesAsync([.. hits.Select(h => h.Id)], cancellationToken);
        var byId = stored.ToDictionary(s => s.Passage.Id);
        return [.. hits.Where(h => byId.ContainsKey(h.Id)).Select(h => Scored(h, byId[h.Id]))];
    }

    /// <summary>Sees to it that the next search finds all that is written now.</summary>
    public void Refresh() => _reader.Refresh();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsReader) _reader.Dispose();
        _analyzer.Dispose();
    }

    private static ScoredPassage Scored(Hit hit, StoredPassage stored) => new()
    {
        Passage = stored.Passage,
        Document = stored.Document,
        Score = hit.Score,
        ScoreKind = ScoreKind,
        Scores = new Dictionary<string, double>(StringComparer.Ordinal) { [ScoreKind] = hit.Score },
        Explanation = hit.Explanation,
    };

    // Null where there is no index.
    private List<Hit>? Find(Query query, CancellationToken cancellationToken) => _reader.Search(searcher =>
    {
        if (searcher is null) return null;
        var clauses = LexicalQuery.ClausesOf(query.Text, _analyzer, _collection.Language, _options);
        if (clauses.Count == 0) return [];
        var top = LexicalSearch.Top(searcher, clauses, _similarity, query.Filter, query.Top);
        cancellationToken.ThrowIfCancellationRequested();
        var explain = query.Explain ? Explainer(searcher, clauses) : null;
        return (List<Hit>)[.. top.Ranked(searcher.IndexReader).Select(t => new Hit(t.Id, t.Score, explain?.Invoke(t.Doc, t.Score)))];
    });

    private Func<int, float, ScoreExplanation> Explainer(IndexSearcher searcher, IReadOnlyList<LexicalClause> clauses)
    {
        var (scoring, lucene) = (new IndexSearcher(searcher.IndexReader) { Similarity = _similarity }, LexicalQuery.Of(clauses));
        return (doc, score) => LexicalExplanation.Of(scoring.Explain(lucene, doc), score);
    }

    private sealed record Hit(PassageId Id, float Score, ScoreExplanation? Explanation);
}
