namespace LongRag.Rankers.Work;

/// <summary>A way to put candidates in order. Thread-safe: what belongs to one ranking is in its work.</summary>
internal interface IRankingMethod
{
    /// <summary>Reorders the work as far as it may.</summary>
    Task RankAsync(RankingWork work, CancellationToken cancellationToken);
}
