using LongRag.TestKit;
using Microsoft.Data.Sqlite;
using Xunit;

namespace LongRag.Storage.Tests;

public sealed class SqliteFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.PathOf("corpus.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reading_a_missing_corpus_names_the_path_and_the_command_and_creates_nothing()
    {
        var failure = await FailureAsync(() => SqliteCorpusStore.OpenForReading(_folder.PathOf("none", "corpus.db")));
        Assert.Equal("no_corpus", failure.Code);
        Assert.Equal($"There is no corpus at '{_folder.PathOf("none", "corpus.db")}': 'longrag ingest' creates it.", failure.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_store_open_for_reading_reads_and_refuses_to_write()
    {
        await CreateAsync();
        await using var store = SqliteCorpusStore.OpenForReading(Database);
        Assert.Equal("One.", (await store.FindDocumentAsync(DocumentId.From("default", "a")))!.Text);
        Func<Task>[] writes =
        [
            () => store.SaveAsync([SampleCorpus.Entry("b", "Two.")]),
            () => store.DeleteAsync("default", [DocumentId.From("default", "a")]),
            () => store.SaveCollectionAsync(new Collection { Name = "x" }),
            () => store.DeleteCollectionAsync("default"),
        ];
        foreach (var write in writes) Assert.Equal("read_only_store", (await Assert.ThrowsAsync<LongRagException>(write)).Code);
    }

    [Fact]
    public async Task Readers_see_the_last_commit_while_another_process_writes()
    {
        await CreateAsync();
        await using var store = SqliteCorpusStore.OpenForReading(Database);
        await using var writer = await ConnectAsync(Database);
        await ExecuteAsync(writer, "BEGIN IMMEDIATE; UPDATE corpus SET position = 99");
        Assert.Equal(1, await store.PositionAsync());
        Assert.Single(await store.ReadChangesAsync("default", 0).ToListAsync());
        await ExecuteAsync(writer, "COMMIT");
        Assert.Equal(99, await store.PositionAsync());
    }

    [Fact]
    public async Task A_writer_that_waits_too_long_for_another_process_is_locked_out_by_name()
    {
        await CreateAsync();
        await using var store = await SqliteCorpusStore.OpenAsync(Database);
        store.Writer!.Connection.DefaultTimeout = 1;
        await using var other = await ConnectAsync(Database);
        await using (other.BeginTransaction(deferred: false))
            Assert.Equal("locked", (await Assert.ThrowsAsync<LongRagException>(() => store.SaveAsync([SampleCorpus.Entry("b", "Two.")]))).Code);
        Assert.Equal(2, (await store.SaveAsync([SampleCorpus.Entry("b", "Two.")])).After);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_nothing_is_touched()
    {
        await CreateAsync();
        await using (var connection = await ConnectAsync(Database)) await ExecuteAsync(connection, "PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)");
        var before = await File.ReadAllBytesAsync(Database);
        foreach (var failure in (LongRagException[])[await FailureAsync(() => SqliteCorpusStore.OpenForReading(Database)), await Assert.ThrowsAsync<LongRagException>(() => SqliteCorpusStore.OpenAsync(Database))])
        {
            Assert.Equal("newer_schema", failure.Code);
            Assert.Contains($"'{Database}' has schema version 99", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(Database));
    }

    [Fact]
    public async Task An_older_schema_is_upgraded_for_writing_and_named_for_reading()
    {
        await CreateAsync();
        var newer = LaterSchemas.After("sqlite", "ALTER TABLE documents ADD COLUMN note TEXT NOT NULL DEFAULT 'kept';");
        Assert.Equal("older_schema", (await FailureAsync(() => SqliteCorpusStore.OpenForReading(Database, newer))).Code);

        await using (var store = await SqliteCorpusStore.OpenAsync(Database, newer))
            Assert.Equal("One.", (await store.FindDocumentAsync(DocumentId.From("default", "a")))!.Text);
        await using (var connection = await ConnectAsync(Database))
        {
            Assert.Equal((long)newer.Latest, await ScalarAsync(connection, "PRAGMA user_version"));
            Assert.Equal("kept", await ScalarAsync(connection, "SELECT note FROM documents"));
        }

        Assert.Equal("newer_schema", (await FailureAsync(() => SqliteCorpusStore.OpenForReading(Database))).Code);
    }

    [Fact]
    public async Task A_corpus_from_before_its_sizes_were_kept_is_counted_when_it_is_upgraded()
    {
        await using (var old = await SqliteCorpusStore.OpenAsync(Database, LaterSchemas.Until("sqlite", 1)))
        {
            await old.SaveCollectionAsync(new Collection { Name = "default" });
            await old.SaveCollectionAsync(new Collection { Name = "empty" });
            await old.SaveAsync([SampleCorpus.Entry("a", "One.\n\nTwo."), SampleCorpus.Entry("b", "Three.")]);
        }

        await using var store = await SqliteCorpusStore.OpenAsync(Database);
        Assert.Equal((new CollectionSize(2, 3, 16), new CollectionSize(0, 0, 0)), (await store.MeasureAsync("default"), await store.MeasureAsync("empty")));
        await store.DeleteAsync("default", [DocumentId.From("default", "a")]);
        Assert.Equal(new CollectionSize(1, 1, 6), await store.MeasureAsync("default"));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_corpus_as_it_was()
    {
        await CreateAsync();
        var broken = LaterSchemas.After("sqlite", "ALTER TABLE documents ADD COLUMN note TEXT;\nCREATE TABLE documents (x);");
        await Assert.ThrowsAsync<SqliteException>(() => SqliteCorpusStore.OpenAsync(Database, broken));
        await using var store = await SqliteCorpusStore.OpenAsync(Database);
        Assert.Equal("One.", (await store.FindDocumentAsync(DocumentId.From("default", "a")))!.Text);
        await using var connection = await ConnectAsync(Database);
        Assert.Equal(0L, await ScalarAsync(connection, "SELECT count(*) FROM pragma_table_info('documents') WHERE name = 'note'"));
    }

    [Fact]
    public async Task Many_that_open_a_new_corpus_at_once_all_get_it()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => SqliteCorpusStore.OpenAsync(Database))));
        await stores[0].SaveCollectionAsync(new Collection { Name = "default" });
        for (var i = 0; i < stores.Length; i++) Assert.Equal(i + 1, (await stores[i].SaveAsync([SampleCorpus.Entry($"d{i}", "One.")])).After);
        foreach (var store in stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task The_database_of_another_program_is_left_alone()
    {
        await using (var connection = await ConnectAsync(Database)) await ExecuteAsync(connection, "CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1);");
        var before = await File.ReadAllBytesAsync(Database);
        Assert.Equal("foreign_store", (await FailureAsync(() => SqliteCorpusStore.OpenForReading(Database))).Code);
        Assert.Equal("foreign_store", (await Assert.ThrowsAsync<LongRagException>(() => SqliteCorpusStore.OpenAsync(Database))).Code);
        Assert.Equal(before, await File.ReadAllBytesAsync(Database));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_damaged()
    {
        _folder.Write("corpus.db", new string('x', 5000));
        Assert.Equal("damaged_store", (await FailureAsync(() => SqliteCorpusStore.OpenForReading(Database))).Code);
        Assert.Equal("damaged_store", (await Assert.ThrowsAsync<LongRagException>(() => SqliteCorpusStore.OpenAsync(Database))).Code);
    }

    [Fact]
    public async Task A_database_cut_short_is_damaged()
    {
        await CreateLargeAsync();
        await using (var file = File.OpenWrite(Database)) file.SetLength(file.Length / 2);
        Assert.Equal("damaged_store", (await FailureAsync(() => SqliteCorpusStore.OpenForReading(Database))).Code);
    }

    [Fact]
    public async Task A_database_overwritten_in_the_middle_is_damaged_when_it_is_read()
    {
        await CreateLargeAsync();
        var bytes = await File.ReadAllBytesAsync(Database);
        bytes.AsSpan(4096, bytes.Length - 4096).Fill(0xFF);
        await File.WriteAllBytesAsync(Database, bytes);
        await using var store = SqliteCorpusStore.OpenForReading(Database);
        Assert.Equal("damaged_store", (await Assert.ThrowsAsync<LongRagException>(() => store.FindDocumentAsync(DocumentId.From("default", "a")))).Code);
    }

    [Fact]
    public async Task A_place_that_cannot_be_a_folder_is_unreachable()
    {
        var file = _folder.Write("file", "text");
        Assert.Equal("store_unreachable", (await Assert.ThrowsAsync<LongRagException>(() => SqliteCorpusStore.OpenAsync(Path.Combine(file, "corpus.db")))).Code);
    }

    [Fact]
    public async Task A_full_disk_loses_the_batch_and_nothing_else()
    {
        await CreateAsync();
        await using var store = await SqliteCorpusStore.OpenAsync(Database);
        var pages = (long)(await ScalarAsync(store.Writer!.Connection, "PRAGMA page_count"))!;
        await ExecuteAsync(store.Writer.Connection, $"PRAGMA max_page_count = {pages + 20}");
        var failure = await Assert.ThrowsAsync<LongRagException>(() => store.SaveAsync([SampleCorpus.Entry("small", "Two."), SampleCorpus.Entry("large", new string('x', 1_000_000))]));
        Assert.Equal("disk_full", failure.Code);
        Assert.Equal(1, await store.PositionAsync());
        Assert.Null(await store.FindDocumentAsync(DocumentId.From("default", "small")));

        Assert.Equal(2, (await store.SaveAsync([SampleCorpus.Entry("small", "Two.")])).After);
    }

    [Fact]
    public async Task A_search_loads_neither_the_migration_library_nor_the_mapper()
    {
        await CreateAsync();
        using var process = SecondProcess.Start("open-for-reading", Database);
        var said = (await process.StandardOutput.ReadToEndAsync()).Split('\n');
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("passages 1", said);
        Assert.Contains("loaded Microsoft.Data.Sqlite", said);
        Assert.DoesNotContain(said, s => s.StartsWith("loaded dbup", StringComparison.OrdinalIgnoreCase) || s == "loaded Dapper" || s == "loaded Npgsql");
    }

    private async Task CreateAsync()
    {
        await using var store = await SqliteCorpusStore.OpenAsync(Database);
        await store.SaveCollectionAsync(new Collection { Name = "default" });
        await store.SaveAsync([SampleCorpus.Entry("a", "One.")]);
    }

    private async Task CreateLargeAsync()
    {
        await using var store = await SqliteCorpusStore.OpenAsync(Database);
        await store.SaveCollectionAsync(new Collection { Name = "default" });
        await store.SaveAsync([SampleCorpus.Entry("a", new string('x', 500_000))]);
    }

    private static Task<LongRagException> FailureAsync(Func<SqliteCorpusStore> open) => Task.FromResult(Assert.Throws<LongRagException>(open));

    private static async Task<SqliteConnection> ConnectAsync(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = new SqliteCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object?> ScalarAsync(SqliteConnection connection, string sql)
    {
        await using var command = new SqliteCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
