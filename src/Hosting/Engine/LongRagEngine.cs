using System.Reflection;
using System.Text.Json;
using LongRag.Ingest;
using LongRag.Storage;
using Microsoft.Extensions.Logging;

namespace LongRag.Hosting;

/// <summary>
/// LongRag as a process that stays: the store and the data folder, open for writing; the indexes of each collection with their one writer and many readers; models opened once; the queue of jobs.
/// Whoever serves a caller takes a session (<see cref="For"/>) and nothing else. Thread-safe.
/// </summary>
internal sealed class LongRagEngine : ILongRagService, IAsyncDisposable
{
    private readonly WriterLock? _lock;
    private readonly SchemaLock? _schemaLock;
    private readonly IJobStore? _jobs;
    private readonly IKeyStore? _keys;
    private readonly DocumentGate? _gate;
    private readonly CollectionWriters _writers;
    private readonly JobRunner? _runner;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly EngineOptions _options;
    private bool _isDisposed;

    private LongRagEngine(EngineOptions options, WriterLock? writerLock, SchemaLock? schemaLock, ICorpusStore store, IJobStore? jobs, IKeyStore? keys)
    {
        (_options, _lock, _schemaLock, Store, _jobs, _keys) = (options, writerLock, schemaLock, store, jobs, keys);
        var folder = DataFolder.At(options.DataPath);
        Retrievers = new RetrieverPool(store, folder, options.Settings, followsOthers: options.OnlyReads);
        Models = new ModelPool(options.Settings, () => Retrievers.Encoder());
        Uploads = new UploadFolder(folder);
        _gate = jobs is null ? null : new DocumentGate(store, jobs);
        Pages = new PageFetcher(options.Settings.Ingestion.Urls);
        _writers = new CollectionWriters(store, folder, options.Settings, CaughtUp, options.Log);
        if (options is { RunsJobs: true, OnlyReads: false }) _runner = new JobRunner(this);
    }

    /// <summary>The program's version.</summary>
    public static string Version { get; } = typeof(LongRagEngine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public Settings Settings => _options.Settings;

    public ILogger Log => _options.Log;

    public TimeProvider Time => _options.Time;

    public TimeSpan KeepsJobs => _options.KeepsJobs;

    public ICorpusStore Store { get; }

    public IJobStore Jobs => _jobs ?? throw OnlyReads();

    public JobChanges JobChanges { get; } = new();

    public UploadFolder Uploads { get; }

    public PageFetcher Pages { get; }

    public DocumentGate Gate => _gate ?? throw OnlyReads();

    public RetrieverPool Retrievers { get; }

    public ModelPool Models { get; }

    /// <inheritdoc/>
    public IKeyStore Keys => _keys ?? throw OnlyReads();

    // Searches keep half of the cores.
    private int IngestThreads => Settings.Ingestion.Jobs is > 0 and var set ? set : Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Opens the corpus for writing, creating it where there is none; heals indexes that are behind it; and begins to work at the queue. One that only reads is brought up to date where nobody writes, and left alone after that.</summary>
    /// <exception cref="LongRagException"><c>locked</c>: another process writes in the data folder, or works at the jobs of the PostgreSQL schema; <c>store_unreachable</c>, <c>newer_schema</c>, <c>bad_config</c>.</exception>
    public static async Task<LongRagEngine> OpenAsync(EngineOptions options, CancellationToken cancellationToken = default)
    {
        if (options.OnlyReads) return new LongRagEngine(options, null, null, await ReadStore.OpenAsync(options, cancellationToken), null, null);
        var opened = new List<object>();
        try
        {
            var folder = DataFolder.At(options.DataPath);
            var writerLock = Kept(folder.LockForWriting());
            // Another engine's jobs have their files on another disk: whoever works at a queue is alone with it.
            var schemaLock = options.RunsJobs && Workspace.IsPostgres(options.Settings) ? Kept(await SchemaLock.TakeAsync(Workspace.PostgresOptionsOf(options.Settings), cancellationToken)) : null;
            var store = Kept(await Workspace.OpenStoreAsync(options.Settings, folder, cancellationToken));
            var jobs = Kept(await ServiceStores.OpenJobsAsync(options.Settings, options.DataPath, cancellationToken));
            var keys = Kept(await ServiceStores.OpenKeysAsync(options.Settings, options.DataPath, cancellationToken));
            if (await store.FindCollectionAsync(Collection.DefaultName, cancellationToken) is null && (await store.ListCollectionsAsync(cancellationToken)).Count == 0)
                await store.SaveCollectionAsync(new Collection { Name = Collection.DefaultName, PassageTokens = options.Settings.Ingestion.PassageTokens }, cancellationToken);
            var engine = new LongRagEngine(options, writerLock, schemaLock, store, jobs, keys);
            opened.Clear();
            opened.Add(engine);
            foreach (var collection in await store.ListCollectionsAsync(cancellationToken)) await engine._writers.HealSoonAsync(collection, cancellationToken);
            engine._runner?.Start();
            return engine;
        }
        catch
        {
            foreach (var one in Enumerable.Reverse(opened))
            {
                if (one is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
                else (one as IDisposable)?.Dispose();
            }

            throw;
        }

        T Kept<T>(T one) where T : class
        {
            opened.Add(one);
            return one;
        }
    }

    /// <inheritdoc/>
    public IManagedLongRag For(Principal principal) => new LongRagSession(this, principal);

    /// <summary>The store as a principal sees it; it stays the engine's.</summary>
    public ICorpusStore StoreFor(Principal principal) => new ScopedCorpusStore(Store, principal);

    /// <inheritdoc/>
    public async Task<ServiceHealth> CheckAsync(CancellationToken cancellationToken = default)
    {
        var checks = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["store"] = await WordAsync(async token => await Store.PositionAsync(token), cancellationToken),
            ["jobs"] = await WordAsync(async token => await Jobs.MeasureAsync(token), cancellationToken),
        };
        return new ServiceHealth(checks.Values.All(word => word is "ok"), checks);
    }

    /// <inheritdoc/>
    public Task<JobStatistics> JobStatisticsAsync(CancellationToken cancellationToken = default) => Jobs.MeasureAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<TextVectors> EmbedAsync(Principal principal, string? model, IReadOnlyList<string> texts, bool isQuery, CancellationToken cancellationToken = default)
    {
        if (model is not null && !string.Equals(model, Settings.Retrieval.Encoder, StringComparison.Ordinal) && !Settings.Encoders.ContainsKey(model)) throw NoEncoder(model);
        var encoder = Retrievers.Encoder(model) ?? throw new LongRagException("no_encoder", "No encoder is configured here.");
        if (texts.Count == 0 || texts.Any(string.IsNullOrWhiteSpace)) throw new LongRagException("bad_argument", "Each text to be embedded needs characters.");
        var tokens = texts.Sum(text => (long)EstimatedTokenCounter.Instance.Count(text));
        if (!isQuery) return new TextVectors(encoder.Profile.Name, [.. (await encoder.EncodePassagesAsync(texts, cancellationToken)).Select(vector => new ReadOnlyMemory<float>(vector))], tokens);
        var vectors = new List<ReadOnlyMemory<float>>();
        foreach (var text in texts) vectors.Add(await encoder.EncodeQueryAsync(text, cancellationToken));
        return new TextVectors(encoder.Profile.Name, vectors, tokens);
    }

    /// <summary>Null where the queue is this process's alone; else why it is not. In a data folder it is from the beginning to the end; on PostgreSQL a lost connection may cost the right to it.</summary>
    public async Task<LongRagException?> WhyNotAloneAsync(CancellationToken cancellationToken) => _schemaLock is null ? null : await _schemaLock.WhyNotHeldAsync(cancellationToken);

    /// <summary>Throws unless the queue is this process's alone: what another had taken over would be queued here with files that it cannot read, or change indexes that are no longer the ones in use.</summary>
    /// <exception cref="LongRagException"><c>locked</c>, <c>store_unreachable</c>.</exception>
    public async Task RequireAloneAsync(CancellationToken cancellationToken)
    {
        if (await WhyNotAloneAsync(cancellationToken) is { } reason) throw reason;
    }

    /// <summary>There may be a job to do.</summary>
    public void Wake() => _runner?.Wake();

    /// <summary>Stops a job of this process that was cancelled.</summary>
    public void CancelRunning(string job) => _runner?.Cancel(job);

    /// <summary>Seconds until a job of this process has its vectors; null where that is not known.</summary>
    public double? SecondsLeft(string job) => _runner?.SecondsLeft(job);

    /// <summary>How files are read for a job.</summary>
    public IngestionOptions IngestionOptionsOf(string mode, IReadOnlyDictionary<string, JsonElement>? metadata, IReadOnlyList<string>? tags) => new()
    {
        Mode = mode is "skip-existing" ? IngestMode.SkipExisting : IngestMode.Upsert,
        Jobs = IngestThreads,
        Workers = _options.Workers,
        Metadata = metadata ?? Document.EmptyMetadata,
        Tags = tags ?? [],
    };

    /// <summary>Works with the writer of a collection, which is not closed meanwhile.</summary>
    public Task WriteAsync(Collection collection, Func<CollectionWriter, Task> work, CancellationToken cancellationToken) => _writers.UseAsync(collection, work, cancellationToken);

    /// <summary>Takes deleted documents out of all indexes of a collection.</summary>
    public async Task ForgetAsync(string collection, IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken)
    {
        if (await Store.FindCollectionAsync(collection, cancellationToken) is { } present) await WriteAsync(present, writer => writer.ForgetAsync(documents, cancellationToken), cancellationToken);
        Refresh(collection);
    }

    /// <summary>Sees to it that the next search finds all that is committed now. Throws nothing: an index that cannot be read fails the searches in it, not what was stored.</summary>
    public void Refresh(string collection)
    {
        try
        {
            Retrievers.Refresh(collection);
        }
        catch (Exception failure)
        {
            EngineLog.NotRefreshed(Log, collection, (failure as LongRagException)?.Code ?? failure.GetType().Name, failure.Message);
            // The next search opens it anew, and tells what is wrong.
            Retrievers.Forget(collection);
        }
    }

    /// <summary>Changes collections, one change at a time.</summary>
    public async Task ChangeCollectionsAsync(Func<Task> change, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await change();
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Opens a collection's indexes by its new settings.</summary>
    public async Task ReopenAsync(Collection collection)
    {
        await _writers.CloseAsync(collection.Name);
        Retrievers.Forget(collection.Name);
        await _writers.HealSoonAsync(collection, CancellationToken.None);
    }

    /// <summary>Cancels what waits or runs for a collection that is gone: one of the same name that is made later gets none of it.</summary>
    public async Task CancelJobsAsync(string collection, CancellationToken cancellationToken)
    {
        foreach (var job in await Jobs.ListUnfinishedAsync(collection, cancellationToken))
        {
            await Jobs.CancelAsync(job.Id, cancellationToken);
            CancelRunning(job.Id);
        }
    }

    /// <summary>Deletes a collection with its indexes. Jobs that write to it or would are cancelled.</summary>
    public Task DeleteCollectionAsync(string name, CancellationToken cancellationToken) => ChangeCollectionsAsync(async () =>
    {
        await Store.DeleteCollectionAsync(name, cancellationToken);
        _runner?.CancelAll(name);
        await CancelJobsAsync(name, CancellationToken.None);
        await _writers.CloseAsync(name);
        Retrievers.Forget(name);
        var folder = Path.GetDirectoryName(DataFolder.At(_options.DataPath).Index(name, "lexical"))!;
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }, cancellationToken);

    /// <summary>Closes everything. A container that made the engine disposes it besides whoever opened it: the second time does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true)) return;
        if (_runner is not null) await _runner.DisposeAsync();
        await _writers.DisposeAsync();
        Models.Dispose();
        Retrievers.Dispose();
        Pages.Dispose();
        if (_jobs is not null) await _jobs.DisposeAsync();
        if (_keys is not null) await _keys.DisposeAsync();
        await Store.DisposeAsync();
        if (_schemaLock is not null) await _schemaLock.DisposeAsync();
        _lock?.Dispose();
        _changing.Dispose();
        _gate?.Dispose();
    }

    /// <summary>Whether a job of this process writes to a collection.</summary>
    public bool IsWriting(string collection) => _runner?.IsWriting(collection) is true;

    /// <summary>A collection's indexes are complete: from now on they answer, and those of other encoders are no longer needed.</summary>
    public void CaughtUp(Collection collection)
    {
        Refresh(collection.Name);
        Retrievers.DeleteOthers(collection.Name);
    }

    // Another model's vectors under its name would be compared with those that it made elsewhere.
    private LongRagException NoEncoder(string name)
    {
        var usual = Settings.Retrieval.Encoder;
        var names = Settings.Encoders.Keys.Order(StringComparer.Ordinal).Prepend(usual).Where(one => !EncoderNames.IsNone(one)).Distinct(StringComparer.Ordinal).ToList();
        return new LongRagException("no_such_model", $"There is no encoder '{PrintableText.OneLine(name)}'{(names.Count == 0 ? "." : $": name {string.Join(" or ", names)}, or none for the usual one.")}");
    }

    private static LongRagException OnlyReads() => new("read_only_store", "This process only reads: it has neither jobs nor keys.");

    private static async Task<string> WordAsync(Func<CancellationToken, Task> check, CancellationToken cancellationToken)
    {
        try
        {
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limited.CancelAfter(TimeSpan.FromSeconds(3));
            await check(limited.Token).WaitAsync(limited.Token);
            return "ok";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "no answer within 3 s";
        }
        catch (LongRagException failure)
        {
            return failure.Code;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return "failed";
        }
    }
}
