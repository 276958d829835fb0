using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Cli.Tests;

/// <summary>A service that is killed while jobs run, again and again: every upload it had taken ends, truthfully, and nothing is lost or doubled.</summary>
public sealed class ServiceCrashTests
{
    private const int Uploads = 6;
    private const int Records = 400;
    private const int Kills = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public Task Every_job_ends_truthfully_after_kill_9_on_SQLite() => KilledAsync([]);

    [Fact]
    public Task Every_job_ends_truthfully_after_kill_9_on_PostgreSQL() => KilledAsync(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["LongRag__Storage"] = "postgres",
        ["LongRag__Postgres__ConnectionString"] = Requires.Postgres(),
        ["LongRag__Postgres__Schema"] = $"served_{Environment.ProcessId}_{Guid.NewGuid().ToString("N")[..8]}",
    });

    private static async Task KilledAsync(Dictionary<string, string> environment)
    {
        environment["LongRag__Retrieval__Encoder"] = "none";
        using var cli = new CommandLine();
        var random = new Random(5);
        var jobs = new List<string>();
        using (var first = await ServedProcess.StartAsync(cli, environment))
        {
            for (var upload = 0; upload < Uploads; upload++) jobs.Add(await first.UploadAsync($"part-{upload}.jsonl", Corpus(upload)));
            jobs.Add(await first.UploadAsync("empty.md", ""));
            await Task.Delay(random.Next(50, 400), TestContext.Current.CancellationToken);
            first.Kill();
        }

        for (var kill = 1; kill < Kills; kill++)
        {
            using var again = await ServedProcess.StartAsync(cli, environment);
            await Task.Delay(random.Next(20, 600), TestContext.Current.CancellationToken);
            again.Kill();
        }

        using var last = await ServedProcess.StartAsync(cli, environment);
        var started = Stopwatch.GetTimestamp();
        foreach (var job in jobs)
        {
            var end = await last.EndOfAsync(job, () => Stopwatch.GetElapsedTime(started) < Patience);
            if (job == jobs[^1]) Assert.Equal(("failed", "empty_file"), (end.GetProperty("status").GetString(), end.GetProperty("error").GetProperty("code").GetString()));
            else Assert.Equal("succeeded", end.GetProperty("status").GetString());
        }

        var collection = await last.Client.GetFromJsonAsync<JsonElement>("/v1/collections/default", TestContext.Current.CancellationToken);
        Assert.Equal(Uploads * Records, collection.GetProperty("documents").GetInt32());
        var found = await last.SearchAsync("letter 3 of part 5");
        Assert.Contains(found, hit => hit.GetProperty("source").GetString() == "5-3");
        await last.StopAsync();
        using var verify = cli.Start(environment, "index", "verify", "--output", "json");
        Assert.Contains("\"ok\": true", await verify.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static string Corpus(int part)
    {
        var text = new StringBuilder();
        for (var i = 0; i < Records; i++) text.Append("{\"_id\":\"").Append(part).Append('-').Append(i).Append("\",\"title\":\"Letter\",\"text\":\"This is letter ").Append(i).Append(" of part ").Append(part).AppendLine(".\"}");
        return text.ToString();
    }
}
