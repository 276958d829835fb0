using System.Globalization;
using LongRag.Models.Encoders;

namespace LongRag.Retrievers.Dense;

/// <summary>The passages of one collection whose vectors are nearest to the question's, by cosine, best first; equal scores by passage id. Thread-safe.</summary>
/// <remarks>
/// It finds something for every question: a score says how near it is, not that it is near. The index knows ids, the store the passages: a passage that vanished from the store since it was indexed is left out.
/// What has no vector yet is not found.
/// </remarks>
/// <param name="store">Holds the passages.</param>
/// <param name="reader">Reads the collection's index; stays the caller's.</param>
/// <param name="queries">Embeds questions with the encoder that made the index.</param>
/// <param name="collection">Which collection.</param>
/// <param name="onMeaningless">Told of each question whose vector says nothing of it, and why.</param>
public sealed class DenseRetriever(ICorpusStore store, DenseReader reader, QueryVectors queries, Collection collection, Action<LongRagException>? onMeaningless = null) : IRetriever, IPassageRanking
{
    /// <summary><see cref="ScoredPassage.ScoreKind"/> of its results.</summary>
    public const string Kind = "cosine";

    private readonly DenseSearch _search = new(reader);

    /// <inheritdoc/>
    /// <exception cref="LongRagException">
    /// The query cannot be asked; <c>no_index</c> where the collection has passages but no index of this encoder; <c>index_outdated</c>, <c>index_damaged</c>; <c>no_such_collection</c>; the encoder's own failures.
    /// </exception>
    public async Task<IReadOnlyList<ScoredPassage>> RetrieveAsync(Query query, CancellationToken cancellationToken = default)
    {
        var hits = await RankAsync(query, cancellationToken);
        if (hits.Count == 0) return [];
        var stored = (await store.PassagesAsync([.. hits.Select(hit => hit.Id)], cancellationToken)).ToDictionary(s => s.Passage.Id);
        return [.. hits.Where(hit => stored.ContainsKey(hit.Id)).Select(hit => Scored(hit.Score, stored[hit.Id], query.Explain))];
    }

    /// <summary>The same list by name, without the passages: nothing but the index is read.</summary>
    /// <exception cref="LongRagException">As <see cref="RetrieveAsync"/>.</exception>
    public async Task<IReadOnlyList<(PassageId Id, double Score)>> RankAsync(Query query, CancellationToken cancellationToken = default)
    {
        query.Checked();
        if (!string.Equals(query.Collection, collection.Name, StringComparison.Ordinal)) throw new LongRagException("no_such_collection", $"The dense index of '{collection.Name}' was asked for the collection '{query.Collection}'.");
        switch (reader.Search(snapshot => snapshot?.Manifest.LiveRows))
        {
            case null:
                return await NothingAsync(cancellationToken);
            case 0:
                // No model is loaded for this.
                return [];
        }

        if (queries.WhyMeaningless(query.Text) is { } reason) onMeaningless?.Invoke(reason);
        var vector = await queries.OfAsync(query.Text, cancellationToken);
        return _search.Find(vector, query.Top, query.Filter, cancellationToken);
    }

    /// <summary>Sees to it that the next search finds all that is committed now.</summary>
    public void Refresh() => reader.Refresh();

    /// <summary>In words, what a cosine of a passage means and which text was embedded for it.</summary>
    /// <param name="cosine">The score.</param>
    /// <param name="stored">The passage.</param>
    public ScoreExplanation Explain(double cosine, StoredPassage stored)
    {
        var text = RenderedPassage.Of(reader.Schema.Rendering, stored.Document.Title, stored.Passage.SectionPath, stored.Passage.Text);
        var described = reader.Schema.Rendering is DenseRendering.Described ? " and the sentence that carries its section" : "";
        var front = text.Length == stored.Passage.Text.Length ? "" : $" with \"{text[..(text.Length - stored.Passage.Text.Length - 1)]}\"{described} in front";
        return new ScoreExplanation(cosine, string.Create(CultureInfo.InvariantCulture, $"cosine of the question and the passage{front} ({text.Length} characters) by the encoder {queries.Encoder.Name}, which reads {queries.Encoder.MaxTokens} tokens{Beyond(queries.Encoder.LongText)}"), []);
    }

    private static string Beyond(LongText rule) => rule is LongText.Truncate ? " and leaves out what is beyond" : " at a time and averages";

    private ScoredPassage Scored(double score, StoredPassage stored, bool explain) => new()
    {
        Passage = stored.Passage,
        Document = stored.Document,
        Score = score,
        ScoreKind = Kind,
        Scores = new Dictionary<string, double>(StringComparer.Ordinal) { [Kind] = score },
        Explanation = explain ? Explain(score, stored) : null,
    };

    private async Task<IReadOnlyList<(PassageId Id, double Score)>> NothingAsync(CancellationToken cancellationToken)
    {
        var size = await store.MeasureAsync(collection.Name, cancellationToken);
        return size.Passages == 0 ? [] : throw new LongRagException("no_index", $"The collection '{collection.Name}' has {size.Passages} passages but no dense index by the encoder '{queries.Encoder.Name}': longrag index build");
    }
}
