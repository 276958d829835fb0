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

    protected override async Task ChangeRowsAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.PathOf("data", "corpus.db")};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    // A read runs on the thread that asks for it.
    protected override async Task<long> BytesOfAsync(ICorpusStore store, Func<Task> read)
    {
        var (thread, before) = (Environment.CurrentManagedThreadId, GC.GetAllocatedBytesForCurrentThread());
        await read();
        Assert.Equal(thread, Environment.CurrentManagedThreadId);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Fact]
    public async Task A_page_of_documents_is_sought_in_the_index()
    {
        await using var store = (SqliteCorpusStore)await OpenAsync();
        foreach (var (isFirst, sought) in new[] { (true, "(collection=?)"), (false, "(collection=? AND source>?)") })
        {
            await using var command = store.Writer!.Connection.CreateCommand();
            command.CommandText = $"EXPLAIN QUERY PLAN {store.PageOfDocumentsSql(isFirst)}";
            foreach (var name in (string[])["@key", "@source", "@limit"]) command.Parameters.AddWithValue(name, 1);
            await using var plan = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            var steps = new List<string>();
            while (await plan.ReadAsync(TestContext.Current.CancellationToken)) steps.Add(plan.GetString(3));
            Assert.Contains($"SEARCH d USING INDEX documents_by_source {sought}", steps);
            Assert.DoesNotContain(steps, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal) || step.StartsWith("SCAN", StringComparison.Ordinal));
        }
    }
}
