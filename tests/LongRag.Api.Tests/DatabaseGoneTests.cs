using System.Diagnostics;
using LongRag.TestKit;
using Npgsql;

namespace LongRag.Api.Tests;

/// <summary>The database goes away for a while and comes back.</summary>
public sealed class DatabaseGoneTests
{
    [Fact]
    public async Task Without_its_database_the_service_says_so_at_once_and_with_it_goes_on_and_has_lost_nothing()
    {
        var real = new NpgsqlConnectionStringBuilder(Requires.Postgres());
        await using var relay = new Relay(real.Host!, real.Port);
        var schema = $"api_{Environment.ProcessId}_{Guid.NewGuid().ToString("N")[..8]}";
        var relayed = new NpgsqlConnectionStringBuilder(real.ConnectionString) { Host = "127.0.0.1", Port = relay.Port };
        await using var running = await RunningService.StartAsync(new ServiceSetup
        {
            Settings = { ["Storage"] = "postgres", ["Postgres:ConnectionString"] = relayed.ConnectionString, ["Postgres:Schema"] = schema },
        });
        try
        {
            var before = await running.StoreAsync("before.md", "# Before\n\nThe lighthouse is white.");
            relay.Pull();
            await RefusedAsync(() => running.Client.GetAsync("/v1/collections"));
            await RefusedAsync(() => running.Client.PostJsonAsync("/v1/ask", new { query = "What colour is the lighthouse?" }));
            await RefusedAsync(() => running.Client.PostJsonAsync("/v1/collections/default/documents", new { raw_text = "x", source = "x.md" }));
            using var ready = await running.Client.GetAsync("/readyz");
            Assert.Equal(503, (int)ready.StatusCode);
            using var alive = await running.Client.GetAsync("/healthz");
            await alive.JsonAsync(200);

            relay.PlugIn();
            while ((int)(await running.Client.GetAsync("/readyz")).StatusCode != 200) await Task.Delay(50, RunningService.Cancellation);
            using var found = await running.Client.PostJsonAsync("/v1/search", new { query = "lighthouse" });
            Assert.Equal(before, (await found.JsonAsync(200)).GetProperty("results")[0].GetProperty("document_id").GetString());
            await running.StoreAsync("after.md", "# After\n\nThe harbour is deep.");
            using var list = await running.Client.GetAsync("/v1/collections/default/documents");
            Assert.Equal(["after.md", "before.md"], (await list.JsonAsync(200)).GetProperty("items").EnumerateArray().Select(d => d.GetProperty("source").GetString()));
        }
        finally
        {
            await using var source = NpgsqlDataSource.Create(real.ConnectionString);
            await using var drop = source.CreateCommand($"DROP SCHEMA IF EXISTS {schema} CASCADE");
            await drop.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private static async Task RefusedAsync(Func<Task<HttpResponseMessage>> ask)
    {
        var asked = Stopwatch.GetTimestamp();
        using var answer = await ask();
        await answer.ProblemAsync(503, "store_unreachable");
        Assert.Equal("5", answer.Headers.GetValues("Retry-After").Single());
        Assert.True(Stopwatch.GetElapsedTime(asked) < TimeSpan.FromSeconds(20), "It took too long to say so.");
    }
}
