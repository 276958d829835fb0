using System.Text.Json;
using LongRag.Storage;
using Xunit;

namespace LongRag.Cli.Tests;

public sealed class JobsTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_are_listed_newest_first_by_collection_status_and_page()
    {
        var (first, second, third) = await ThreeAsync();
        Assert.Equal([third, second, first], await IdsAsync());
        Assert.Equal([third, second], await IdsAsync("--limit", "2"));
        Assert.Equal([first], await IdsAsync("--before", second));
        Assert.Equal([third, first], await IdsAsync("--collection", "docs"));
        Assert.Equal([first], await IdsAsync("--status", "failed"));
        Assert.Empty(await IdsAsync("--collection", "default"));
        var lines = (await _cli.RunAsync("jobs", "list", "--output", "jsonl")).Output.TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Equal(third, JsonDocument.Parse(lines[0]).RootElement.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_job_is_shown_with_all_that_is_known_of_it()
    {
        var (first, second, _) = await ThreeAsync();
        var failed = await _cli.JsonAsync("jobs", "show", first);
        Assert.Equal(("failed", "ingest", "docs", "someone", 1, 5), (Text(failed, "status"), Text(failed, "kind"), Text(failed, "collection"), Text(failed, "client"), failed.GetProperty("attempts").GetInt32(), failed.GetProperty("most_attempts").GetInt32()));
        Assert.Equal("""{"step":"read","code":"bad_pdf","message":"It is no PDF."}""", JsonSerializer.Serialize(failed.GetProperty("error")));
        Assert.Equal(3, failed.GetProperty("result").GetProperty("added").GetInt32());
        var running = (await _cli.RunAsync("jobs", "show", second)).Output.Split('\n');
        Assert.Matches($@"^{second}  running  ingest  notes  \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\dZ  read 2/5 pages", running[0]);
        Assert.Equal("  asked for by someone; try 1 of 5", running[1].TrimEnd());
        Assert.Contains("  read: It is no PDF. [bad_pdf]", (await _cli.RunAsync("jobs", "show", first)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_waits_is_cancelled_and_one_that_runs_is_asked_to_stop_beside_a_process_that_writes()
    {
        var (first, second, third) = await ThreeAsync();
        using var running = DataFolder.At(_cli.Data).LockForWriting();
        Assert.Equal("cancelled", Text(await _cli.JsonAsync("jobs", "cancel", third), "status"));
        Assert.Contains($"{second}  running, asked to stop", (await _cli.RunAsync("jobs", "cancel", second)).Output, StringComparison.Ordinal);
        Assert.Equal("failed", Text(await _cli.JsonAsync("jobs", "cancel", first), "status"));
    }

    [Fact]
    public async Task What_is_deleted_by_the_command_line_is_void_for_the_jobs_that_wait()
    {
        await _cli.JsonAsync("ingest", _cli.Write("keys.md", "Keys are free."), "--id", "keys.md", "--collection", "docs");
        var (_, _, third) = await ThreeAsync();
        Assert.Equal(1, (await _cli.JsonAsync("delete", "keys.md", "--collection", "docs")).GetProperty("deleted").GetInt32());
        await using var jobs = await JobStore.OpenAsync(DataFolder.At(_cli.Data).Service, cancellationToken: Token);
        var keys = DocumentId.From("docs", "keys.md");
        Assert.Equal([keys], await jobs.DeletedSinceAsync(third, [keys], Token));
    }

    [Fact]
    public async Task A_job_that_failed_is_queued_again()
    {
        var (first, _, _) = await ThreeAsync();
        var again = await _cli.JsonAsync("jobs", "retry", first);
        Assert.Equal(("queued", 0, JsonValueKind.Null), (Text(again, "status"), again.GetProperty("attempts").GetInt32(), again.GetProperty("error").ValueKind));
    }

    [Theory]
    [InlineData("show")]
    [InlineData("cancel")]
    [InlineData("retry")]
    public async Task A_job_that_does_not_exist_is_named_and_nothing_is_created(string verb)
    {
        var ran = await _cli.RunAsync("jobs", verb, new string('0', 30));
        Assert.Equal(4, ran.ExitCode);
        Assert.Contains("[no_such_job]", ran.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_cli.Data));
        await ThreeAsync();
        Assert.Equal(4, (await _cli.RunAsync("jobs", verb, new string('0', 30))).ExitCode);
    }

    [Theory]
    [InlineData("--limit", "0")]
    [InlineData("--status", "asleep")]
    [InlineData("--before", "yesterday")]
    public async Task A_list_that_cannot_be_meant_is_refused(string option, string value)
    {
        await ThreeAsync();
        var ran = await _cli.RunAsync("jobs", "list", option, value);
        Assert.Equal((2, ""), (ran.ExitCode, ran.Output));
    }

    [Fact]
    public async Task Without_a_service_the_list_is_empty_and_nothing_is_created()
    {
        Assert.Equal(0, (await _cli.JsonAsync("jobs", "list")).GetArrayLength());
        Assert.False(Directory.Exists(_cli.Data));
    }

    /// <summary>One that failed, one that runs, one that waits.</summary>
    private async Task<(string Failed, string Running, string Waiting)> ThreeAsync()
    {
        await using var jobs = await JobStore.OpenAsync(DataFolder.At(_cli.Data).Service, cancellationToken: Token);
        var ids = new List<string>();
        foreach (var collection in (string[])["docs", "notes", "docs"])
            ids.Add((await jobs.EnqueueAsync(new NewJob { Kind = "ingest", Collection = collection, Client = "someone", Payload = JsonElement.Parse("{}") }, Token)).Job.Id);
        for (var claimed = 0; claimed < 2; claimed++) await jobs.ClaimAsync("w", TimeSpan.FromHours(1), [], [], Token);
        await jobs.FinishAsync(ids[0], "w", JobStatus.Failed, new JobError("read", "bad_pdf", "It is no PDF."), JsonElement.Parse("""{"added":3}"""), Token);
        await jobs.ReportAsync(ids[1], "w", TimeSpan.FromHours(1), "read", new JobProgress(2, 5, "pages"), Token);
        return (ids[0], ids[1], ids[2]);
    }

    private async Task<List<string>> IdsAsync(params string[] arguments) => [.. (await _cli.JsonAsync(["jobs", "list", .. arguments])).EnumerateArray().Select(j => Text(j, "id"))];

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
