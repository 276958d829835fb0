using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace LongRag.Ingest;

/// <summary>
/// Reads files of the formats of <see cref="ReaderCatalog.IsIsolated"/> in processes that may die over them. Workers are started when they are first needed, go from file to file, and end with the pool
/// (or, however the main process ends, with their standard input). Thread-safe.
/// </summary>
internal sealed class ReadWorkerPool(WorkerOptions options) : IAsyncDisposable
{
    // Starting one costs a tenth of a second; keeping the heap that a large file has left behind costs memory for the rest of the run.
    private const long KeptMemory = 192L * 1024 * 1024;

    private readonly SemaphoreSlim _places = new(options.Count, options.Count);
    private readonly ConcurrentStack<ReadWorker> _idle = new();

    /// <summary>
    /// What the reader of the file's format makes of it, in order. Waits for a free worker. Throws as <see cref="IDocumentReader.ReadAsync"/> does, and <see cref="LongRagException"/> with <c>reader_crashed</c>,
    /// <c>time_limit</c> or <c>memory_limit</c> where the worker did not survive the file.
    /// </summary>
    public async IAsyncEnumerable<ReadItem> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        ReadWorker? worker = null;
        try
        {
            IAsyncEnumerator<ReadItem>? items = null;
            try
            {
                bool any;
                (worker, items, any) = await BeginAsync(request, cancellationToken);
                for (; any; any = await items.MoveNextAsync()) yield return items.Current;
            }
            finally
            {
                if (items is not null) await items.DisposeAsync();
            }
        }
        finally
        {
            if (worker is not null) await TakeBackAsync(worker);
            _places.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_idle.TryPop(out var worker)) await worker.DisposeAsync();
        _places.Dispose();
    }

    /// <summary>The first answer. One that has ended since its last file (the system took its memory, say) is no fault of this one: a new one is asked.</summary>
    private async Task<(ReadWorker Worker, IAsyncEnumerator<ReadItem> Items, bool Any)> BeginAsync(ReadRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var isUsed = _idle.TryPop(out var worker);
            worker ??= ReadWorker.Start(options);
            var items = worker.ReadAsync(request, cancellationToken).GetAsyncEnumerator(cancellationToken);
            try
            {
                return (worker, items, await items.MoveNextAsync());
            }
            catch (WorkerGoneException e)
            {
                await items.DisposeAsync();
                await worker.DisposeAsync();
                cancellationToken.ThrowIfCancellationRequested();
                if (!isUsed) throw new LongRagException(IngestCodes.ReaderCrashed, $"A reading process {e.Message} before it read '{request.Name}'.", e);
            }
            catch
            {
                await items.DisposeAsync();
                await TakeBackAsync(worker);
                throw;
            }
        }
    }

    private async ValueTask TakeBackAsync(ReadWorker worker)
    {
        if (worker is { IsFit: true, Memory: < KeptMemory }) _idle.Push(worker);
        else await worker.DisposeAsync();
    }
}
