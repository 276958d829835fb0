using LongRag.Models.Encoders;
using LongRag.Storage;
using Xunit;

namespace LongRag.Hosting.Tests;

/// <summary>Nobody waits for the vectors of somebody else's document. Texts with the word <c>tide</c> are held by the encoder until the test lets them go.</summary>
public sealed class VectorStepTests : EngineFixture
{
    private const int Paragraphs = 400;

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
    private static readonly string Tides = DocumentId.From("default", "tides.md").Value;

    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LoopbackServer? _encoder;
    private int _texts;
    private int _free;

    private protected override void Configure(IDictionary<string, string?> settings)
    {
        _encoder ??= LoopbackServer.OfEncoder(texts => texts.Any(text => text.Contains("tide", StringComparison.Ordinal)) && Interlocked.Add(ref _texts, texts.Count) > _free ? _go.Task : Task.CompletedTask);
        _encoder.Configure(settings);
    }

    [Fact]
    public async Task A_deletion_does_not_wait_for_vectors_and_is_complete_in_every_index_when_it_answers()
    {
        await IngestAsync(Owner, ("buses.md", "Buses run every hour."));
        Assert.Equal(1, Statistics().Passages);
        var job = await BeginAsync();
        await Owner.DeleteDocumentAsync(DocumentId.From("default", "buses.md").Value, Cancellation).WaitAsync(Long, Cancellation);
        Assert.False(_go.Task.IsCompleted);
        Assert.Equal(0, Statistics().Passages);
        Assert.Empty(await FindByWordsAsync("default", "buses"));

        _go.SetResult();
        Assert.Equal("succeeded", (await EndOfAsync(Owner, job)).Status);
        using var side = Side();
        Assert.True((await side.VerifyAsync(Engine.Store, (await Engine.Store.FindCollectionAsync("default", Cancellation))!, Cancellation)).None);
        Assert.Equal(Paragraphs, Statistics().Passages);
    }

    [Fact]
    public async Task Vectors_of_a_document_that_is_deleted_meanwhile_are_no_longer_made()
    {
        var job = await BeginAsync();
        await Owner.DeleteDocumentAsync(Tides, Cancellation).WaitAsync(Long, Cancellation);
        var ended = await EndOfAsync(Owner, job).WaitAsync(Long, Cancellation);
        Assert.False(_go.Task.IsCompleted);
        Assert.Equal(("succeeded", 1), (ended.Status, ended.Result!.Added));
        Assert.Equal(0, Statistics().Passages);
        Assert.Equal("succeeded", (await IngestAsync(Owner, ("buses.md", "Buses run every hour.")).WaitAsync(Long, Cancellation)).Status);
    }

    [Fact]
    public async Task Other_uploads_are_stored_and_found_while_vectors_are_made_and_other_collections_get_theirs()
    {
        await Owner.CreateCollectionAsync(new CollectionChange("laws", null, null), Cancellation);
        var job = await BeginAsync();
        await UploadAsync(Owner, new UploadOptions(), ("buses.md", "Buses run every hour."));
        await UntilAsync(async () => (await FindByWordsAsync("default", "buses")).Count == 1);
        await using (var upload = await Owner.BeginUploadAsync("laws", Cancellation))
        {
            using var bytes = new MemoryStream("Article 1. Keys are free."u8.ToArray());
            await upload.AddAsync("one.txt", null, bytes, Cancellation);
            Assert.Equal("succeeded", (await EndOfAsync(Owner, (await upload.CommitAsync(new UploadOptions(), Cancellation)).JobId).WaitAsync(Long, Cancellation)).Status);
        }

        Assert.Equal("running", (await Owner.GetJobAsync(job, Cancellation)).Status);
    }

    [Fact]
    public async Task A_job_cancelled_while_its_vectors_are_made_tells_what_it_has_stored()
    {
        var job = await BeginAsync();
        await Owner.CancelJobAsync(job, Cancellation);
        var ended = await EndOfAsync(Owner, job).WaitAsync(Long, Cancellation);
        Assert.Equal(("cancelled", 1, (long)Paragraphs), (ended.Status, ended.Result!.Added, ended.Result.Passages));
        Assert.NotEmpty(await FindByWordsAsync("default", "tide"));
        _go.SetResult();
        await UntilAsync(() => Task.FromResult(Statistics().Passages == Paragraphs));
    }

    [Fact]
    public async Task A_job_that_is_cancelled_while_it_waits_for_vectors_stops_nobody_else()
    {
        var job = await BeginAsync();
        var cancelled = (await UploadAsync(Owner, new UploadOptions(), ("buses.md", "Buses run every hour."))).JobId;
        await UntilAsync(async () => (await Owner.GetJobAsync(cancelled, Cancellation)).Step is "embed");
        await Owner.CancelJobAsync(cancelled, Cancellation);
        Assert.Equal("cancelled", (await EndOfAsync(Owner, cancelled).WaitAsync(Long, Cancellation)).Status);
        await UploadAsync(Owner, new UploadOptions(), ("keys.md", "Keys are free."));
        await UntilAsync(async () => (await FindByWordsAsync("default", "keys")).Count == 1);
        await Owner.DeleteDocumentAsync(DocumentId.From("default", "buses.md").Value, Cancellation).WaitAsync(Long, Cancellation);
        Assert.Equal("running", (await Owner.GetJobAsync(job, Cancellation)).Status);
        Assert.False(_go.Task.IsCompleted);
    }

    [Fact]
    public async Task An_index_that_failed_is_opened_anew_without_waiting_for_vectors_which_are_made_in_the_new_one()
    {
        var job = await BeginAsync();
        CollectionWriter? failed = null;
        await Assert.ThrowsAsync<IOException>(() => WriteAsync(writer =>
        {
            failed = writer;
            throw new IOException("An index failed.");
        }));
        await UploadAsync(Owner, new UploadOptions(), ("buses.md", "Buses run every hour."));
        await UntilAsync(async () => (await FindByWordsAsync("default", "buses")).Count == 1);
        Assert.False(_go.Task.IsCompleted);
        await WriteAsync(writer =>
        {
            Assert.NotSame(failed, writer);
            return Task.CompletedTask;
        });
        _go.SetResult();
        var ended = await EndOfAsync(Owner, job);
        Assert.Equal(("succeeded", 1, 1), (ended.Status, ended.Attempts, ended.Result!.Added));
        await UntilAsync(() => Task.FromResult(Statistics().Passages == Paragraphs + 1));
    }

    [Fact]
    public async Task A_job_whose_lease_ran_out_while_its_process_works_at_it_is_not_begun_twice()
    {
        var job = await BeginAsync();
        await using (var queue = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={DataFolder.At(Folder.Path).Service};Pooling=False"))
        {
            await queue.OpenAsync(Cancellation);
            await using var command = queue.CreateCommand();
            command.CommandText = "UPDATE jobs SET leased_until = 0 WHERE status = 1";
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancellation));
        }

        // The queue is looked at for this one, and the other is older.
        await UploadAsync(Owner, new UploadOptions(), ("buses.md", "Buses run every hour."));
        await UntilAsync(async () => (await FindByWordsAsync("default", "buses")).Count == 1);
        var running = await Owner.GetJobAsync(job, Cancellation);
        Assert.Equal(("running", 1, null), (running.Status, running.Attempts, running.Error));
        _go.SetResult();
        Assert.Equal(("succeeded", 1), await EndOfAsync(Owner, job) is var ended ? (ended.Status, ended.Attempts) : default);
    }

    [Fact]
    public async Task A_job_counts_the_passages_that_have_their_vector_and_tells_the_time_left()
    {
        // The first group of an encoder whose pace is not known yet is free, the second is not.
        _free = 40;
        var job = await BeginAsync();
        JobInfo? at = null;
        await UntilAsync(async () => (at = await Owner.GetJobAsync(job, Cancellation)).Progress is { Unit: "passages", Done: > 0 });
        Assert.Equal(("embed", (long)Paragraphs), (at!.Step, at.Progress!.Total));
        Assert.InRange(at.Progress.Done, 1, 40);
        Assert.True(at.EtaS > 0);
        _go.SetResult();
        var ended = await EndOfAsync(Owner, job);
        Assert.Equal(("succeeded", null), (ended.Status, ended.EtaS));
    }

    private protected override ValueTask CloseAsync()
    {
        _go.TrySetResult();
        _encoder?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Uploads the document whose vectors are held; returns its job when it is at them.</summary>
    private async Task<string> BeginAsync()
    {
        var text = string.Concat(Enumerable.Range(0, Paragraphs).Select(i => $"# Part {i}\n\nThe tide of day {i} is {string.Join(' ', Enumerable.Range(0, 60).Select(n => $"w{i}x{n}"))}.\n\n"));
        var job = (await UploadAsync(Owner, new UploadOptions(), ("tides.md", text))).JobId;
        await foreach (var state in Owner.WatchJobAsync(job, Cancellation))
            if (state.Step is "embed") break;
        await UntilAsync(() => Task.FromResult(Volatile.Read(ref _texts) > _free));
        return job;
    }

    private async Task<IReadOnlyList<SearchHit>> FindByWordsAsync(string collection, string query) =>
        (await Owner.SearchAsync(new SearchRequest { Query = query, Retriever = "lexical", Collections = [collection] }, Cancellation)).Results;

    private async Task WriteAsync(Func<CollectionWriter, Task> work) =>
        await Engine.WriteAsync((await Engine.Store.FindCollectionAsync("default", Cancellation))!, work, Cancellation).WaitAsync(Long, Cancellation);

    private DenseSide Side()
    {
        var folder = DataFolder.At(Folder.Path);
        return new DenseSide(folder, DenseSide.CacheOf(folder), Engine.Settings.Retrieval.Dense, EncoderNames.Open("held", Engine.Settings, EncoderUse.Any));
    }

    private Retrievers.Dense.DenseIndexStatistics Statistics()
    {
        using var side = Side();
        return side.Statistics("default")!;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Long);
        while (!await condition()) await Task.Delay(20, limit.Token);
    }
}
