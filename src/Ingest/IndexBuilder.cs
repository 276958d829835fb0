using System.Diagnostics;

namespace LongRag.Ingest;

/// <summary>Keeps one index up with the store: from what was just saved where nothing came between, else from the store's history. Not thread-safe: one builder writes an index.</summary>
public sealed class IndexBuilder(ICorpusStore store, IPassageIndex index)
{
    private const int BatchDocuments = 256;
    private const int BatchCharacters = 4 * 1024 * 1024;

    // A slow index takes seconds for this: it can be stopped, and commits, between batches.
    private const int SlowBatchCharacters = 512 * 1024;

    // Between commits a crash loses work, not data: the index takes up its last position again. A commit syncs files, so it is not made often.
    private const int CommitCharacters = 256 * 1024 * 1024;

    // What was stored is found by others at the latest after this time.
    private static readonly TimeSpan CommitTime = TimeSpan.FromSeconds(15);

    private long _committed = Stopwatch.GetTimestamp();
    private long _applied = index.Position;
    private long _uncommitted;

    /// <summary>Catches up, and commits even where there was nothing to apply: from then on readers find an index.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await CatchUpAsync(cancellationToken);
        if (index.Position == 0) await index.CommitAsync(_applied, cancellationToken);
    }

    /// <summary>Applies what the store holds beyond the index's position, and commits.</summary>
    /// <param name="cancellationToken">Stops between batches; what was committed stays.</param>
    public async Task CatchUpAsync(CancellationToken cancellationToken = default)
    {
        var target = await store.PositionAsync(cancellationToken);
        if (target == _applied && _uncommitted == 0 && index.Position == target) return;
        var batch = new List<CorpusChange>();
        var characters = 0;
        await foreach (var change in store.ReadChangesAsync(index.Collection, _applied, cancellationToken))
        {
            batch.Add(change);
            characters += change.Entry?.Document.Text.Length ?? 0;
            if (batch.Count < BatchDocuments && characters < (index.IsSlow ? SlowBatchCharacters : BatchCharacters)) continue;
            await ApplyAsync(batch, characters, change.Sequence, cancellationToken);
            batch.Clear();
            characters = 0;
        }

        await ApplyAsync(batch, characters, Math.Max(target, batch.Count > 0 ? batch[^1].Sequence : 0), cancellationToken);
        await CommitAsync(cancellationToken);
    }

    /// <summary>Applies a batch that was just saved; where others wrote in between, catches up from the store instead.</summary>
    public async Task FollowAsync(SaveResult saved, IReadOnlyList<CorpusEntry> entries, CancellationToken cancellationToken = default)
    {
        if (saved.Before != _applied)
        {
            if (saved.After > _applied) await CatchUpAsync(cancellationToken);
            return;
        }

        var changes = new List<CorpusChange>();
        var characters = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            if (saved.Outcomes[i] == SaveOutcome.Unchanged || !string.Equals(entries[i].Document.Collection, index.Collection, StringComparison.Ordinal)) continue;
            changes.Add(new CorpusChange(saved.Sequences[i], entries[i].Document.Id, entries[i]) { IsAddition = saved.Outcomes[i] == SaveOutcome.Added });
            characters += entries[i].Document.Text.Length;
        }

        await ApplyAsync(changes, characters, saved.After, cancellationToken);
    }

    private async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        if (index.Position == _applied) return;
        await index.CommitAsync(_applied, cancellationToken);
        _uncommitted = 0;
        _committed = Stopwatch.GetTimestamp();
    }

    private async Task ApplyAsync(List<CorpusChange> changes, int characters, long position, CancellationToken cancellationToken)
    {
        if (changes.Count > 0) await index.ApplyAsync(changes, cancellationToken);
        _applied = Math.Max(_applied, position);
        _uncommitted += characters;
        if (_uncommitted >= CommitCharacters || Stopwatch.GetElapsedTime(_committed) >= CommitTime) await CommitAsync(cancellationToken);
    }
}
