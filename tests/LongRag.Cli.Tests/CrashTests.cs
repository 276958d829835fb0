using System.Text;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Cli.Tests;

/// <summary>An ingest that is killed at random moments, again and again, must end with what an undisturbed one gives: nothing lost, nothing twice, index and store alike.</summary>
public sealed class CrashTests
{
    private const int Records = 3000;
    private const int Kills = 10;

    [Fact]
    public Task Kill_9_loses_and_doubles_nothing_on_SQLite() => KilledAsync([]);

    [Fact]
    public Task Kill_9_loses_and_doubles_nothing_on_PostgreSQL()
    {
        var connection = Requires.Postgres();
        return KilledAsync(new Dictionary<string, string>
        {
            ["LongRag__Storage"] = "postgres",
            ["LongRag__Postgres__ConnectionString"] = connection,
            ["LongRag__Postgres__Schema"] = $"crash_{Environment.ProcessId}_{Guid.NewGuid().ToString("N")[..8]}",
        });
    }

    [Fact]
    public async Task A_second_writer_is_refused_by_name_and_readers_are_not()
    {
        using var cli = new CommandLine();
        cli.Write("a.md", "# Anchor\n\nDrop the anchor.");
        await cli.JsonAsync("ingest", cli.PathOf());
        using (Storage.DataFolder.At(cli.Data).LockForWriting())
        {
            var refused = await cli.RunAsync("ingest", cli.PathOf());
            Assert.Equal(6, refused.ExitCode);
            Assert.Contains("[locked]", refused.Error, StringComparison.Ordinal);
            Assert.Single((await cli.JsonAsync("search", "anchor")).GetProperty("results").EnumerateArray());
        }

        Assert.Equal(0, (await cli.RunAsync("ingest", cli.PathOf())).ExitCode);
    }

    private static async Task KilledAsync(Dictionary<string, string> environment)
    {
        using var cli = new CommandLine();
        var file = cli.Write("records.jsonl", Corpus());
        var random = new Random(11);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = cli.Start(environment, "ingest", file, "--quiet");
            var moment = TimeSpan.FromMilliseconds(random.Next(150, 1800));
            using var patience = new CancellationTokenSource(moment);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync();
            }
        }

        var (code, _) = await RunAsync(cli, environment, "ingest", file, "--quiet");
        Assert.Equal(0, code);
        Assert.Equal(0, (await RunAsync(cli, environment, "index", "verify")).Code);
        var killed = (await RunAsync(cli, environment, "export", "--quiet")).Output;

        using var calm = new CommandLine();
        Assert.Equal(0, (await calm.RunAsync("ingest", file, "--quiet")).ExitCode);
        Assert.Equal((await calm.RunAsync("export", "--quiet")).Output, killed);
    }

    private static async Task<(int Code, string Output)> RunAsync(CommandLine cli, Dictionary<string, string> environment, params string[] arguments)
    {
        using var process = cli.Start(environment, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return (process.ExitCode, await output);
    }

    private static string Corpus()
    {
        var lines = new StringBuilder();
        for (var i = 0; i < Records; i++)
            lines.Append(System.Globalization.CultureInfo.InvariantCulture, $"{{\"_id\":\"note-{i:0000}\",\"title\":\"Note {i}\",\"text\":\"On day {i} the ferry carried {i * 7 % 113} cars.\\n\\nThe log of day {i} says that the swell was {i % 5} metres.\"}}\n");
        return lines.ToString();
    }
}
