using System.Text.Json;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Storage.Tests;

public sealed class PostgresServiceServerTests : IAsyncLifetime
{
    private readonly TestSchema _schema = new();

    private static NewJob Job => new() { Kind = "ingest", Collection = "docs", Client = "someone", Payload = JsonElement.Parse("1") };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _schema.DropAsync();

    [Fact]
    public async Task A_server_that_does_not_answer_is_named_without_the_password()
    {
        var nowhere = new PostgresOptions { ConnectionString = "Host=127.0.0.1;Port=1;Username=u;Password=geheim;Database=d" };
        foreach (var open in (Func<Task>[])[() => JobStore.OpenAsync(nowhere), () => KeyStore.OpenAsync(nowhere)])
        {
            var failure = await Assert.ThrowsAsync<LongRagException>(open);
            Assert.Equal("store_unreachable", failure.Code);
            Assert.Contains("PostgreSQL at 127.0.0.1:1, database 'd', schema 'longrag'", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("geheim", failure.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_corpus_from_before_there_were_jobs_is_upgraded_and_keeps_its_documents()
    {
        var first = LaterSchemas.Until("postgres", 1);
        await using (var corpus = await PostgresCorpusStore.OpenAsync(_schema.Options, first, false, null, default))
        {
            await corpus.SaveCollectionAsync(new Collection { Name = "default" });
            await corpus.SaveAsync([SampleCorpus.Entry("a", "One.")]);
        }

        Assert.Equal("older_schema", (await Assert.ThrowsAsync<LongRagException>(() => PostgresCorpusStore.OpenForReadingAsync(_schema.Options))).Code);
        await using var jobs = await JobStore.OpenAsync(_schema.Options);
        Assert.True((await jobs.EnqueueAsync(Job)).IsNew);
        Assert.Equal(SchemaScripts.Of("postgres").Latest, await _schema.ScalarAsync("SELECT version FROM schema_version"));
        await using var upgraded = await PostgresCorpusStore.OpenForReadingAsync(_schema.Options);
        Assert.Equal("One.", (await upgraded.FindDocumentAsync(DocumentId.From("default", "a")))!.Text);
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        await (await JobStore.OpenAsync(_schema.Options)).DisposeAsync();
        await _schema.ScalarAsync("UPDATE schema_version SET version = 99");
        Assert.Equal("newer_schema", (await Assert.ThrowsAsync<LongRagException>(() => JobStore.OpenAsync(_schema.Options))).Code);
        Assert.Equal("newer_schema", (await Assert.ThrowsAsync<LongRagException>(() => KeyStore.OpenAsync(_schema.Options))).Code);
    }

    [Fact]
    public async Task A_connection_cut_by_the_server_is_unreachable_once_and_loses_nothing()
    {
        await using var jobs = await JobStore.OpenAsync(_schema.Options with { ConnectionString = $"{_schema.Options.ConnectionString};Application Name={_schema.Name};Maximum Pool Size=1" });
        var (job, _) = await jobs.EnqueueAsync(Job);
        await _schema.ScalarAsync($"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '{_schema.Name}'");
        Assert.Equal("store_unreachable", (await Assert.ThrowsAsync<LongRagException>(() => jobs.ClaimAsync("w", TimeSpan.FromMinutes(1), [], []))).Code);
        Assert.Equal(job.Id, (await jobs.ClaimAsync("w", TimeSpan.FromMinutes(1), [], []))!.Id);
    }

    [Fact]
    public async Task A_claim_passes_over_a_job_that_another_is_about_to_take()
    {
        await using var jobs = await JobStore.OpenAsync(_schema.Options);
        var (first, _) = await jobs.EnqueueAsync(Job);
        var (second, _) = await jobs.EnqueueAsync(Job);
        await using var connection = new Npgsql.NpgsqlConnection($"{_schema.Options.ConnectionString};Search Path={_schema.Name};Pooling=False");
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new Npgsql.NpgsqlCommand($"SELECT id FROM jobs WHERE id = '{first.Id}' FOR UPDATE", connection)) await command.ExecuteScalarAsync();
        Assert.Equal(second.Id, (await jobs.ClaimAsync("w", TimeSpan.FromMinutes(1), [], []))!.Id);
        Assert.Null(await jobs.ClaimAsync("w", TimeSpan.FromMinutes(1), [], []));
        await transaction.RollbackAsync();
        Assert.Equal(first.Id, (await jobs.ClaimAsync("w", TimeSpan.FromMinutes(1), [], []))!.Id);
    }

    [Fact]
    public async Task Many_questions_at_once_share_eight_connections()
    {
        var name = _schema.Name;
        await using var keys = await KeyStore.OpenAsync(_schema.Options with { ConnectionString = $"{_schema.Options.ConnectionString};Application Name={name};Maximum Pool Size=100" });
        var (key, secret) = await keys.CreateAsync(new NewApiKey { Client = "a" });
        var found = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => keys.FindAsync(secret))));
        Assert.All(found, f => Assert.Equal(key.Id, f!.Id));
        Assert.InRange((long)(await _schema.ScalarAsync($"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{name}'"))!, 1, 8);
    }
}
