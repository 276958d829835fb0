using Lucene.Net.Analysis;
using Lucene.Net.Index;
using Lucene.Net.Search;
using LongRag.Retrievers.Fusion;

namespace LongRag.Retrievers.Lexical;

/// <summary>A unit that was found.</summary>
/// <param name="Name">The passage's id, the section's name, or the document's id.</param>
/// <param name="Score">Higher is better.</param>
/// <param name="Explanation">How the score came about; null unless asked for.</param>
internal sealed record LexicalHit(string Name, float Score, ScoreExplanation? Explanation);

/// <summary>Ranks the units of one index: any term of the question, best first; what costs more is added for the first hundred. Equal scores by name. Thread-safe.</summary>
internal sealed class LexicalSearch : IDisposable
{
    // Pairs for more candidates changed nDCG@10 by 0.0005 at most (measured beforehand on six sets).
    private const int RescoredDepth = 100;

    // Windows asked for at first, for each document that is wanted.
    private const int WindowsPerDocument = 4;

    private readonly LexicalReader _reader;
    private readonly Collection _collection;
    private readonly LexicalSchema _schema;
    private readonly LexicalOptions _options;
    private readonly AskedFields _asked;
    private readonly bool _ranksWindows;
    private readonly Analyzer _analyzer;
    private readonly LexicalSimilarity _similarity;

    /// <param name="reader">Reads the index; stays the caller's.</param>
    /// <param name="collection">Whose index; its language decides the analysis.</param>
    /// <param name="schema">What stands in the index.</param>
    /// <param name="options">How to score.</param>
    /// <exception cref="LongRagException"><c>unknown_language</c>.</exception>
    public LexicalSearch(LexicalReader reader, Collection collection, LexicalSchema schema, LexicalOptions options)
    {
        (_reader, _collection, _schema, _options) = (reader, collection, schema, options.Checked());
        _asked = AskedFields.Of(schema, options);
        _ranksWindows = schema.Unit is LexicalUnit.Document && options.BestWindow;
        _analyzer = LexicalAnalyzers.Of(collection.Language, schema.IdentifierParts);
        _similarity = new LexicalSimilarity(options, schema);
    }

    /// <summary>At most <see cref="Query.Top"/> units; none where the collection is empty.</summary>
    /// <exception cref="LongRagException">The query cannot be asked; <c>no_index</c> where the collection has passages but no index; <c>index_outdated</c>, <c>index_damaged</c>; <c>no_such_collection</c>.</exception>
    public async Task<IReadOnlyList<LexicalHit>> FindAsync(Query query, ICorpusStore store, CancellationToken cancellationToken)
    {
        query.Checked();
        if (!string.Equals(query.Collection, _collection.Name, StringComparison.Ordinal)) throw new LongRagException("no_such_collection", $"The lexical index of '{_collection.Name}' was asked for the collection '{query.Collection}'.");
        cancellationToken.ThrowIfCancellationRequested();
        if (Find(query, cancellationToken) is { } hits) return hits;
        var size = await store.MeasureAsync(_collection.Name, cancellationToken);
        return size.Passages == 0 ? [] : throw new LongRagException("no_index", $"The collection '{_collection.Name}' has {size.Passages} passages but no lexical index of {_schema.Unit.ToString().ToLowerInvariant()}s{(_schema.Unit is LexicalUnit.Passage ? ": longrag index build" : ".")}");
    }

    // Null where there is no index.
    private IReadOnlyList<LexicalHit>? Find(Query query, CancellationToken cancellationToken) => _reader.Search(searcher =>
    {
        if (searcher is null) return null;
        var question = LexicalQuestion.Of(query, _analyzer, _collection.Language, _options);
        var statistics = new FieldStatistics(searcher.IndexReader);
        var clauses = LexicalQuery.ClausesOf(question, _asked, statistics, _options);
        if (clauses.Count == 0) return [];
        // The reader is shared by all; the similarity, with its options, is this search's.
        var scoring = new IndexSearcher(searcher.IndexReader) { Similarity = _similarity };
        var pairs = _options.PairWeight > 0 ? new WordPairs(searcher.IndexReader, _asked.Reference, question, statistics, _options) : null;
        var rescores = pairs is { IsEmpty: false } || (_ranksWindows && _options.FirstWindowWeight > 0);
        var depth = rescores ? Math.Max(query.Top, RescoredDepth) : query.Top;
        var found = _ranksWindows ? BestWindows(searcher, clauses, query.Filter, depth) : Best(searcher, clauses, query.Filter, depth);
        cancellationToken.ThrowIfCancellationRequested();
        var ranked = rescores ? Rescored(searcher, clauses, found, pairs) : found;
        return (IReadOnlyList<LexicalHit>)[.. ranked.Take(query.Top).Select(hit => new LexicalHit(hit.Name, hit.Score, query.Explain ? LexicalExplanation.Of(scoring, clauses, hit, _options) : null))];
    });

    /// <summary>The scores of given passages, in their order; 0 for one that shares no word with the question or is not there. Of what costs more nothing is in them.</summary>
    public double[] ScoresOf(Query query, IReadOnlyList<PassageName> names)
    {
        var scores = new double[names.Count];
        OfGiven(query, names, (searcher, clauses, places, docs) =>
        {
            var found = UnitScores.Of(searcher, clauses, _similarity, docs);
            for (var i = 0; i < places.Count; i++) scores[places[i]] = found[i];
        });
        return scores;
    }

    /// <summary>How the scores of given passages come about; null for one that shares no word with the question or is not there.</summary>
    public ScoreExplanation?[] ExplanationsOf(Query query, IReadOnlyList<PassageName> names)
    {
        var explanations = new ScoreExplanation?[names.Count];
        OfGiven(query, names, (searcher, clauses, places, docs) =>
        {
            var found = UnitScores.Of(searcher, clauses, _similarity, docs);
            var scoring = new IndexSearcher(searcher.IndexReader) { Similarity = _similarity };
            for (var i = 0; i < places.Count; i++)
                if (found[i] > 0) explanations[places[i]] = LexicalExplanation.Of(scoring, clauses, new RankedUnit(docs[i], names[places[i]].Id.Value, (float)found[i]), _options);
        });
        return explanations;
    }

    private void OfGiven(Query query, IReadOnlyList<PassageName> names, Action<IndexSearcher, IReadOnlyList<LexicalClause>, List<int>, List<int>> act) => _reader.Search(searcher =>
    {
        if (searcher is null || names.Count == 0) return false;
        var clauses = LexicalQuery.ClausesOf(LexicalQuestion.Of(query, _analyzer, _collection.Language, _options), _asked, new FieldStatistics(searcher.IndexReader), _options);
        if (clauses.Count == 0) return false;
        var found = PassageIds.Find(searcher.IndexReader, names);
        var places = Enumerable.Range(0, found.Length).Where(i => found[i] >= 0).ToList();
        act(searcher, clauses, places, [.. places.Select(i => found[i])]);
        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => _analyzer.Dispose();

    private List<RankedUnit> Best(IndexSearcher searcher, IReadOnlyList<LexicalClause> clauses, Filter? filter, int count) =>
        [.. DisjunctionSearch.Top(searcher, clauses, _similarity, filter, count).Ranked(searcher.IndexReader).Select(hit => new RankedUnit(hit.Doc, hit.Id.Value, hit.Score))];

    // A document stands where its best window stands: the best windows name the best documents, once enough are asked for.
    private List<RankedUnit> BestWindows(IndexSearcher searcher, IReadOnlyList<LexicalClause> clauses, Filter? filter, int count)
    {
        for (var asked = count * WindowsPerDocument; ; asked *= WindowsPerDocument)
        {
            var windows = Best(searcher, clauses, filter, asked);
            var documents = windows.DistinctBy(window => window.Name, StringComparer.Ordinal).Take(count).ToList();
            if (documents.Count == count || windows.Count < asked) return documents;
        }
    }

    private List<RankedUnit> Rescored(IndexSearcher searcher, IReadOnlyList<LexicalClause> clauses, List<RankedUnit> found, WordPairs? pairs)
    {
        var first = found.Take(RescoredDepth).ToList();
        int[] docs = _ranksWindows ? DocumentsOf(searcher.IndexReader, first) : [.. first.Select(hit => hit.Doc)];
        LexicalClause[] text = [.. clauses.Where(clause => string.Equals(clause.Field, _asked.Unit, StringComparison.Ordinal))];
        var windows = _ranksWindows && _options.FirstWindowWeight > 0 && text.Length > 0 ? UnitScores.Of(searcher, text, _similarity, [.. docs.Select(doc => doc + 1)]) : null;
        var neighbours = pairs is { IsEmpty: false } ? pairs.Score(docs) : null;
        var rescored = first.Select((hit, i) =>
        {
            var (window, pair) = (windows?[i] ?? 0, neighbours?[i] ?? 0);
            return hit with { Score = (float)(hit.Score + (_options.FirstWindowWeight * window) + (_options.PairWeight * pair)), FirstWindow = window, Pairs = pair };
        }).ToList();
        rescored.Sort((x, y) => y.Score.CompareTo(x.Score) is not 0 and var order ? order : string.CompareOrdinal(x.Name, y.Name));
        // Both only add, so what was not rescored stays behind what was.
        rescored.AddRange(found.Skip(RescoredDepth));
        return rescored;
    }

    // A window's document stands in front of its first window.
    private static int[] DocumentsOf(IndexReader reader, List<RankedUnit> windows) => [.. windows.Select(window =>
    {
        var leaf = reader.Leaves[ReaderUtil.SubIndex(window.Doc, reader.Leaves)];
        return window.Doc - (int)leaf.AtomicReader.GetNumericDocValues(LexicalFields.Window).Get(window.Doc - leaf.DocBase);
    })];
}

/// <summary>A unit with its place in the index, and what its document's first window and pairs add to its score, unweighted.</summary>
internal sealed record RankedUnit(int Doc, string Name, float Score, double FirstWindow = 0, double Pairs = 0);
