using LongRag.Models.Encoders;
using LongRag.Storage;
using Microsoft.Extensions.Logging;

namespace LongRag.Hosting;

/// <summary>The writers of all collections, opened when they are first needed. What one collection waits for, others do not. Thread-safe.</summary>
/// <param name="store">Holds the documents.</param>
/// <param name="folder">Holds the indexes.</param>
/// <param name="settings">What is indexed, and how.</param>
/// <param name="caughtUp">Told of each collection whose indexes have caught up with the store in the background.</param>
/// <param name="log">Where it is told what goes wrong.</param>
internal sealed class CollectionWriters(ICorpusStore store, DataFolder folder, Settings settings, Action<Collection> caughtUp, ILogger log) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private DenseSide? _dense;

    /// <summary>Works with a collection's writer, which stays open meanwhile. Others may work with it at the same time.</summary>
    /// <remarks>Where an index failed, all must leave before it is opened anew: work that takes long ends when the writer's <see cref="CollectionWriter.Closing"/> is cancelled.</remarks>
    public async Task UseAsync(Collection collection, Func<CollectionWriter, Task> work, CancellationToken cancellationToken)
    {
        var slot = SlotOf(collection.Name);
        var entry = await slot.EnterAsync(() => CollectionWriter.Open(store, folder, collection, settings, Dense(), caughtUp, log), cancellationToken);
        try
        {
            await work(entry.Writer);
        }
        catch (Exception failure)
        {
            // A change may have been applied in part: what was not committed is given up, and applied again by whoever opens the indexes next.
            if (CollectionWriter.Spoils(failure)) entry.Writer.IsSpoiled = true;
            throw;
        }
        finally
        {
            entry.Leave();
        }
    }

    /// <summary>Brings a collection's indexes up with the store in the background, where they are behind it.</summary>
    public Task HealSoonAsync(Collection collection, CancellationToken cancellationToken) => UseAsync(collection, writer =>
    {
        writer.CatchUpSoon();
        return Task.CompletedTask;
    }, cancellationToken);

    /// <summary>Closes a collection's writer once nobody works with it. Whoever wants it meanwhile waits, and opens it anew.</summary>
    public Task CloseAsync(string collection) => SlotOf(collection).CloseAsync();

    public async ValueTask DisposeAsync()
    {
        List<Slot> slots;
        lock (_gate) slots = [.. _slots.Values];
        foreach (var slot in slots) await slot.DisposeAsync();
        _dense?.Dispose();
    }

    private Slot SlotOf(string collection)
    {
        lock (_gate) return _slots.TryGetValue(collection, out var slot) ? slot : _slots[collection] = new Slot();
    }

    private DenseSide? Dense()
    {
        lock (_gate)
        {
            if (_dense is not null || EncoderNames.IsNone(settings.Retrieval.Encoder)) return _dense;
            try
            {
                return _dense = new DenseSide(folder, DenseSide.CacheOf(folder), settings.Retrieval.Dense, EncoderNames.Open(settings.Retrieval.Encoder, settings, EncoderUse.Background));
            }
            catch (LongRagException failure) when (failure.Code is not "bad_config")
            {
                EngineLog.NoVectors(log, "*", failure.Code, failure.Message);
                return null;
            }
        }
    }

    /// <summary>The place of one collection's writer.</summary>
    private sealed class Slot : IAsyncDisposable
    {
        private readonly SemaphoreSlim _turn = new(1, 1);
        private Entry? _entry;

        public async Task<Entry> EnterAsync(Func<CollectionWriter> open, CancellationToken cancellationToken)
        {
            await _turn.WaitAsync(cancellationToken);
            try
            {
                if (_entry is { Writer.IsSpoiled: true }) await CloseEntryAsync(cancellationToken);
                _entry ??= new Entry(open());
                _entry.Enter();
                return _entry;
            }
            finally
            {
                _turn.Release();
            }
        }

        public async Task CloseAsync()
        {
            await _turn.WaitAsync(CancellationToken.None);
            try
            {
                await CloseEntryAsync(CancellationToken.None);
            }
            finally
            {
                _turn.Release();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await CloseAsync();
            _turn.Dispose();
        }

        private async Task CloseEntryAsync(CancellationToken cancellationToken)
        {
            if (_entry is not { } entry) return;
            await entry.Writer.StopAsync();
            // Given up, it is left to whoever comes next: a spoiled writer is entered by nobody.
            await entry.LeftByAll().WaitAsync(cancellationToken);
            _entry = null;
            await entry.Writer.DisposeAsync();
        }
    }

    private sealed class Entry(CollectionWriter writer)
    {
        private readonly Lock _gate = new();
        private TaskCompletionSource? _left;
        private int _users;

        public CollectionWriter Writer => writer;

        public void Enter()
        {
            lock (_gate) _users++;
        }

        public void Leave()
        {
            lock (_gate)
                if (--_users == 0) _left?.TrySetResult();
        }

        public Task LeftByAll()
        {
            lock (_gate)
            {
                _left ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_users == 0) _left.TrySetResult();
                return _left.Task;
            }
        }
    }
}
