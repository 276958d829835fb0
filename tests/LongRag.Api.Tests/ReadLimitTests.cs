using LongRag.TestKit;
using Npgsql;

namespace LongRag.Api.Tests;

/// <summary>Lists and parts of documents have a limit of simultaneous reads. The store is PostgreSQL, where a reader can be made to wait.</summary>
public sealed class ReadLimitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task More_reads_than_may_run_and_wait_are_refused_as_busy_and_searches_are_not()
    {
        var schema = $"reads_{Guid.NewGuid():N}";
        await using var source = NpgsqlDataSource.Create(Requires.Postgres());
        try
        {
            await using var service = await RunningService.StartAsync(new ServiceSetup
            {
                Server = new ServerOptions { ConcurrentReads = 1, Waiting = 1 },
                Settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Storage"] = "postgres", ["Postgres:ConnectionString"] = Requires.Postgres(), ["Postgres:Schema"] = schema },
            });
            var id = await service.StoreAsync("ferries.md", HandbookFixture.Ferries);
            await using var holder = await source.OpenConnectionAsync(Cancellation);
            await using var held = await holder.BeginTransactionAsync(Cancellation);
            await using (var command = new NpgsqlCommand($"LOCK TABLE {schema}.sections IN ACCESS EXCLUSIVE MODE", holder)) await command.ExecuteNonQueryAsync(Cancellation);

            // The first reads and cannot go on; the second waits for it; the next ones are too many.
            var first = service.Client.GetAsync($"/v1/documents/{id}/outline");
            await using (var look = source.CreateCommand($"SELECT count(*) FROM pg_locks WHERE relation = '{schema}.sections'::regclass AND NOT granted"))
                while ((long)(await look.ExecuteScalarAsync(Cancellation))! == 0) await Task.Delay(10, Cancellation);
            var reads = new[] { $"/v1/documents/{id}/content", $"/v1/documents/{id}/spans?start=0&end=5", $"/v1/documents/{id}/passages", "/v1/collections/default/documents", "/v1/collections", "/v1/jobs" };
            var others = reads.Select(path => service.Client.GetAsync(path)).ToList();
            for (var refused = 0; refused < reads.Length - 1; refused++)
            {
                var done = await Task.WhenAny(others);
                others.Remove(done);
                using var answer = await done;
                await answer.ProblemAsync(503, "busy");
                Assert.NotNull(answer.Headers.RetryAfter);
            }

            using (var search = await service.Client.PostJsonAsync("/v1/search", new { query = "sailing" })) await search.JsonAsync(200);
            using (var job = await service.Client.GetAsync($"/v1/documents/{id}")) await job.JsonAsync(200);
            await held.RollbackAsync(Cancellation);
            using (var outline = await first) Assert.Equal(id, (await outline.JsonAsync(200)).GetProperty("document_id").GetString());
            using var waited = await others.Single();
            await waited.JsonAsync(200);
        }
        finally
        {
            await using var drop = source.CreateCommand($"DROP SCHEMA IF EXISTS {schema} CASCADE");
            await drop.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
