using LongRag.Retrievers.Dense;

namespace LongRag.Hosting;

/// <summary>How far the vectors of one collection are. Thread-safe.</summary>
internal sealed class VectorProgress : IProgress<EmbeddingProgress>
{
    private volatile EmbeddingProgress? _last;

    /// <summary>What was reported last; null where nothing was since the last deletion.</summary>
    public EmbeddingProgress? Last => _last;

    /// <inheritdoc/>
    public void Report(EmbeddingProgress value) => _last = value;

    /// <summary>Documents are gone: what was counted no longer holds.</summary>
    public void Clear() => _last = null;
}
