using LongRag.Retrievers.Dense;

namespace LongRag.Retrievers.Fusion;

/// <summary>Words and meaning together: the lexical and the dense list, fused. Thread-safe.</summary>
/// <remarks>Where the dense side cannot answer (its encoder is away or does not know the question's script, its index is damaged or still to come), the lexical side answers alone, and the owner is told.</remarks>
/// <param name="store">Holds the passages.</param>
/// <param name="lexical">The one side; stays the caller's.</param>
/// <param name="dense">The other side; stays the caller's.</param>
/// <param name="queries">Embeds questions with the encoder that made that index.</param>
/// <param name="options">How to join; null for the defaults.</param>
/// <param name="onDenseFailure">Told of each question that the lexical side answers alone, and why.</param>
public sealed class HybridRetriever(
    ICorpusStore store, ILexicalSide lexical, IDenseSide dense, QueryVectors queries, FusionOptions? options = null, Action<LongRagException>? onDenseFailure = null) : IRetriever, IPassageRanking
{
    /// <summary><see cref="ScoredPassage.ScoreKind"/> of its results.</summary>
    public const string Kind = "fused";

    /// <summary>Name of the lexical side in <see cref="ScoredPassage.Scores"/> and <see cref="ScoredPassage.Ranks"/>.</summary>
    public const string LexicalSide = "lexical";

    /// <summary>Name of the dense side.</summary>
    public const string DenseSide = "dense";

    private readonly FusionOptions _options = (options ?? new FusionOptions()).Checked();

    /// <inheritdoc/>
    /// <exception cref="LongRagException">The query cannot be asked; what the lexical side throws.</exception>
    public async Task<IReadOnlyList<ScoredPassage>> RetrieveAsync(Query query, CancellationToken cancellationToken = default)
    {
        var found = await FindAsync(query, cancellationToken);
        var best = found.Candidates.Take(query.Top).ToList();
        var stored = (await store.PassagesAsync([.. best.Select(c => c.Candidate.Id)], cancellationToken)).ToDictionary(s => s.Passage.Id);
        best.RemoveAll(c => !stored.ContainsKey(c.Candidate.Id));
        var words = query.Explain ? lexical.ExplanationsOf(query, [.. best.Select(c => new PassageName(c.Candidate.Id, stored[c.Candidate.Id].Document.Id))]) : null;
        return [.. best.Select((c, i) => Scored(c, stored[c.Candidate.Id], query.Explain ? FusionExplanation.Of(c, found, stored[c.Candidate.Id], words![i]) : null))];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(PassageId Id, double Score)>> RankAsync(Query query, CancellationToken cancellationToken = default) =>
        [.. (await FindAsync(query, cancellationToken)).Candidates.Take(query.Top).Select(c => (c.Candidate.Id, c.Score))];

    private async Task<FusedList> FindAsync(Query query, CancellationToken cancellationToken)
    {
        query.Checked();
        var deep = query with { Top = Math.Max(query.Top, _options.Depth), Explain = false };
        // Words are looked up while the question is embedded.
        using var embeds = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var embedding = VectorAsync(query, embeds.Token);
        var words = await BesideAsync(embedding, embeds, () => lexical.RankAsync(deep, cancellationToken));
        var (vector, hits) = DenseHits(deep, await embedding, cancellationToken);
        if (vector is null) return new FusedList([.. words.Select((hit, i) => new FusedCandidate(new Candidate(hit.Id, hit.Score, i + 1, PassageEvidence.None, 0), hit.Score, 0, hit.Score))], _options, null);
        var (lexicalPlaces, densePlaces) = (PlacesOf(words), PlacesOf(hits));
        PassageId[] ids = [.. lexicalPlaces.Keys.Union(densePlaces.Keys)];
        var evidence = dense.Evidence(vector, ids) ?? new DenseEvidence([.. ids.Select(_ => PassageEvidence.None)], 0, 0);
        var unseen = ids.Zip(evidence.Passages).Where(pair => !lexicalPlaces.ContainsKey(pair.First) && pair.Second.In is not null).Select(pair => new PassageName(pair.First, pair.Second.In!.Value)).ToList();
        var scores = words.ToDictionary(pair => pair.Id, pair => pair.Score);
        foreach (var (passage, score) in unseen.Zip(await lexical.ScoresOfAsync(query, unseen, cancellationToken))) scores[passage.Id] = score;
        var candidates = ids.Select((id, i) => new Candidate(id, scores.GetValueOrDefault(id), lexicalPlaces.GetValueOrDefault(id), evidence.Passages[i], densePlaces.GetValueOrDefault(id))).ToList();
        return new FusedList(Fused.Of(_options, candidates, evidence.Usual, evidence.Spread), _options, evidence);
    }

    // Whatever becomes of the words, the encoder is done when this ends: its owner may close it then.
    private static async Task<T> BesideAsync<T>(Task embedding, CancellationTokenSource embeds, Func<Task<T>> words)
    {
        try
        {
            return await words();
        }
        catch
        {
            await embeds.CancelAsync();
            await embedding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private async Task<float[]?> VectorAsync(Query query, CancellationToken cancellationToken)
    {
        try
        {
            if (dense.Statistics() is not { Passages: > 0 }) return null;
            if (queries.WhyMeaningless(query.Text) is { } reason) throw reason;
            return await queries.OfAsync(query.Text, cancellationToken);
        }
        catch (LongRagException failure)
        {
            onDenseFailure?.Invoke(failure);
            return null;
        }
    }

    private (float[]? Vector, IReadOnlyList<(PassageId Id, double Score)> Hits) DenseHits(Query query, float[]? vector, CancellationToken cancellationToken)
    {
        if (vector is null) return (null, []);
        try
        {
            return (vector, dense.Find(vector, query.Top, query.Filter, cancellationToken));
        }
        catch (LongRagException failure)
        {
            onDenseFailure?.Invoke(failure);
            return (null, []);
        }
    }

    private static Dictionary<PassageId, int> PlacesOf(IReadOnlyList<(PassageId Id, double Score)> hits) => hits.Select((hit, i) => (hit.Id, Rank: i + 1)).ToDictionary(hit => hit.Id, hit => hit.Rank);

    private static ScoredPassage Scored(FusedCandidate fused, StoredPassage stored, ScoreExplanation? explanation)
    {
        var (candidate, scores, ranks) = (fused.Candidate, new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        scores[LexicalSide] = candidate.Lexical;
        if (candidate.HasVector) scores[DenseSide] = candidate.Dense.Passage;
        scores[Kind] = fused.Score;
        if (candidate.LexicalRank > 0) ranks[LexicalSide] = candidate.LexicalRank;
        if (candidate.DenseRank > 0) ranks[DenseSide] = candidate.DenseRank;
        return new ScoredPassage { Passage = stored.Passage, Document = stored.Document, Score = fused.Score, ScoreKind = Kind, Scores = scores, Ranks = ranks, Explanation = explanation };
    }
}

/// <summary>What a question's fusion gave.</summary>
/// <param name="Candidates">Best first.</param>
/// <param name="Options">How it was made.</param>
/// <param name="Evidence">What the dense side knew; null where the lexical side answers alone.</param>
internal sealed record FusedList(IReadOnlyList<FusedCandidate> Candidates, FusionOptions Options, DenseEvidence? Evidence);
