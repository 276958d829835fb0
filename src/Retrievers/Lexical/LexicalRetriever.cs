using LongRag.Retrievers.Fusion;

namespace LongRag.Retrievers.Lexical;

/// <summary>
/// The passages of one collection that share index terms with the question, best first; equal scores by passage id. Thread-safe.
/// </summary>
/// <remarks>
/// The index knows ids, the store the passages: a passage that vanished from the store since it was indexed is left out, so that a list may then be shorter than <see cref="Query.Top"/>.
/// </remarks>
public sealed class LexicalRetriever : IRetriever, ILexicalSide, IDisposable
{
    /// <summary><see cref="ScoredPassage.ScoreKind"/> where nothing is added to BM25.</summary>
    public const string PlainKind = "bm25";

    /// <summary><see cref="ScoredPassage.ScoreKind"/> where headings or pairs are.</summary>
    public const string Kind = "lexical";

    private readonly ICorpusStore _store;
    private readonly LexicalReader _reader;
    private readonly bool _ownsReader;
    private readonly Collection _collection;
    private readonly LexicalSearch _search;
    private readonly string _kind;

    /// <param name="store">Holds the passages.</param>
    /// <param name="folder">Folder of the collection's index.</param>
    /// <param name="collection">Which collection; its language decides the analysis.</param>
    /// <param name="options">How to score; null for the defaults.</param>
    /// <param name="schema">What stands in the index, which must be one of passages; null for the default.</param>
    /// <exception cref="LongRagException"><c>unknown_language</c>.</exception>
    public LexicalRetriever(ICorpusStore store, string folder, Collection collection, LexicalOptions? options = null, LexicalSchema? schema = null)
        : this(store, new LexicalReader(folder, collection, schema), collection, options, schema) => _ownsReader = true;

    /// <param name="store">Holds the passages.</param>
    /// <param name="reader">Reads the collection's index; stays the caller's.</param>
    /// <param name="collection">Which collection; its language decides the analysis.</param>
    /// <param name="options">How to score; null for the defaults.</param>
    /// <param name="schema">What stands in the index, which must be one of passages; null for the default.</param>
    /// <exception cref="LongRagException"><c>unknown_language</c>.</exception>
    public LexicalRetriever(ICorpusStore store, LexicalReader reader, Collection collection, LexicalOptions? options = null, LexicalSchema? schema = null)
    {
        if (schema is { Unit: not LexicalUnit.Passage }) throw new ArgumentException("Passages are retrieved from an index of passages.", nameof(schema));
        (_store, _reader, _collection) = (store, reader, collection);
        _search = new LexicalSearch(reader, collection, schema ?? LexicalSchema.Default, options ?? new LexicalOptions());
        _kind = options is { IsPlain: true } ? PlainKind : Kind;
    }

    /// <inheritdoc/>
    /// <exception cref="LongRagException">
    /// The query cannot be asked; <c>no_index</c> where the collection has passages but no index; <c>index_outdated</c>, <c>index_damaged</c>; <c>no_such_collection</c>.
    /// </exception>
    public async Task<IReadOnlyList<ScoredPassage>> RetrieveAsync(Query query, CancellationToken cancellationToken = default)
    {
        var hits = await _search.FindAsync(query, _store, cancellationToken);
        if (hits.Count == 0) return [];
        var stored = await _store.PassagesAsync([.. hits.Select(h => new PassageId(h.Name))], cancellationToken);
        var byId = stored.ToDictionary(s => s.Passage.Id.Value, StringComparer.Ordinal);
        return [.. hits.Where(h => byId.ContainsKey(h.Name)).Select(h => Scored(h, byId[h.Name]))];
    }

    /// <summary>The same list by name, without the passages: nothing but the index is read.</summary>
    /// <exception cref="LongRagException">As <see cref="RetrieveAsync"/>.</exception>
    public async Task<IReadOnlyList<(PassageId Id, double Score)>> RankAsync(Query query, CancellationToken cancellationToken = default) =>
        [.. (await _search.FindAsync(query, _store, cancellationToken)).Select(hit => (new PassageId(hit.Name), (double)hit.Score))];

    /// <summary>The scores of given passages, in their order, whether or not they are among the best; 0 where no word is shared. Neighbouring words, which are looked at for the best alone, are not in them.</summary>
    /// <exception cref="LongRagException">As <see cref="RetrieveAsync"/>.</exception>
    public Task<double[]> ScoresOfAsync(Query query, IReadOnlyList<PassageName> passages, CancellationToken cancellationToken = default) => Task.FromResult(_search.ScoresOf(query, passages));

    /// <summary>How the scores of given passages come about, in their order; null where no word is shared.</summary>
    public IReadOnlyList<ScoreExplanation?> ExplanationsOf(Query query, IReadOnlyList<PassageName> passages) => _search.ExplanationsOf(query, passages);

    /// <summary>Sees to it that the next search finds all that is written now.</summary>
    public void Refresh() => _reader.Refresh();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsReader) _reader.Dispose();
        _search.Dispose();
    }

    private ScoredPassage Scored(LexicalHit hit, StoredPassage stored) => new()
    {
        Passage = stored.Passage,
        Document = stored.Document,
        Score = hit.Score,
        ScoreKind = _kind,
        Scores = new Dictionary<string, double>(StringComparer.Ordinal) { [_kind] = hit.Score },
        Explanation = hit.Explanation,
    };
}
