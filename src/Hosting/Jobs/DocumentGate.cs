namespace LongRag.Hosting;

/// <summary>Puts what stores documents and what deletes them into one order: a job stores nothing that was deleted after it was queued. Thread-safe.</summary>
internal sealed class DocumentGate(ICorpusStore store, IJobStore jobs) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    // Of deletions that failed; kept until they are taken back.
    private readonly List<DeletionNote> _failed = [];

    /// <summary>Deletes documents; jobs that were queued before no longer store them. Returns how many there were. Where it throws, what is still there may be stored by them as before.</summary>
    public async Task<int> DeleteAsync(string collection, IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // In this order, and to the end: whatever breaks in between, no document comes back that somebody was told is gone.
            await SettleAsync(CancellationToken.None);
            var note = await jobs.NoteDeletionAsync(collection, documents, CancellationToken.None);
            return await DeleteAsync(note, collection, documents);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Which documents were deleted after a job was queued, which must not store them.</summary>
    public async Task<IReadOnlySet<DocumentId>> DeletedSinceAsync(string job, IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await SettleAsync(cancellationToken);
            return await jobs.DeletedSinceAsync(job, documents, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Stores a job's documents, except those that were deleted after it was queued: these count as unchanged.</summary>
    public async Task<(SaveResult Result, IReadOnlySet<DocumentId> Deleted)> SaveAsync(string job, IReadOnlyList<CorpusEntry> entries, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await SettleAsync(cancellationToken);
            var deleted = await jobs.DeletedSinceAsync(job, [.. entries.Select(entry => entry.Document.Id)], cancellationToken);
            if (deleted.Count == 0) return (await store.SaveAsync(entries, cancellationToken), deleted);
            var left = entries.Where(entry => !deleted.Contains(entry.Document.Id)).ToArray();
            var saved = left.Length > 0 ? await store.SaveAsync(left, cancellationToken) : await NothingAsync(cancellationToken);
            return (Spread(saved, entries, deleted), deleted);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<int> DeleteAsync(DeletionNote note, string collection, IReadOnlyList<DocumentId> documents)
    {
        try
        {
            return await store.DeleteAsync(collection, documents, CancellationToken.None);
        }
        catch
        {
            _failed.Add(note);
            // The store may be away: then before anybody asks what was deleted.
            await SettleAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>Takes back what was noted of documents that are still there. A deletion that failed may have been done all the same; what is gone stays noted.</summary>
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        while (_failed is [.., var note])
        {
            var present = await store.HashesAsync([.. note.Before.Keys], cancellationToken);
            await jobs.TakeBackDeletionAsync(note, [.. present.Keys], cancellationToken);
            _failed.Remove(note);
        }
    }

    private async Task<SaveResult> NothingAsync(CancellationToken cancellationToken)
    {
        var position = await store.PositionAsync(cancellationToken);
        return new SaveResult([], position, position, []);
    }

    private static SaveResult Spread(SaveResult saved, IReadOnlyList<CorpusEntry> entries, IReadOnlySet<DocumentId> deleted)
    {
        var (outcomes, sequences, at) = (new SaveOutcome[entries.Count], new long[entries.Count], 0);
        for (var i = 0; i < entries.Count; i++)
        {
            if (deleted.Contains(entries[i].Document.Id)) outcomes[i] = SaveOutcome.Unchanged;
            else (outcomes[i], sequences[i]) = (saved.Outcomes[at], saved.Sequences[at++]);
        }

        return saved with { Outcomes = outcomes, Sequences = sequences };
    }
}
