using System.Diagnostics;

namespace LongRag.Ingest;

/// <summary>
/// Structurizes documents of a collection with a model and stores them, in batches of whole documents. Documents that the model has been through are passed over. Stopped at any moment, by a token or by
/// a kill, the same call goes on where it stopped: answers are kept as they come, documents as they are stored. A document that fails is reported; three in a row end the run.
/// </summary>
/// <param name="store">Holds the documents.</param>
/// <param name="collection">Which.</param>
/// <param name="structurizer">Asks the model.</param>
/// <param name="saved">Called after each batch, to bring indexes up: passages cut anew have new ids, which nobody finds until then. Null for nothing.</param>
public sealed class CollectionStructurizer(ICorpusStore store, Collection collection, ModelStructurizer structurizer, Func<CancellationToken, Task>? saved = null)
{
    private const int BatchDocuments = 32;
    private const int BatchCharacters = 1024 * 1024;
    private const int MostFailuresInARow = 3;

    // What was structurized is found by others at the latest after this time.
    private static readonly TimeSpan BatchTime = TimeSpan.FromSeconds(10);

    /// <summary>What the documents will cost.</summary>
    /// <param name="documents">Documents of the collection; those that are done cost nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<CollectionCost> EstimateAsync(IReadOnlyList<DocumentSummary> documents, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var (cost, open) = (default(StructureCost), 0);
        foreach (var summary in documents.Where(d => !structurizer.IsDone(d)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await store.FindDocumentAsync(summary.Id, cancellationToken) is not { } document) continue;
            cost += structurizer.Estimate(document, await store.PassagesOfAsync(summary.Id, cancellationToken), collection.PassageTokens);
            open++;
        }

        return new CollectionCost(open, documents.Count - open, cost);
    }

    /// <summary>Structurizes and stores the documents that are not done.</summary>
    /// <param name="documents">Documents of the collection.</param>
    /// <param name="expected">What <see cref="EstimateAsync"/> gave, for the progress; null for none.</param>
    /// <param name="progress">Told after every slice.</param>
    /// <param name="cancellationToken">Stops the run; what was structurized whole is stored first.</param>
    public async Task<StructureReport> RunAsync(IReadOnlyList<DocumentSummary> documents, CollectionCost? expected = null, IProgress<StructureProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var run = new Tally(documents.Count, expected?.Cost.Slices ?? 0, progress);
        var batch = new List<CorpusEntry>();
        var (characters, lastSave, failuresInARow) = (0, Stopwatch.GetTimestamp(), 0);
        try
        {
            foreach (var summary in documents)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (structurizer.IsDone(summary))
                {
                    run.Skipped++;
                    continue;
                }

                if (await store.FindDocumentAsync(summary.Id, cancellationToken) is not { } document) continue;
                try
                {
                    var structured = await structurizer.StructurizeAsync(document, await store.PassagesOfAsync(summary.Id, cancellationToken), collection.PassageTokens, run, cancellationToken);
                    run.Add(structured);
                    failuresInARow = 0;
                    if (structured.IsChanged) batch.Add(structured.Entry);
                    else structurizer.MarkDone(document);
                    characters += document.Text.Length;
                }
                catch (LongRagException failure) when (failure.Code is not "unwritable")
                {
                    run.Failed.Add(new IngestIssue(document.Source, "structurize", failure.Code, failure.Message));
                    if (++failuresInARow == MostFailuresInARow) throw;
                }

                if (batch.Count < BatchDocuments && characters < BatchCharacters && Stopwatch.GetElapsedTime(lastSave) < BatchTime) continue;
                await SaveAsync(batch, cancellationToken);
                (characters, lastSave) = (0, Stopwatch.GetTimestamp());
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or LongRagException)
        {
            // What is structurized whole is paid for.
            await SaveAsync(batch, CancellationToken.None);
            throw;
        }

        await SaveAsync(batch, cancellationToken);
        return run.Report();
    }

    private async Task SaveAsync(List<CorpusEntry> batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0) return;
        await store.SaveAsync(batch, cancellationToken);
        batch.Clear();
        if (saved is not null) await saved(cancellationToken);
    }

    private sealed class Tally(int documents, int slices, IProgress<StructureProgress>? progress) : IProgress<SliceOutcome>
    {
        private readonly long _started = Stopwatch.GetTimestamp();
        private readonly Lock _gate = new();
        private readonly int[] _outcomes = new int[4];
        private int _slicesDone;
        private int _documentsDone;
        private int _changed;
        private int _calls;
        private long _tokensIn;
        private long _tokensOut;

        public int Skipped { get; set; }

        public List<IngestIssue> Failed { get; } = [];

        public void Report(SliceOutcome value)
        {
            lock (_gate) progress?.Report(new StructureProgress(_documentsDone + Skipped + Failed.Count, documents, ++_slicesDone, Math.Max(slices, _slicesDone), Stopwatch.GetElapsedTime(_started)));
        }

        public void Add(StructuredDocument document)
        {
            _documentsDone++;
            if (document.IsChanged) _changed++;
            foreach (var outcome in document.Slices) _outcomes[(int)outcome]++;
            (_calls, _tokensIn, _tokensOut) = (_calls + document.Calls, _tokensIn + document.TokensIn, _tokensOut + document.TokensOut);
        }

        public StructureReport Report() => new()
        {
            Documents = _documentsDone,
            Changed = _changed,
            Skipped = Skipped,
            Failed = Failed,
            Accepted = _outcomes[(int)SliceOutcome.Accepted],
            Repaired = _outcomes[(int)SliceOutcome.Repaired],
            Retried = _outcomes[(int)SliceOutcome.Retried],
            FellBack = _outcomes[(int)SliceOutcome.FellBack],
            Calls = _calls,
            TokensIn = _tokensIn,
            TokensOut = _tokensOut,
            Elapsed = Stopwatch.GetElapsedTime(_started),
        };
    }
}

/// <summary>What a collection will cost.</summary>
/// <param name="Documents">Documents to be structurized.</param>
/// <param name="Done">Documents that are done.</param>
/// <param name="Cost">Cost of the former.</param>
public sealed record CollectionCost(int Documents, int Done, StructureCost Cost);

/// <summary>How far structurizing is.</summary>
/// <param name="Documents">Documents done.</param>
/// <param name="TotalDocuments">Documents in all.</param>
/// <param name="Slices">Slices done.</param>
/// <param name="TotalSlices">Slices in all, by estimate.</param>
/// <param name="Elapsed">Time taken.</param>
public readonly record struct StructureProgress(int Documents, int TotalDocuments, int Slices, int TotalSlices, TimeSpan Elapsed);

/// <summary>What structurizing a collection did.</summary>
public sealed record StructureReport
{
    /// <summary>Documents that were gone through now.</summary>
    public required int Documents { get; init; }

    /// <summary>Those of them that have another tree now.</summary>
    public required int Changed { get; init; }

    /// <summary>Documents that were done before.</summary>
    public required int Skipped { get; init; }

    /// <summary>Documents that the model could not be asked about.</summary>
    public required IReadOnlyList<IngestIssue> Failed { get; init; }

    /// <summary>Slices whose first answer was valid as it came.</summary>
    public required int Accepted { get; init; }

    /// <summary>Slices whose first answer was valid once repaired.</summary>
    public required int Repaired { get; init; }

    /// <summary>Slices whose second or third answer was valid.</summary>
    public required int Retried { get; init; }

    /// <summary>Slices that were structurized without the model.</summary>
    public required int FellBack { get; init; }

    /// <summary>How often the model was asked.</summary>
    public required int Calls { get; init; }

    /// <summary>Tokens sent.</summary>
    public required long TokensIn { get; init; }

    /// <summary>Tokens written.</summary>
    public required long TokensOut { get; init; }

    /// <summary>Time taken.</summary>
    public required TimeSpan Elapsed { get; init; }
}
