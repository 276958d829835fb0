using System.Diagnostics;

namespace LongRag.Ingest;

/// <summary>Keeps one index up with the store: from what was just saved where nothing came between, else from the store's history. Thread-safe; one builder writes an index.</summary>
/// <remarks>Who catches up waits for the others to have done so; who forgets waits for the applying of a batch at most, not for what prepares it.</remarks>
public sealed class IndexBuilder(ICorpusStore store, IPassageIndex index) : IDisposable
{
    private const int BatchDocuments = 256;
    private const int BatchCharacters = 4 * 1024 * 1024;

    // A slow index takes seconds for this: it can be stopped, and commits, between batches.
    private const int SlowBatchCharacters = 512 * 1024;

    // Between commits a crash loses work, not data: the index takes up its last position again. A commit syncs files, so it is not made often.
    private const int CommitCharacters = 256 * 1024 * 1024;

    // What was stored is found by others at the latest after this time.
    private static readonly TimeSpan CommitTime = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _following = new(1, 1);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly HashSet<DocumentId> _forgotten = [];
    private Preparation? _preparing;
    private long _committed = Stopwatch.GetTimestamp();
    private long _applied = index.Position;
    private long _uncommitted;

    /// <inheritdoc cref="IPassageIndex.IsSlow"/>
    public bool IsSlow => index.IsSlow;

    /// <inheritdoc cref="IPassageIndex.Position"/>
    public long Position => index.Position;

    /// <summary>Catches up, and commits even where there was nothing to apply: from then on readers find an index.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) => OneAtATimeAsync(_following, async () =>
    {
        await FollowHistoryAsync(cancellationToken);
        if (index.Position == 0) await OneAtATimeAsync(_writing, () => index.CommitAsync(_applied, cancellationToken), cancellationToken);
    }, cancellationToken);

    /// <summary>Applies what the store holds beyond the index's position, and commits.</summary>
    /// <param name="cancellationToken">Stops between batches; what was committed stays.</param>
    public Task CatchUpAsync(CancellationToken cancellationToken = default) => OneAtATimeAsync(_following, () => FollowHistoryAsync(cancellationToken), cancellationToken);

    /// <summary>Takes documents out of the index, and commits, without waiting for a catching up that is under way. They must be deleted from the store.</summary>
    /// <remarks>What is read meanwhile from a history in which they still stood is not applied, unless they have come back.</remarks>
    public Task ForgetAsync(IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default) => OneAtATimeAsync(_writing, async () =>
    {
        // One that has come back meanwhile may be in the index already, and stays.
        var back = await store.HashesAsync(documents, cancellationToken);
        var gone = documents.Where(id => !back.ContainsKey(id)).ToList();
        if (gone.Count == 0) return;
        _forgotten.UnionWith(gone);
        if (_preparing is { } preparing && preparing.Documents.Overlaps(gone)) await preparing.Stop.CancelAsync();
        await index.ApplyAsync([.. gone.Select(id => new CorpusChange(index.Position, id, null))], cancellationToken);
        await index.CommitAsync(index.Position, cancellationToken);
    }, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _following.Dispose();
        _writing.Dispose();
    }

    private async Task FollowHistoryAsync(CancellationToken cancellationToken)
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
        await OneAtATimeAsync(_writing, () => CommitAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Applies a batch that was just saved; where others wrote in between, catches up from the store instead.</summary>
    public Task FollowAsync(SaveResult saved, IReadOnlyList<CorpusEntry> entries, CancellationToken cancellationToken = default) =>
        OneAtATimeAsync(_following, () => FollowOneAsync(saved, entries, cancellationToken), cancellationToken);

    private async Task FollowOneAsync(SaveResult saved, IReadOnlyList<CorpusEntry> entries, CancellationToken cancellationToken)
    {
        if (saved.Before != _applied)
        {
            if (saved.After > _applied) await FollowHistoryAsync(cancellationToken);
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
        if (index.IsSlow && changes.Count > 0) await PrepareAsync(changes, cancellationToken);
        await OneAtATimeAsync(_writing, () => ApplyPreparedAsync(changes, characters, position, cancellationToken), cancellationToken);
    }

    private async Task ApplyPreparedAsync(List<CorpusChange> changes, int characters, long position, CancellationToken cancellationToken)
    {
        if (_forgotten.Count > 0)
        {
            var left = await WithoutForgottenAsync(changes, cancellationToken);
            // A forgotten document is remembered until its deletion, or its return, has been applied.
            _forgotten.ExceptWith(changes.Where(change => change.Entry is null).Concat(left).Select(change => change.DocumentId));
            changes = left;
        }

        if (changes.Count > 0) await index.ApplyAsync(changes, cancellationToken);
        _applied = Math.Max(_applied, position);
        _uncommitted += characters;
        if (_uncommitted >= CommitCharacters || Stopwatch.GetElapsedTime(_committed) >= CommitTime) await CommitAsync(cancellationToken);
    }

    /// <summary>Prepares changes outside the turn of those who write. Where one of their documents is forgotten meanwhile, the others are prepared without it.</summary>
    private async Task PrepareAsync(List<CorpusChange> changes, CancellationToken cancellationToken)
    {
        for (var isPrepared = false; !isPrepared;)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var left = changes;
            await OneAtATimeAsync(
                _writing,
                async () =>
                {
                    if (_forgotten.Count > 0) left = await WithoutForgottenAsync(changes, cancellationToken);
                    _preparing = new Preparation(stop, [.. left.Select(change => change.DocumentId)]);
                },
                cancellationToken);
            try
            {
                await index.PrepareAsync(left, stop.Token);
                isPrepared = true;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                // What is prepared already is not prepared again.
            }
            finally
            {
                await OneAtATimeAsync(_writing, () => Task.FromResult(_preparing = null), CancellationToken.None);
            }
        }
    }

    /// <summary>Leaves out forgotten documents that have not come back.</summary>
    private async Task<List<CorpusChange>> WithoutForgottenAsync(List<CorpusChange> changes, CancellationToken cancellationToken)
    {
        var met = changes.Where(change => change.Entry is not null && _forgotten.Contains(change.DocumentId)).Select(change => change.DocumentId).ToList();
        if (met.Count == 0) return changes;
        var stored = await store.HashesAsync(met, cancellationToken);
        return [.. changes.Where(change => change.Entry is null || !_forgotten.Contains(change.DocumentId) || stored.ContainsKey(change.DocumentId))];
    }

    private static async Task OneAtATimeAsync(SemaphoreSlim turn, Func<Task> work, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await work();
        }
        finally
        {
            turn.Release();
        }
    }

    private sealed record Preparation(CancellationTokenSource Stop, HashSet<DocumentId> Documents);
}
