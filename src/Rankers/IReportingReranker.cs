namespace LongRag.Rankers;

/// <summary>A reranker that tells what it cost. It gives a permutation of its input, whatever its model does. Thread-safe.</summary>
public interface IReportingReranker : IReranker
{
    /// <summary>Its name in the configuration.</summary>
    string Name { get; }

    /// <summary>How many of the first passages it puts in order; the rest keeps its order behind them.</summary>
    int Depth { get; }

    /// <summary>
    /// All passages in their new order, and what that cost. Those that were to be put in order have the ranker's name as their kind, and its score, or 1 / place where it gave not all of them one: scores fall in either case. What
    /// they had before stays among <see cref="ScoredPassage.Scores"/> and <see cref="ScoredPassage.Ranks"/>. Where no call was answered, all is as it was.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller gave up. What goes wrong at the model is no exception: its part of the list keeps its order, and the report says so.</exception>
    Task<Ranking> RankAsync(Query query, IReadOnlyList<ScoredPassage> passages, CancellationToken cancellationToken = default);
}

/// <summary>Passages in the order that a ranker gave them, and what it cost.</summary>
public sealed record Ranking(IReadOnlyList<ScoredPassage> Passages, RankingReport Report);
