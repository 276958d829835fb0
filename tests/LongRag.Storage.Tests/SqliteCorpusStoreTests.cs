using LongRag.TestKit;
using Microsoft.Data.Sqlite;
using Xunit;

namespace LongRag.Storage.Tests;

public sealed class SqliteCorpusStoreTests : CorpusStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    protected override async Task<ICorpusStore> OpenAsync() => await SqliteCorpusStore.OpenAsync(_folder.PathOf("data", "corpus.db"), new FixedClock(Clock), TestContext.Current.CancellationToken);

    protected override Task RemoveAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    protected override async Task<long> CountRowsAsync(string table)
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.PathOf("data", "corpus.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
