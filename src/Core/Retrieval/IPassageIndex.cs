namespace LongRag;

/// <summary>
/// A projection of one collection of the store: it knows the position it has reached, applies changes in order, and can be deleted and rebuilt.
/// One writer at a time; readers are never locked out.
/// </summary>
public interface IPassageIndex : IAsyncDisposable
{
    /// <summary>Collection it projects.</summary>
    string Collection { get; }

    /// <summary>Position of the last change that a crash would not lose.</summary>
    long Position { get; }

    /// <summary>Whether applying takes far longer than storing. Nothing waits for such an index: it is brought up from the store's history, in small batches, beside what else is done.</summary>
    bool IsSlow => false;

    /// <summary>Does what takes long of applying changes, without changing the index: applying them is then quick. May run beside every other member but itself and the disposal, unlike those beside each other.</summary>
    Task PrepareAsync(IReadOnlyList<CorpusChange> changes, CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>Applies changes; a document's earlier passages are replaced. Applying a change twice leaves what applying it once leaves.</summary>
    Task ApplyAsync(IReadOnlyList<CorpusChange> changes, CancellationToken cancellationToken = default);

    /// <summary>Makes everything applied durable, and <paramref name="position"/> the position.</summary>
    Task CommitAsync(long position, CancellationToken cancellationToken = default);

    /// <summary>Empties the index and sets its position to 0.</summary>
    Task ClearAsync(CancellationToken cancellationToken = default);

    /// <summary>The ids of all passages in it, as last committed. Streams.</summary>
    IAsyncEnumerable<PassageId> ListPassageIdsAsync(CancellationToken cancellationToken = default);
}
