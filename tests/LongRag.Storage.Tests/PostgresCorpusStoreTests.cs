using System.Diagnostics.Metrics;
using System.Text.Json;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Storage.Tests;

public sealed class PostgresCorpusStoreTests : CorpusStoreConformance
{
    private readonly TestSchema _schema = new();

    protected override async Task<ICorpusStore> OpenAsync() => await PostgresCorpusStore.OpenAsync(_schema.Options, new FixedClock(Clock), TestContext.Current.CancellationToken);

    protected override Task RemoveAsync() => _schema.DropAsync();

    protected override async Task<long> CountRowsAsync(string table) => (long)(await _schema.ScalarAsync($"SELECT count(*) FROM {table}"))!;

    protected override Task ChangeRowsAsync(string sql) => _schema.ScalarAsync(sql);

    protected override async Task<long> BytesOfAsync(ICorpusStore store, Func<Task> read)
    {
        var bytes = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name is "db.client.operation.npgsql.bytes_read") listening.EnableMeasurementEvents(instrument);
            },
        };
        // Other tests read too; the pool is named by its connection string, and that names the schema.
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach (var tag in tags)
                if (tag.Key is "db.client.connection.pool.name" && ((string)tag.Value!).Contains(_schema.Name, StringComparison.Ordinal)) Interlocked.Add(ref bytes, value);
        });
        listener.Start();
        await read();
        return Interlocked.Read(ref bytes);
    }

    [Fact]
    public async Task A_page_of_documents_is_sought_in_the_index()
    {
        await using var store = (PostgresCorpusStore)await OpenAsync();
        await store.SaveAsync([.. Enumerable.Range(0, 3000).Select(i => SampleCorpus.Entry($"d{i:0000}", "One.", hash: "h"))], TestContext.Current.CancellationToken);
        await _schema.ScalarAsync("ANALYZE");
        var sql = store.PageOfDocumentsSql(isFirst: false).Replace("@key", "(SELECT key FROM collections WHERE name = 'default')", StringComparison.Ordinal).Replace("@source", "'d2000'::text", StringComparison.Ordinal).Replace("@limit", "10", StringComparison.Ordinal);
        var plan = (string)(await _schema.ScalarAsync($"EXPLAIN (ANALYZE, FORMAT JSON) {sql}"))!;
        var scan = Nodes(JsonDocument.Parse(plan).RootElement[0].GetProperty("Plan")).Single(node => node.TryGetProperty("Index Name", out var index) && index.GetString() is "documents_by_source");
        // Some more than the page: they are put in order by the whole source where its beginning is equal.
        Assert.InRange(scan.GetProperty("Actual Rows").GetDouble(), 10, 20);

        static IEnumerable<JsonElement> Nodes(JsonElement node) =>
            node.TryGetProperty("Plans", out var below) ? below.EnumerateArray().SelectMany(Nodes).Prepend(node) : [node];
    }
}
