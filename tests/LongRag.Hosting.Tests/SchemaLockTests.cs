using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace LongRag.Hosting.Tests;

/// <summary>One engine works at the jobs of a PostgreSQL schema; what only reads goes on beside it.</summary>
public sealed class SchemaLockTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_engine_on_a_schema_is_refused_and_told_who_has_it()
    {
        await using var engines = new TwoEngines();
        await using (await engines.OpenAsync("first"))
        {
            var refused = await Assert.ThrowsAsync<LongRagException>(() => engines.OpenAsync("second"));
            Assert.Equal("locked", refused.Code);
            Assert.StartsWith($"Another process (pid {Environment.ProcessId} on {Environment.MachineName}) works at the jobs in PostgreSQL at ", refused.Message, StringComparison.Ordinal);
            Assert.EndsWith($"schema '{engines.Schema}': wait for it, or end it.", refused.Message, StringComparison.Ordinal);
        }

        await using var next = await engines.OpenAsync("second");
        Assert.Equal("succeeded", await IngestAsync(next, "a.md"));
    }

    [Fact]
    public async Task Engines_of_two_schemas_of_one_database_do_not_meet()
    {
        await using var one = new TwoEngines();
        await using var other = new TwoEngines();
        await using var first = await one.OpenAsync("first");
        await using var second = await other.OpenAsync("second");
        Assert.Equal(("succeeded", "succeeded"), (await IngestAsync(first, "a.md"), await IngestAsync(second, "b.md")));
    }

    [Fact]
    public async Task What_only_reads_works_beside_an_engine()
    {
        await using var engines = new TwoEngines();
        await using var engine = await engines.OpenAsync("first");
        await IngestAsync(engine, "a.md");
        await using (var workspace = await Workspace.OpenToReadAsync(new WorkspaceContext(engines.SettingsOf(), engines.Folder("second"), _ => { }), Cancellation))
            Assert.Equal(["a.md"], (await workspace.Store.PageOfDocumentsAsync("default", null, 10, Cancellation)).Select(d => d.Source));
        // As 'longrag mcp' opens it.
        await using var reader = await engines.OpenAsync("third", runsJobs: false);
        Assert.Equal("Ferries", (await reader.For(Principal.Owner).ReadDocumentAsync(DocumentId.From("default", "a.md").Value, 0, 7, Cancellation)).Text);
        Assert.Equal("succeeded", await IngestAsync(engine, "b.md"));
    }

    [Fact]
    public async Task A_lock_lost_with_its_connection_is_taken_again()
    {
        await using var engines = new TwoEngines();
        await using var engine = await engines.OpenAsync("first");
        var before = Assert.Single(await engines.HoldersAsync());
        await engines.EndHolderAsync();
        Assert.Equal("succeeded", await IngestAsync(engine, "a.md"));
        Assert.NotEqual(before, Assert.Single(await engines.HoldersAsync()));
        Assert.Equal("locked", (await Assert.ThrowsAsync<LongRagException>(() => engines.OpenAsync("second"))).Code);
    }

    [Fact]
    public async Task An_engine_that_lost_its_lock_to_another_leaves_jobs_alone_until_it_has_it_again()
    {
        await using var engines = new TwoEngines();
        var told = new LeftAlone();
        await using var engine = await engines.OpenAsync("first", log: told);
        var owner = engine.For(Principal.Owner);
        await IngestAsync(engine, "a.md");
        var (job, id) = (await WaitingJobAsync(engines, engine), DocumentId.From("default", "a.md").Value);

        await using (var other = await engines.ConnectAsync())
        {
            var waiting = TakeAsync(other, engines.Schema);
            while ((await engines.HoldersAsync(granted: false)).Length == 0) await Task.Delay(10, Cancellation);
            await engines.EndHolderAsync();
            await waiting;

            Func<Task>[] writes = [() => owner.BeginUploadAsync("default", Cancellation), () => owner.DeleteDocumentAsync(id, Cancellation), () => owner.RetryJobAsync(job, Cancellation), () => owner.DeleteCollectionAsync("default", Cancellation)];
            foreach (var write in writes)
            {
                var refused = await Assert.ThrowsAsync<LongRagException>(write);
                Assert.Equal(("locked", true), (refused.Code, refused.Message.StartsWith("Another process (somebody else) works at the jobs in ", StringComparison.Ordinal)));
            }

            Assert.Equal(1, (await owner.GetCollectionAsync("default", Cancellation)).Documents);
            // Its time has come, and a runner that may would take it at its next look.
            await engines.ScalarAsync($"UPDATE {engines.Schema}.jobs SET not_before = 0 WHERE id = '{job}'");
            engine.Wake();
            await told.Looked.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            Assert.Equal("queued", (await owner.GetJobAsync(job, Cancellation)).Status);
        }

        Assert.Equal("failed", await EndOfAsync(owner, job));
        Assert.Equal("succeeded", await IngestAsync(engine, "b.md"));
    }

    [Fact]
    public async Task What_a_dead_engine_left_running_is_taken_up_at_once()
    {
        await using var engines = new TwoEngines();
        await using (await engines.OpenAsync("first", runsJobs: false)) await engines.ScalarAsync($"""
            INSERT INTO {engines.Schema}.jobs (id, kind, collection, client, payload, status, attempts, most_attempts, cancel_requested, created_at, queued_at, worker, leased_until)
            VALUES ('{new string('0', 30)}', 'ingest', 'default', 'owner', '{JobPayload}', 1, 1, 5, 0, 0, 0, 'dead', {DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()})
            """);
        await using var engine = await engines.OpenAsync("first");
        Assert.Equal("failed", await EndOfAsync(engine.For(Principal.Owner), new string('0', 30)));
    }

    // Of a page that may not be fetched: it ends for good as soon as somebody takes it.
    private const string JobPayload = """{"upload":"00000000000000000000000000000000","files":[{"source":"x.md","bytes":0}],"mode":"upsert","url":"http://127.0.0.1:1/x.md"}""";

    /// <summary>A job that nobody may take yet.</summary>
    private static async Task<string> WaitingJobAsync(TwoEngines engines, LongRagEngine engine)
    {
        var (job, _) = await engine.Jobs.EnqueueAsync(new NewJob { Kind = "ingest", Collection = "none", Client = "owner", Payload = System.Text.Json.JsonDocument.Parse(JobPayload).RootElement }, Cancellation);
        await EndOfAsync(engine.For(Principal.Owner), job.Id);
        await engines.ScalarAsync($"UPDATE {engines.Schema}.jobs SET status = 0, finished_at = NULL, not_before = {DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()} WHERE id = '{job.Id}'");
        return job.Id;
    }

    private static async Task TakeAsync(NpgsqlConnection connection, string schema)
    {
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock({0x4C52454E}, hashtext('{schema}'))", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static async Task<string> IngestAsync(LongRagEngine engine, string source)
    {
        var owner = engine.For(Principal.Owner);
        await using var upload = await owner.BeginUploadAsync("default", Cancellation);
        using (var bytes = new MemoryStream(Encoding.UTF8.GetBytes("# Ferries\n\nThe master alone may cancel a sailing."))) await upload.AddAsync(source, null, bytes, Cancellation);
        return await EndOfAsync(owner, (await upload.CommitAsync(new UploadOptions(), Cancellation)).JobId);
    }

    private static async Task<string> EndOfAsync(IManagedLongRag owner, string job)
    {
        JobInfo? last = null;
        await foreach (var state in owner.WatchJobAsync(job, Cancellation)) last = state;
        return last!.Status;
    }

    /// <summary>Hears that a runner has looked and left the jobs alone.</summary>
    private sealed class LeftAlone : ILogger
    {
        private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Looked => _looked.Task;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name is nameof(EngineLog.JobsLeftAlone)) _looked.TrySetResult();
        }
    }
}
