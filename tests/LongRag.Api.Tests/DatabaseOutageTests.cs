using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using LongRag.TestKit;
using Npgsql;

namespace LongRag.Api.Tests;

/// <summary>The database goes away for a while and comes back: requests fail fast and say so, jobs wait, nothing is lost.</summary>
public sealed class DatabaseOutageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_fail_fast_while_the_database_is_gone_and_jobs_end_when_it_is_back()
    {
        var connection = new NpgsqlConnectionStringBuilder(Requires.Postgres());
        await using var relay = new TcpRelay(connection.Host!, connection.Port);
        var schema = $"outage_{Environment.ProcessId}_{Guid.NewGuid().ToString("N")[..8]}";
        await using var leftOver = new LeftOverSchema(connection.ConnectionString, schema);
        connection.Host = "127.0.0.1";
        connection.Port = relay.Port;
        await using var service = await RunningService.StartAsync(new ServiceSetup
        {
            Settings = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Storage"] = "postgres",
                ["Postgres:ConnectionString"] = connection.ConnectionString,
                ["Postgres:Schema"] = schema,
            },
        });
        await service.StoreAsync("before.md", "The lighthouse was built in 1931.");
        var records = string.Join('\n', Enumerable.Range(0, 5000).Select(i => $"{{\"_id\":\"r{i}\",\"text\":\"Record {i} of the harbour.\"}}"));
        using var form = new MultipartFormDataContent { { new StringContent(records), "file", "records.jsonl" } };
        using var taken = await service.Client.PostAsync("/v1/collections/default/documents", form, Cancellation);
        var job = (await taken.JsonAsync(202)).GetProperty("job_id").GetString()!;
        await RunningAsync(service, job);

        relay.Cut();
        var started = Stopwatch.GetTimestamp();
        using (var refused = await service.Client.PostAsJsonAsync("/v1/search", new { query = "lighthouse" }, Cancellation))
        {
            var problem = await refused.JsonAsync(503);
            Assert.Equal("store_unreachable", problem.GetProperty("code").GetString());
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        using (var ready = await service.Client.GetAsync("/readyz", Cancellation)) Assert.Equal(503, (int)ready.StatusCode);
        using (var live = await service.Client.GetAsync("/healthz", Cancellation)) Assert.Equal(200, (int)live.StatusCode);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 20);
        await Task.Delay(TimeSpan.FromSeconds(10), Cancellation);
        relay.Restore();

        Assert.Equal("succeeded", (await EndAsync(service, job)).GetProperty("status").GetString());
        var collection = await service.Client.GetFromJsonAsync<JsonElement>("/v1/collections/default", Cancellation);
        Assert.Equal(5001, collection.GetProperty("documents").GetInt32());
        using var found = await service.Client.PostAsJsonAsync("/v1/search", new { query = "lighthouse" }, Cancellation);
        Assert.Equal("before.md", (await found.JsonAsync(200)).GetProperty("results")[0].GetProperty("source").GetString());
    }

    private static async Task RunningAsync(RunningService service, string job)
    {
        while ((await service.Client.GetFromJsonAsync<JsonElement>($"/v1/jobs/{job}", Cancellation)).GetProperty("status").GetString() is "queued") await Task.Delay(5, Cancellation);
    }

    /// <summary>Its end, through answers that the store is not back yet.</summary>
    private static async Task<JsonElement> EndAsync(RunningService service, string job)
    {
        while (true)
        {
            using var answer = await service.Client.GetAsync($"/v1/jobs/{job}", Cancellation);
            if (answer.IsSuccessStatusCode && await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation) is var state && state.GetProperty("status").GetString() is not ("queued" or "running")) return state;
            await Task.Delay(100, Cancellation);
        }
    }

    /// <summary>Drops the schema when the service is gone.</summary>
    private sealed class LeftOverSchema(string connection, string name) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using var source = NpgsqlDataSource.Create(connection);
            await using var drop = source.CreateCommand($"DROP SCHEMA IF EXISTS {name} CASCADE");
            await drop.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
