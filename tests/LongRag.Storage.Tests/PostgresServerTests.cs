using LongRag.TestKit;
using Npgsql;
using Xunit;

namespace LongRag.Storage.Tests;

public sealed class PostgresServerTests : IAsyncLifetime
{
    private readonly TestSchema _schema = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _schema.DropAsync();

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=u;Password=geheim;Database=d", "127.0.0.1:1")]
    [InlineData("Host=no-such-host.invalid;Username=u;Password=geheim;Database=d", "no-such-host.invalid:5432")]
    public async Task A_server_that_does_not_answer_is_named_without_the_password(string connection, string place)
    {
        var failure = await Assert.ThrowsAsync<LongRagException>(() => PostgresCorpusStore.OpenAsync(new PostgresOptions { ConnectionString = connection }));
        Assert.Equal("store_unreachable", failure.Code);
        Assert.StartsWith($"PostgreSQL at {place}, database 'd', schema 'longrag' cannot be reached: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.DoesNotContain("geheim", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_database_is_unreachable()
    {
        var failure = await Assert.ThrowsAsync<LongRagException>(() => PostgresCorpusStore.OpenAsync(_schema.Options with { ConnectionString = new NpgsqlConnectionStringBuilder(_schema.Options.ConnectionString) { Database = "none" }.ToString() }));
        Assert.Equal("store_unreachable", failure.Code);
        Assert.Contains("3D000", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=x;Password=geheim;Port=abc")]
    [InlineData("geheim")]
    [InlineData("Password=x;geheim=1")]
    [InlineData("")]
    public async Task A_connection_string_that_cannot_be_read_is_not_repeated(string connection)
    {
        var failure = await Assert.ThrowsAsync<LongRagException>(() => PostgresCorpusStore.OpenAsync(new PostgresOptions { ConnectionString = connection }));
        Assert.Equal("bad_connection", failure.Code);
        Assert.DoesNotContain("geheim", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Public")]
    [InlineData("a; DROP TABLE x")]
    [InlineData("1a")]
    public async Task A_schema_name_that_needs_quotes_is_refused(string schema) =>
        Assert.Equal("bad_connection", (await Assert.ThrowsAsync<LongRagException>(() => PostgresCorpusStore.OpenAsync(_schema.Options with { Schema = schema }))).Code);

    [Fact]
    public async Task Reading_where_no_corpus_is_says_so_and_creates_nothing()
    {
        Assert.Equal("no_corpus", (await Assert.ThrowsAsync<LongRagException>(() => PostgresCorpusStore.OpenForReadingAsync(_schema.Options))).Code);
        Assert.Equal(0L, await _schema.ScalarAsync($"SELECT count(*) FROM pg_namespace WHERE nspname = '{_schema.Name}'"));
    }

    [Fact]
    public async Task A_store_open_for_reading_reads_and_refuses_to_write()
    {
        await CreateAsync();
        await using var store = await PostgresCorpusStore.OpenForReadingAsync(_schema.Options);
        Assert.Equal("One.", (await store.FindDocumentAsync(DocumentId.From("default", "a")))!.Text);
        Assert.Equal("read_only_store", (await Assert.ThrowsAsync<LongRagException>(() => store.SaveAsync([SampleCorpus.Entry("b", "Two.")]))).Code);
        Assert.Equal("read_only_store", (await Assert.ThrowsAsync<LongRagException>(() => store.DeleteCollectionAsync("default"))).Code);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_nothing_is_touched()
    {
        await CreateAsync();
        await _schema.ScalarAsync("UPDATE schema_version SET version = 99");
        Assert.Equal("newer_schema", (await Assert.ThrowsAsync<LongRagException>(() => PostgresCorpusStore.OpenAsync(_schema.Options))).Code);
        Assert.Equal("newer_schema", (await Assert.ThrowsAsync<LongRagException>(() => PostgresCorpusStore.OpenForReadingAsync(_schema.Options))).Code);
        Assert.Equal(99, await _schema.ScalarAsync("SELECT version FROM schema_version"));
        Assert.Equal(1L, await _schema.ScalarAsync("SELECT count(*) FROM documents"));
    }

    [Fact]
    public async Task An_older_schema_is_upgraded_for_writing_and_named_for_reading()
    {
        await CreateAsync();
        var newer = LaterSchemas.After("postgres", "ALTER TABLE documents ADD COLUMN note text NOT NULL DEFAULT 'kept';");
        Assert.Equal("older_schema", (await Assert.ThrowsAsync<LongRagException>(() => PostgresCorpusStore.OpenAsync(_schema.Options, newer, true, null, default))).Code);
        await using var store = await PostgresCorpusStore.OpenAsync(_schema.Options, newer, false, null, default);
        Assert.Equal("One.", (await store.FindDocumentAsync(DocumentId.From("default", "a")))!.Text);
        Assert.Equal((newer.Latest, "kept"), (await _schema.ScalarAsync("SELECT version FROM schema_version"), await _schema.ScalarAsync("SELECT note FROM documents")));
    }

    [Fact]
    public async Task A_corpus_from_before_its_sizes_were_kept_is_counted_when_it_is_upgraded()
    {
        await using (var old = await PostgresCorpusStore.OpenAsync(_schema.Options, LaterSchemas.Until("postgres", 2), false, null, default))
        {
            await old.SaveCollectionAsync(new Collection { Name = "default" });
            await old.SaveCollectionAsync(new Collection { Name = "empty" });
            await old.SaveAsync([SampleCorpus.Entry("a", "One.\n\nTwo."), SampleCorpus.Entry("b", "Three.")]);
        }

        await using var store = await PostgresCorpusStore.OpenAsync(_schema.Options);
        Assert.Equal((new CollectionSize(2, 3, 16), new CollectionSize(0, 0, 0)), (await store.MeasureAsync("default"), await store.MeasureAsync("empty")));
        await store.DeleteAsync("default", [DocumentId.From("default", "a")]);
        Assert.Equal(new CollectionSize(1, 1, 6), await store.MeasureAsync("default"));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_corpus_as_it_was()
    {
        await CreateAsync();
        var broken = LaterSchemas.After("postgres", "ALTER TABLE documents ADD COLUMN note text; CREATE TABLE documents (x int);");
        await Assert.ThrowsAsync<PostgresException>(() => PostgresCorpusStore.OpenAsync(_schema.Options, broken, false, null, default));
        Assert.Equal((broken.Latest - 1, 0L), (await _schema.ScalarAsync("SELECT version FROM schema_version"), await _schema.ScalarAsync($"SELECT count(*) FROM information_schema.columns WHERE table_schema = '{_schema.Name}' AND column_name = 'note'")));
    }

    [Fact]
    public async Task Many_that_open_a_new_corpus_at_once_all_get_it()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostgresCorpusStore.OpenAsync(_schema.Options)));
        await stores[0].SaveCollectionAsync(new Collection { Name = "default" });
        for (var i = 0; i < stores.Length; i++) Assert.Equal(i + 1, (await stores[i].SaveAsync([SampleCorpus.Entry($"d{i}", "One.")])).After);
        foreach (var store in stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task A_connection_cut_by_the_server_is_unreachable_once_and_loses_nothing()
    {
        await CreateAsync();
        await using var store = await PostgresCorpusStore.OpenAsync(_schema.Options with { ConnectionString = $"{_schema.Options.ConnectionString};Application Name={_schema.Name};Maximum Pool Size=1" });
        await store.SaveAsync([SampleCorpus.Entry("b", "Two.")]);
        await _schema.ScalarAsync($"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '{_schema.Name}'");
        Assert.Equal("store_unreachable", (await Assert.ThrowsAsync<LongRagException>(() => store.PositionAsync())).Code);
        Assert.Equal(2, await store.PositionAsync());
    }

    private async Task CreateAsync()
    {
        await using var store = await PostgresCorpusStore.OpenAsync(_schema.Options);
        await store.SaveCollectionAsync(new Collection { Name = "default" });
        await store.SaveAsync([SampleCorpus.Entry("a", "One.")]);
    }
}
