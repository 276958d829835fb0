using LongRag.TestKit;
using Xunit;

namespace LongRag.Storage.Tests;

public sealed class SqliteJobStoreTests : JobStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    protected override async Task<IJobStore> OpenAsync() => await JobStore.OpenAsync(_folder.PathOf("data", "service.db"), Clock, MostQueued, TestContext.Current.CancellationToken);

    protected override Task RemoveAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }
}

public sealed class PostgresJobStoreTests : JobStoreConformance
{
    private readonly TestSchema _schema = new();

    protected override async Task<IJobStore> OpenAsync() => await JobStore.OpenAsync(_schema.Options, Clock, MostQueued, TestContext.Current.CancellationToken);

    protected override Task RemoveAsync() => _schema.DropAsync();
}
