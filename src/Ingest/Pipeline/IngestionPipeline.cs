using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LongRag.Ingest;

/// <summary>
/// Reads sources into a collection: files are read and structurized on several threads, stored in batches of whole documents by one, and indexed by another.
/// Memory is bounded by <see cref="InFlightCharacters"/> and the largest document. One bad file is an issue in the report, never the end of the run.
/// Stopped at any moment, by a token or by a kill, the same call goes on where it stopped: what is stored with the same hash is not read again.
/// </summary>
/// <param name="store">Takes the documents.</param>
/// <param name="builders">Keep the collection's indexes up; they may do so for others beside this run.</param>
/// <param name="tokens">Measures passages.</param>
/// <param name="options">What is done.</param>
public sealed class IngestionPipeline(ICorpusStore store, IReadOnlyList<IndexBuilder> builders, ITokenCounter tokens, IngestionOptions options)
{
    private const int InFlightCharacters = 6 * 1024 * 1024;
    private const int BatchDocuments = 512;
    private const int BatchCharacters = 2 * 1024 * 1024;

    /// <summary>What a store says of a text it cannot hold.</summary>
    private const string BadText = "bad_text";

    /// <summary>A pipeline that is the only one to write the indexes.</summary>
    public IngestionPipeline(ICorpusStore store, IReadOnlyList<IPassageIndex> indexes, ITokenCounter tokens, IngestionOptions options)
        : this(store, [.. indexes.Select(index => new IndexBuilder(store, index))], tokens, options) { }

    /// <summary>Whether a file would change nothing: its document is stored, and was read from the same bytes under the same options.</summary>
    public static async Task<bool> IsStoredAsync(ICorpusStore store, Collection collection, SourceFile file, IngestionOptions options, CancellationToken cancellationToken = default)
    {
        var id = DocumentId.From(collection.Name, file.Key);
        return (await store.HashesAsync([id], cancellationToken)).TryGetValue(id, out var stored)
            && string.Equals(ModelStructurizer.ContentOf(stored), DocumentBuilder.ContentHash(await FileContent.HashAsync(file.Path, cancellationToken), collection, options), StringComparison.Ordinal);
    }

    /// <summary>Runs an ingest of given files, which nothing else of the machine's file system is added to.</summary>
    /// <param name="collection">Where the documents go; must exist in the store unless the run is dry.</param>
    /// <param name="files">What to read: where each lies, and the key that its document is known by.</param>
    /// <param name="progress">Told after every batch and every file.</param>
    /// <param name="cancellationToken">Stops the run; batches already stored stay.</param>
    public Task<IngestReport> RunAsync(Collection collection, IReadOnlyList<SourceFile> files, IProgress<IngestProgress>? progress = null, CancellationToken cancellationToken = default) =>
        options.Mode is IngestMode.Sync
            ? throw new ArgumentException("Given files are no folder that a collection could be brought in line with.", nameof(files))
            : RunAsync(collection, () => files.Select(file => new ScanItem.Found(file)), standardInput: null, progress, cancellationToken);

    /// <summary>Runs an ingest into <paramref name="collection"/>, which must exist in the store unless the run is dry.</summary>
    /// <param name="collection">Where the documents go.</param>
    /// <param name="sources">What to read.</param>
    /// <param name="standardInput">Read where the sources name it.</param>
    /// <param name="progress">Told after every batch and every file.</param>
    /// <param name="cancellationToken">Stops the run; batches already stored stay.</param>
    public Task<IngestReport> RunAsync(
        Collection collection, ScanOptions sources, Stream? standardInput = null, IProgress<IngestProgress>? progress = null, CancellationToken cancellationToken = default) =>
        RunAsync(collection, new SourceScanner(sources).Scan, standardInput, progress, cancellationToken);

    private async Task<IngestReport> RunAsync(Collection collection, Func<IEnumerable<ScanItem>> scan, Stream? standardInput, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var failure = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var workers = options.Workers is { } settings ? new ReadWorkerPool(settings) : null;
        var run = new IngestRun(collection, options, store, tokens, new InFlightBudget(InFlightCharacters), workers, standardInput, progress);
        var quick = options.DryRun ? [] : builders.Where(builder => !builder.IsSlow).ToArray();
        foreach (var builder in quick) await builder.StartAsync(failure.Token);

        var slow = options.DryRun ? [] : builders.Where(builder => builder.IsSlow).Select(builder => new SlowIndexing(builder, run, failure.Token)).ToArray();
        try
        {
            await RunAsync(run, scan, quick, slow, failure);
        }
        catch
        {
            await failure.CancelAsync();
            await Task.WhenAll(slow.Select(s => s.FinishAsync())).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await Task.WhenAll(slow.Select(s => s.FinishAsync()));
        run.Report();
        return run.Tally.Report(Stopwatch.GetElapsedTime(started));
    }

    private async Task RunAsync(IngestRun run, Func<IEnumerable<ScanItem>> find, IndexBuilder[] quick, SlowIndexing[] slow, CancellationTokenSource failure)
    {
        var entries = Channel.CreateBounded<PreparedEntry>(BatchDocuments);
        var saved = Channel.CreateBounded<(SaveResult Result, IReadOnlyList<CorpusEntry> Entries)>(2);
        var counting = Task.Run(() => CountBytes(find, run.Tally, failure.Token), CancellationToken.None);
        var scan = new SharedScan(find());
        var reading = CompleteAsync(entries.Writer, Task.WhenAll(Enumerable.Range(0, options.Jobs).Select(_ => Task.Run(() => ReadAsync(run, scan, entries.Writer, failure), CancellationToken.None))));
        var storing = CompleteAsync(saved.Writer, Task.Run(() => StoreAsync(run, entries.Reader, saved.Writer, failure.Token), CancellationToken.None));
        var indexing = Task.Run(() => IndexAsync(quick, slow, saved.Reader, failure.Token), CancellationToken.None);
        await AllOrFirstFailureAsync(failure, reading, storing, indexing);
        await counting;

        if (options.Mode == IngestMode.Sync) await DeleteVanishedAsync(run, failure.Token);
        foreach (var builder in quick) await builder.CatchUpAsync(failure.Token);
    }

    private static void CountBytes(Func<IEnumerable<ScanItem>> find, IngestTally tally, CancellationToken cancellationToken)
    {
        var total = 0L;
        foreach (var item in find())
        {
            if (cancellationToken.IsCancellationRequested) return;
            if (item is ScanItem.Found found) total += found.File.Length;
        }

        tally.TotalBytes = total;
    }

    private async Task StoreAsync(IngestRun run, ChannelReader<PreparedEntry> entries, ChannelWriter<(SaveResult, IReadOnlyList<CorpusEntry>)> saved, CancellationToken cancellationToken)
    {
        await foreach (var batch in BatchesAsync(entries, cancellationToken))
        {
            var documents = batch.Select(prepared => prepared.Entry).ToArray();
            if (options.DryRun)
            {
                await run.PretendAsync(documents, cancellationToken);
            }
            else
            {
                await SaveAsync(run, documents, saved, cancellationToken);
            }

            foreach (var prepared in batch) run.Budget.Leave(prepared.Held);
            run.Report();
        }
    }

    private async Task SaveAsync(IngestRun run, CorpusEntry[] documents, ChannelWriter<(SaveResult, IReadOnlyList<CorpusEntry>)> saved, CancellationToken cancellationToken)
    {
        try
        {
            var result = await store.SaveAsync(documents, cancellationToken);
            for (var i = 0; i < documents.Length; i++) run.Tally.Count(result.Outcomes[i], documents[i].Document, documents[i].Passages.Count);
            await saved.WriteAsync((result, documents), cancellationToken);
        }
        catch (LongRagException e) when (e.Code is BadText)
        {
            // A transaction is whole or not at all, so the document that cannot be stored is found by storing each alone.
            if (documents.Length == 1) run.Tally.Add(new IngestIssue(documents[0].Document.Source, "store", e.Code, e.Message));
            else
                foreach (var document in documents) await SaveAsync(run, [document], saved, cancellationToken);
        }
    }

    private static async Task ReadAsync(IngestRun run, SharedScan scan, ChannelWriter<PreparedEntry> entries, CancellationTokenSource failure)
    {
        try
        {
            await run.ReadAsync(scan, entries, failure.Token);
        }
        catch
        {
            // The other readers need not read everything before the run ends.
            await failure.CancelAsync();
            throw;
        }
    }

    private static async Task IndexAsync(IndexBuilder[] quick, SlowIndexing[] slow, ChannelReader<(SaveResult Result, IReadOnlyList<CorpusEntry> Entries)> saved, CancellationToken cancellationToken)
    {
        await foreach (var (result, entries) in saved.ReadAllAsync(cancellationToken))
        {
            foreach (var index in slow) index.Tell();
            foreach (var builder in quick) await builder.FollowAsync(result, entries, cancellationToken);
        }
    }

    /// <summary>Whatever waits, up to a batch: a full pipe gives large transactions, a slow one does not wait for them.</summary>
    private static async IAsyncEnumerable<IReadOnlyList<PreparedEntry>> BatchesAsync(ChannelReader<PreparedEntry> entries, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new List<PreparedEntry>();
        while (await entries.WaitToReadAsync(cancellationToken))
        {
            var characters = 0;
            while (batch.Count < BatchDocuments && characters < BatchCharacters && entries.TryRead(out var entry))
            {
                batch.Add(entry);
                characters += entry.Entry.Document.Text.Length;
            }

            if (batch.Count > 0) yield return batch.ToArray();
            batch.Clear();
        }
    }

    private async Task DeleteVanishedAsync(IngestRun run, CancellationToken cancellationToken)
    {
        if (run.ReasonToKeep is { } reason)
        {
            run.Tally.Add(new IngestIssue(run.Collection.Name, "store", IngestCodes.SyncSkipped, $"Nothing was deleted: {reason}", IsWarning: true));
            return;
        }

        var vanished = new List<DocumentId>();
        await foreach (var document in store.ListDocumentsAsync(run.Collection.Name, cancellationToken))
            if (!run.HasMet(document.Source)) vanished.Add(document.Id);
        foreach (var batch in vanished.Chunk(BatchDocuments)) run.Tally.CountDeleted(options.DryRun ? batch.Length : await store.DeleteAsync(run.Collection.Name, batch, cancellationToken));
    }

    private static async Task CompleteAsync<T>(ChannelWriter<T> channel, Task work)
    {
        try
        {
            await work;
        }
        finally
        {
            channel.TryComplete();
        }
    }

    /// <summary>The first stage that fails stops the others, and its own error is the one that is thrown.</summary>
    private static async Task AllOrFirstFailureAsync(CancellationTokenSource failure, params Task[] stages)
    {
        var running = stages.ToList();
        Task? failed = null;
        while (running.Count > 0)
        {
            var done = await Task.WhenAny(running);
            running.Remove(done);
            if (done.IsCompletedSuccessfully || failed is not null) continue;
            failed = done;
            await failure.CancelAsync();
        }

        if (failed is null) return;
        // A stage that was stopped may end before the one whose failure stopped it.
        failed = stages.FirstOrDefault(stage => stage.IsFaulted) ?? failed;
        try
        {
            await failed;
        }
        catch (StoreFailedException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException!);
        }
    }
}
