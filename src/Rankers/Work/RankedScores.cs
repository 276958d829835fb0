using System.Globalization;

namespace LongRag.Rankers.Work;

/// <summary>
/// What passages are worth behind a ranker: its own score, where it gave one to all and the order is theirs, else 1 / place, so that scores fall in either case. What the list before said stays as a component,
/// under the kind that its scores have.
/// </summary>
/// <param name="name">The ranker's: the kind of the scores.</param>
/// <param name="work">The ranking, done.</param>
internal sealed class RankedScores(string name, RankingWork work)
{
    private readonly IReadOnlyList<double>? _own = work.FallingScores();

    /// <summary>The first passages of the list before, as many as were to be ranked, in their new order.</summary>
    public IEnumerable<ScoredPassage> Of(IReadOnlyList<ScoredPassage> before) => work.Order.Select((from, place) => Of(before[from], from, place));

    private ScoredPassage Of(ScoredPassage passage, int from, int place)
    {
        var score = _own?[from] ?? 1.0 / (place + 1);
        var scores = new Dictionary<string, double>(passage.Scores, StringComparer.Ordinal);
        var ranks = new Dictionary<string, int>(passage.Ranks, StringComparer.Ordinal);
        scores.TryAdd(passage.ScoreKind, passage.Score);
        ranks.TryAdd(passage.ScoreKind, from + 1);
        if (work.ScoreOf(from) is { } own) scores[name] = own;
        return passage with { Score = score, ScoreKind = name, Scores = scores, Ranks = ranks, Explanation = Explained(passage.Explanation, score, from, place) };
    }

    private ScoreExplanation? Explained(ScoreExplanation? before, double score, int from, int place)
    {
        if (before is null) return null;
        var (old, now) = ((from + 1).ToString(CultureInfo.InvariantCulture), (place + 1).ToString(CultureInfo.InvariantCulture));
        var moved = from == place ? $"kept at {now}" : $"moved from {old} to {now}";
        var how = _own is not null ? "its score" : work.WasRead(from) ? "1 / place: it gave no score" : "1 / place: it was not read";
        return new ScoreExplanation(score, $"{moved} by {name} ({how}); before:", [before]);
    }
}
