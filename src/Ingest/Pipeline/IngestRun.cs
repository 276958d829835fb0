using System.Threading.Channels;

namespace LongRag.Ingest;

/// <summary>The reading side of one ingest: opens files, leaves out what is stored already, and prepares the rest.</summary>
internal sealed class IngestRun(
    Collection collection, IngestionOptions options, ICorpusStore store, ITokenCounter tokens, InFlightBudget budget, ReadWorkerPool? workers, Stream? standardInput, IProgress<IngestProgress>? progress)
{
    // Records are looked up in the store by the hundred: one question for each would cost more than reading them.
    private const int LookupRecords = 512;
    private const int LookupCharacters = 1024 * 1024;

    private readonly MetDocuments _met = new();
    private readonly DocumentBuilder _builder = new(collection, tokens, options);
    private string? _reasonToKeep;

    public Collection Collection => collection;

    public InFlightBudget Budget => budget;

    public IngestTally Tally { get; } = new();

    /// <summary>Why a sync must not delete: a source with several documents, or a folder, could not be read.</summary>
    public string? ReasonToKeep => _reasonToKeep;

    /// <summary>True where this run met the source, readable or not.</summary>
    public bool HasMet(string source) => _met.Contains(DocumentId.From(collection.Name, source));

    public void Report() => progress?.Report(Tally.Progress);

    /// <summary>Reads files until the scan has no more.</summary>
    public async Task ReadAsync(SharedScan scan, ChannelWriter<PreparedEntry> entries, CancellationToken cancellationToken)
    {
        while (scan.Next() is { } item)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (item is ScanItem.Found found) await ReadFileAsync(found.File, entries, cancellationToken);
            else if (item is ScanItem.Issue issue) AddIssue(issue.Value, keepsAll: !issue.Value.IsWarning);
            Report();
        }
    }

    /// <summary>Counts what storing would do, for a dry run.</summary>
    public async Task PretendAsync(IReadOnlyList<CorpusEntry> entries, CancellationToken cancellationToken)
    {
        var stored = await StoredAsync([.. entries.Select(e => e.Document.Id)], cancellationToken);
        foreach (var (document, passages) in entries) Tally.Count(stored.ContainsKey(document.Id) ? SaveOutcome.Changed : SaveOutcome.Added, document, passages.Count);
    }

    private async Task ReadFileAsync(SourceFile file, ChannelWriter<PreparedEntry> entries, CancellationToken cancellationToken)
    {
        var pending = new List<(ParsedDocument Parsed, string Source, string MediaType)>();
        ParsedDocument? whole = null;
        var ownId = DocumentId.From(collection.Name, file.Key);
        var counted = 0L;
        try
        {
            if (await IsStoredAsync(file, ownId, cancellationToken)) return;
            await using var content = await FileContent.OpenAsync(file, standardInput, cancellationToken);
            var characters = 0;
            await foreach (var item in ReadItems.Of(content, options.Reading, workers, cancellationToken))
            {
                if (item is ReadItem.Progress pages)
                {
                    Tally.SetPages(file.Key, pages);
                    Report();
                }
                else if (item is ReadItem.Issue issue)
                {
                    AddIssue(issue.Value, keepsAll: whole is null && !issue.Value.IsWarning);
                }
                else if (item is ReadItem.Parsed { Document: { Key: { } key } record })
                {
                    if (!_met.TryAdd(DocumentId.From(collection.Name, key)))
                    {
                        AddIssue(new IngestIssue(key, "read", IngestCodes.DuplicateId, $"A document '{key}' was already read in this run; this one, of {file.Key}, is left out."), keepsAll: false);
                        continue;
                    }

                    pending.Add((record, key, content.MediaType));
                    CountBytes(content.BytesRead);
                    characters += record.Text.Length;
                    if (pending.Count < LookupRecords && characters < LookupCharacters) continue;
                    await PrepareAsync(pending, entries, cancellationToken);
                    characters = 0;
                }
                else if (item is ReadItem.Parsed { Document: var parsed })
                {
                    whole = parsed;
                }
            }

            await PrepareAsync(pending, entries, cancellationToken);
            var hash = await content.CloseAsync(cancellationToken);
            CountBytes(content.BytesRead);
            if (whole is { Blocks.Count: 0 }) throw new LongRagException(IngestCodes.NoText, $"There is no text in '{file.Key}'.");
            if (whole is not null && Meet(file, ownId)) await PrepareAsync(whole, file.Key, content.MediaType, DocumentBuilder.ContentHash(hash, collection, options), entries, cancellationToken);
        }
        catch (Exception e) when (e is not (OperationCanceledException or StoreFailedException))
        {
            // Whatever a parser throws over one file is that file's failure.
            // Documents of this file that are stored stay: what cannot be read now is not gone.
            _met.TryAdd(ownId);
            await PrepareAsync(pending, entries, cancellationToken);
            var code = ReadFailure.CodeOf(e);
            AddIssue(new IngestIssue(file.Key, "read", code, e.Message, IngestCodes.IsWarning(code)), keepsAll: !IngestCodes.IsWarning(code));
        }
        finally
        {
            Tally.ClearPages(file.Key);
        }

        void CountBytes(long read)
        {
            Tally.CountBytes(read - counted);
            counted = read;
            Report();
        }
    }

    private async Task<IReadOnlyDictionary<DocumentId, string>> StoredAsync(IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken)
    {
        try
        {
            return await store.HashesAsync(documents, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new StoreFailedException(e);
        }
    }

    private bool Meet(SourceFile file, DocumentId id)
    {
        if (_met.TryAdd(id)) return true;
        AddIssue(new IngestIssue(file.Key, "read", IngestCodes.DuplicateSource, $"Another file of this run is already known as '{file.Key}'; {file.Path} is left out."), keepsAll: false);
        return false;
    }

    /// <summary>A stored file with the bytes it was stored from needs no reading; in skip-existing mode, neither does any stored file.</summary>
    private async Task<bool> IsStoredAsync(SourceFile file, DocumentId id, CancellationToken cancellationToken)
    {
        if (file.IsStandardInput || _met.Contains(id)) return false;
        if (!(await StoredAsync([id], cancellationToken)).TryGetValue(id, out var stored)) return false;
        if (options.Mode != IngestMode.SkipExisting && !string.Equals(ModelStructurizer.ContentOf(stored), DocumentBuilder.ContentHash(await FileContent.HashAsync(file.Path, cancellationToken), collection, options), StringComparison.Ordinal)) return false;
        _met.TryAdd(id);
        Tally.CountUnchanged();
        Tally.CountBytes(file.Length);
        return true;
    }

    private async Task PrepareAsync(List<(ParsedDocument Parsed, string Source, string MediaType)> records, ChannelWriter<PreparedEntry> entries, CancellationToken cancellationToken)
    {
        if (records.Count == 0) return;
        // Taken off the list first: a failure in the middle must not send the first ones twice.
        var taken = records.ToArray();
        records.Clear();
        var stored = await StoredAsync([.. taken.Select(r => DocumentId.From(collection.Name, r.Source))], cancellationToken);
        foreach (var (parsed, source, mediaType) in taken)
        {
            var hash = DocumentBuilder.ContentHash(parsed.RecordHash ?? throw new InvalidOperationException($"The reader of {mediaType} gave a record without a hash."), collection, options);
            if (stored.TryGetValue(DocumentId.From(collection.Name, source), out var known) && (options.Mode == IngestMode.SkipExisting || string.Equals(ModelStructurizer.ContentOf(known), hash, StringComparison.Ordinal))) Tally.CountUnchanged();
            else await PrepareAsync(parsed, source, mediaType, hash, entries, cancellationToken);
        }
    }

    private async Task PrepareAsync(ParsedDocument parsed, string source, string mediaType, string hash, ChannelWriter<PreparedEntry> entries, CancellationToken cancellationToken)
    {
        var held = await budget.EnterAsync(parsed.Text.Length, cancellationToken);
        CorpusEntry entry;
        try
        {
            entry = _builder.Build(parsed, source, mediaType, hash);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            budget.Leave(held);
            AddIssue(new IngestIssue(source, "structurize", (e as LongRagException)?.Code ?? IngestCodes.ReaderFailed, e.Message), keepsAll: true);
            return;
        }

        await entries.WriteAsync(new PreparedEntry(entry, held), cancellationToken);
    }

    private void AddIssue(IngestIssue issue, bool keepsAll)
    {
        if (keepsAll) Interlocked.CompareExchange(ref _reasonToKeep, $"{issue.Source} could not be read whole ({issue.Code})", null);
        Tally.Add(issue);
    }
}
