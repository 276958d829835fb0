using LongRag.TestKit;
using Microsoft.Data.Sqlite;
using Xunit;

namespace LongRag.Storage.Tests;

public sealed class SqliteStoreSurvivesKillTests
{
    [Fact]
    public async Task A_killed_writer_loses_nothing_it_was_told_is_stored_and_splits_nothing()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("corpus.db");
        await KilledStore.CheckAsync([path], async () => await SqliteCorpusStore.OpenAsync(path), async table =>
        {
            await using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
            await connection.OpenAsync();
            await using var command = new SqliteCommand($"SELECT count(*) FROM {table}", connection);
            return (long)(await command.ExecuteScalarAsync())!;
        });
    }
}

public sealed class PostgresStoreSurvivesKillTests
{
    [Fact]
    public async Task A_killed_writer_loses_nothing_it_was_told_is_stored_and_splits_nothing()
    {
        var schema = new TestSchema();
        try
        {
            await KilledStore.CheckAsync(
                [schema.Options.ConnectionString, schema.Name],
                async () => await PostgresCorpusStore.OpenAsync(schema.Options),
                async table => (long)(await schema.ScalarAsync($"SELECT count(*) FROM {table}"))!);
        }
        finally
        {
            await schema.DropAsync();
        }
    }
}
