using LongRag.TestKit;
using Xunit;

namespace LongRag.Storage.Tests;

public sealed class PostgresCorpusStoreTests : CorpusStoreConformance
{
    private readonly TestSchema _schema = new();

    protected override async Task<ICorpusStore> OpenAsync() => await PostgresCorpusStore.OpenAsync(_schema.Options, new FixedClock(Clock), TestContext.Current.CancellationToken);

    protected override Task RemoveAsync() => _schema.DropAsync();

    protected override async Task<long> CountRowsAsync(string table) => (long)(await _schema.ScalarAsync($"SELECT count(*) FROM {table}"))!;
}
