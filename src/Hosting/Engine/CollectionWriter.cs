using LongRag.Ingest;
using LongRag.Retrievers.Dense;
using LongRag.Retrievers.Lexical;
using Microsoft.Extensions.Logging;

namespace LongRag.Hosting;

/// <summary>The writing side of one collection: its open indexes, each with its builder. Thread-safe.</summary>
internal sealed class CollectionWriter : IAsyncDisposable
{
    private readonly List<IPassageIndex> _indexes = [];
    private readonly List<IndexBuilder> _builders = [];
    private DenseIndex? _dense;
    private readonly CancellationTokenSource _closing = new();
    private readonly ILogger _log;
    private Task _catchingUp = Task.CompletedTask;
    private bool _isClosing;
    private readonly Lock _gate = new();

    private readonly Action<Collection> _caughtUp;

    private CollectionWriter(Collection collection, Action<Collection> caughtUp, ILogger log) => (Collection, _caughtUp, _log) = (collection, caughtUp, log);

    public Collection Collection { get; }

    /// <summary>Whether something went wrong with an index, so that it must be opened anew.</summary>
    public bool IsSpoiled { get; set; }

    /// <summary>Keep the indexes up; for the ingestion pipeline.</summary>
    public IReadOnlyList<IndexBuilder> Builders => _builders;

    /// <summary>How far the vectors are.</summary>
    public VectorProgress Vectors { get; } = new();

    /// <summary>Passages whose vector is in the index; 0 without one.</summary>
    public long PassagesWithVectors => _dense?.Passages ?? 0;

    /// <summary>Cancelled when the indexes are to be closed: what is slow ends then, and may go on with those that are opened next.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>Opens the indexes of a collection. A dense side that cannot be opened costs the vectors, not the documents.</summary>
    public static CollectionWriter Open(ICorpusStore store, Storage.DataFolder folder, Collection collection, Settings settings, DenseSide? dense, Action<Collection> caughtUp, ILogger log)
    {
        var writer = new CollectionWriter(collection, caughtUp, log);
        var lexical = LexicalIndex.OpenToWrite(folder.Index(collection.Name, "lexical"), collection, RetrieverNames.SchemaOf(settings.Retrieval));
        writer.Add(store, lexical);
        if (dense is null) return writer;
        try
        {
            writer.Add(store, writer._dense = dense.OpenToWrite(collection, store, writer.Vectors));
        }
        catch (LongRagException failure)
        {
            EngineLog.NoVectors(log, collection.Name, failure.Code, failure.Message);
        }

        return writer;
    }

    /// <summary>Whether a failure may have left an index with a change applied in part.</summary>
    /// <remarks>An encoder that is away has not: vectors come before anything is applied. Nor has who was stopped: an index ends between documents, and the next catching up replaces those that it has.</remarks>
    public static bool Spoils(Exception failure) =>
        failure is not OperationCanceledException && (failure is not LongRagException { Code: var code } || code is Storage.StorageCodes.DiskFull || code.StartsWith("index_", StringComparison.Ordinal));

    /// <summary>Takes deleted documents out of every index, and brings the indexes up with the store afterwards.</summary>
    public async Task ForgetAsync(IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken)
    {
        foreach (var builder in _builders) await builder.ForgetAsync(documents, cancellationToken);
        Vectors.Clear();
        CatchUpSoon();
    }

    /// <summary>Brings the indexes up with the store, beside whatever else is done.</summary>
    public void CatchUpSoon()
    {
        lock (_gate)
        {
            if (!_isClosing) _catchingUp = _catchingUp.ContinueWith(_ => CatchUpAsync(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();
        }
    }

    /// <summary>Ends what is slow: the indexes are about to be closed.</summary>
    public Task StopAsync()
    {
        lock (_gate) _isClosing = true;
        // Outside the lock: whoever is stopped goes on from here.
        return _closing.CancelAsync();
    }

    /// <summary>Closes the indexes. Throws nothing: one that does not close in order must not keep the others, and their locks, open.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _catchingUp.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var index in _indexes)
        {
            try
            {
                await index.DisposeAsync();
            }
            catch (Exception failure)
            {
                EngineLog.NotClosed(_log, Collection.Name, (failure as LongRagException)?.Code ?? failure.GetType().Name, failure.Message);
            }
        }

        foreach (var builder in _builders) builder.Dispose();
        _closing.Dispose();
    }

    private void Add(ICorpusStore store, IPassageIndex index)
    {
        _indexes.Add(index);
        _builders.Add(new IndexBuilder(store, index));
    }

    private async Task CatchUpAsync()
    {
        var isComplete = true;
        foreach (var builder in _builders)
        {
            try
            {
                await builder.StartAsync(_closing.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failure)
            {
                isComplete = false;
                if (Spoils(failure)) IsSpoiled = true;
                EngineLog.IndexBehind(_log, Collection.Name, (failure as LongRagException)?.Code ?? failure.GetType().Name, failure.Message);
            }
        }

        if (!isComplete) return;
        try
        {
            _caughtUp(Collection);
        }
        catch (Exception failure)
        {
            EngineLog.NotRefreshed(_log, Collection.Name, (failure as LongRagException)?.Code ?? failure.GetType().Name, failure.Message);
        }
    }
}
