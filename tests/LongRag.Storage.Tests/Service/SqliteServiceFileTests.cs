using System.Text.Json;
using LongRag.TestKit;
using Microsoft.Data.Sqlite;
using Xunit;

namespace LongRag.Storage.Tests;

public sealed class SqliteServiceFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.PathOf("service.db");

    private static NewJob Job => new() { Kind = "ingest", Collection = "docs", Client = "someone", Payload = JsonElement.Parse("1") };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_newer_schema_is_refused_and_nothing_is_touched()
    {
        await CreateAsync();
        await ExecuteAsync("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)");
        var before = await File.ReadAllBytesAsync(Database);
        foreach (var failure in (LongRagException[])[await FailureAsync(() => JobStore.OpenAsync(Database)), await FailureAsync(() => KeyStore.OpenAsync(Database))])
        {
            Assert.Equal("newer_schema", failure.Code);
            Assert.Contains($"'{Database}' has schema version 99", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(Database));
    }

    [Fact]
    public async Task A_corpus_is_no_place_for_jobs_and_jobs_are_no_corpus()
    {
        await CreateAsync();
        Assert.Equal("foreign_store", (await FailureAsync(() => SqliteCorpusStore.OpenAsync(Database))).Code);
        var corpus = _folder.PathOf("corpus.db");
        await using (await SqliteCorpusStore.OpenAsync(corpus))
            Assert.Equal("foreign_store", (await FailureAsync(() => JobStore.OpenAsync(corpus))).Code);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_damaged()
    {
        _folder.Write("service.db", new string('x', 5000));
        Assert.Equal("damaged_store", (await FailureAsync(() => JobStore.OpenAsync(Database))).Code);
    }

    [Fact]
    public async Task A_place_that_cannot_be_a_folder_is_unreachable()
    {
        var file = _folder.Write("file", "text");
        Assert.Equal("store_unreachable", (await FailureAsync(() => JobStore.OpenAsync(Path.Combine(file, "service.db")))).Code);
    }

    [Fact]
    public async Task Many_that_open_a_new_file_at_once_all_get_it()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => JobStore.OpenAsync(Database))));
        foreach (var store in opened) await store.EnqueueAsync(Job);
        Assert.Equal(8, (await opened[0].MeasureAsync()).Queued);
        foreach (var store in opened) await store.DisposeAsync();
    }

    [Fact]
    public async Task A_write_waits_for_that_of_another_process_and_readers_do_not()
    {
        await using var jobs = await JobStore.OpenAsync(Database);
        await using var keys = await KeyStore.OpenAsync(Database);
        var (_, secret) = await keys.CreateAsync(new NewApiKey { Client = "a" });
        await using var other = await ConnectAsync();
        await using var transaction = other.BeginTransaction(deferred: false);
        var waiting = Task.Run(() => jobs.EnqueueAsync(Job));
        Assert.NotNull(await keys.FindAsync(secret));
        Assert.Equal(0, (await jobs.MeasureAsync()).Queued);
        Assert.False(waiting.IsCompleted);
        await transaction.RollbackAsync();
        Assert.True((await waiting).IsNew);
    }

    [Fact]
    public async Task Keys_and_jobs_do_not_wait_for_the_writer_of_the_corpus()
    {
        var data = DataFolder.At(_folder.Path);
        using var held = data.LockForWriting();
        await using var corpus = await SqliteCorpusStore.OpenAsync(data.Database);
        await using var transaction = corpus.Writer!.Connection.BeginTransaction(deferred: false);
        await using var jobs = await JobStore.OpenAsync(data.Service);
        await using var keys = await KeyStore.OpenAsync(data.Service);
        Assert.True((await jobs.EnqueueAsync(Job)).IsNew);
        Assert.Equal("a", (await keys.CreateAsync(new NewApiKey { Client = "a" })).Key.Settings.Client);
    }

    [Fact]
    public async Task A_full_disk_loses_the_job_and_nothing_else()
    {
        var database = await SqliteServiceDatabase.OpenAsync(Database, SchemaScripts.Of("sqlite-service"), default);
        await database.WriteAsync("PRAGMA max_page_count = 60", r => r.GetInt64(0), default);
        await using var jobs = new JobStore(database, null, 10);
        var (kept, _) = await jobs.EnqueueAsync(Job);
        var large = Job with { Payload = JsonElement.Parse($"\"{new string('x', 1_000_000)}\"") };
        Assert.Equal("disk_full", (await Assert.ThrowsAsync<LongRagException>(() => jobs.EnqueueAsync(large))).Code);
        Assert.Equal(kept.Id, Assert.Single(await jobs.ListAsync()).Id);
        Assert.True((await jobs.EnqueueAsync(Job)).IsNew);
    }

    [Fact]
    public async Task Statuses_and_rights_are_stored_as_the_numbers_that_the_migration_names()
    {
        Assert.Equal([(JobStatus)0, (JobStatus)1, (JobStatus)2, (JobStatus)3, (JobStatus)4, (JobStatus)5, (JobStatus)6], (JobStatus[])[JobStatus.Queued, JobStatus.Running, JobStatus.Succeeded, JobStatus.Partial, JobStatus.Failed, JobStatus.Cancelled, JobStatus.Dead]);
        Assert.Equal([(AccessRight)0, (AccessRight)1, (AccessRight)2], (AccessRight[])[AccessRight.Read, AccessRight.Write, AccessRight.Admin]);
        await using var jobs = await JobStore.OpenAsync(Database);
        await jobs.CancelAsync((await jobs.EnqueueAsync(Job)).Job.Id);
        await using var connection = await ConnectAsync();
        await using var command = new SqliteCommand("SELECT status FROM jobs", connection);
        Assert.Equal(5L, await command.ExecuteScalarAsync());
    }

    private async Task CreateAsync()
    {
        await using var store = await JobStore.OpenAsync(Database);
        await store.EnqueueAsync(Job);
    }

    private static Task<LongRagException> FailureAsync(Func<Task> open) => Assert.ThrowsAsync<LongRagException>(open);

    private async Task<SqliteConnection> ConnectAsync()
    {
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new SqliteCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
