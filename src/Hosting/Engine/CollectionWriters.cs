using LongRag.Models.Encoders;
using LongRag.Storage;
using Microsoft.Extensions.Logging;

namespace LongRag.Hosting;

/// <summary>The writers of all collections, opened when they are first needed. Thread-safe.</summary>
internal sealed class CollectionWriters(ICorpusStore store, DataFolder folder, Settings settings, int threads, ILogger log) : IAsyncDisposable
{
    private readonly Dictionary<string, Entry> _open = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private DenseSide? _dense;

    /// <summary>Works with a collection's writer, which stays open meanwhile. Others may work with it at the same time.</summary>
    public async Task UseAsync(Collection collection, Func<CollectionWriter, Task> work, CancellationToken cancellationToken)
    {
        var entry = await EnterAsync(collection, cancellationToken);
        try
        {
            await work(entry.Writer);
        }
        catch
        {
            // A change may have been applied in part: what was not committed is given up, and applied again by whoever opens the indexes next.
            entry.Writer.IsSpoiled = true;
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

    /// <summary>Closes a collection's writer once nobody works with it.</summary>
    public async Task CloseAsync(string collection)
    {
        // Nobody may open the same indexes before these are closed.
        await _gate.WaitAsync();
        try
        {
            if (_open.Remove(collection, out var closing)) await CloseAsync(closing);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var collection in _open.Keys.ToList()) await CloseAsync(collection);
        _dense?.Dispose();
        _gate.Dispose();
    }

    private async Task<Entry> EnterAsync(Collection collection, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_open.TryGetValue(collection.Name, out var entry) && entry.Writer.IsSpoiled)
            {
                _open.Remove(collection.Name);
                await CloseAsync(entry);
                entry = null;
            }

            if (entry is null) _open[collection.Name] = entry = new Entry(CollectionWriter.Open(store, folder, collection, settings, Dense(), log));
            entry.Enter();
            return entry;
        }
        finally
        {
            _gate.Release();
        }
    }

    private static async Task CloseAsync(Entry entry)
    {
        await entry.LeftByAll();
        await entry.Writer.DisposeAsync();
    }

    private DenseSide? Dense()
    {
        if (_dense is not null || EncoderNames.IsNone(settings.Retrieval.Encoder)) return _dense;
        try
        {
            return _dense = new DenseSide(folder, DenseSide.CacheOf(folder), settings.Retrieval.Dense, EncoderNames.Open(settings.Retrieval.Encoder, settings, EncoderUse.Any, threads));
        }
        catch (LongRagException failure) when (failure.Code is not "bad_config")
        {
            EngineLog.NoVectors(log, "*", failure.Code, failure.Message);
            return null;
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
