namespace LongRag.Retrievers.Dense;

/// <summary>How far the embedding of a collection is.</summary>
/// <param name="Done">Passages that have their vector.</param>
/// <param name="Total">Passages known of.</param>
/// <param name="FromCache">Of those done since the index was opened, how many needed no encoder.</param>
/// <param name="PassagesPerSecond">What the encoder does in a second; 0 where it has done nothing yet.</param>
public sealed record EmbeddingProgress(long Done, long Total, long FromCache, double PassagesPerSecond)
{
    /// <summary>Time until all are done at that pace; null where it is not known.</summary>
    public TimeSpan? TimeLeft => PassagesPerSecond > 0 ? TimeSpan.FromSeconds(Math.Max(0, Total - Done) / PassagesPerSecond) : null;
}
