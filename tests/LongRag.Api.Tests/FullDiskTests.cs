using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LongRag.Api.Tests;

/// <summary>A disk that fills up: nothing that was there is lost, nothing half is seen, and with room again it goes on.</summary>
public sealed class FullDiskTests
{
    private const string Documents = "/v1/collections/default/documents";
    private const int Kibibyte = 1024;
    private static readonly string Long = Text(4096 * Kibibyte);
    private static readonly string Medium = Text(1024 * Kibibyte);

    [Fact]
    public async Task An_upload_that_fills_the_disk_is_refused_and_leaves_nothing_and_succeeds_once_there_is_room()
    {
        using var disk = SmallDisk.Mount(128);
        await using var running = await RunningService.StartAsync(new ServiceSetup { DataPath = disk.Data });
        await running.StoreAsync("ferries.md", HandbookFixture.Ferries);
        disk.FillTo(2048 * Kibibyte);

        using var refused = await running.Client.PostTextAsync($"{Documents}?source=long.txt", Long, "text/plain");
        Assert.Equal("There is no space left; nothing of what came was kept.", (await refused.ProblemAsync(507, "disk_full")).GetProperty("detail").GetString());
        Assert.Equal(TimeSpan.FromSeconds(60), refused.Headers.RetryAfter!.Delta);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(running.DataPath, "uploads")));
        Assert.Equal(["ferries.md"], await SourcesAsync(running));
        Assert.Equal(1, (await running.Client.GetFromJsonAsync<JsonElement>("/v1/jobs", RunningService.Cancellation)).GetProperty("items").GetArrayLength());
        Assert.Equal("ferries.md", await FirstAsync(running, "lost key"));
        using var ready = await running.Client.GetAsync("/readyz");
        Assert.Equal(200, (int)ready.StatusCode);
        await running.StoreAsync("buses.md", HandbookFixture.Buses);

        disk.Empty();
        await running.StoreAsync("long.txt", Long);
        Assert.Equal(["buses.md", "ferries.md", "long.txt"], await SourcesAsync(running));
    }

    /// <summary>Room for a part of the upload; for it, but not for the store's changes; for these, but not for the index.</summary>
    [Theory]
    [InlineData(-500)]
    [InlineData(400)]
    [InlineData(2000)]
    public async Task A_job_that_fills_the_disk_leaves_no_half_document_and_succeeds_once_there_is_room(int kibibytes)
    {
        using var disk = SmallDisk.Mount(64);
        using var log = new LogLines();
        await using var running = await RunningService.StartAsync(new ServiceSetup { DataPath = disk.Data, Services = services => services.AddSingleton<ILoggerProvider>(log) });
        await running.StoreAsync("ferries.md", HandbookFixture.Ferries);
        disk.FillTo((1024 + kibibytes) * Kibibyte);

        using var taken = await running.Client.PostTextAsync($"{Documents}?source=medium.txt", Medium, "text/plain");
        if ((int)taken.StatusCode != 202) await taken.ProblemAsync(507, "disk_full");
        var job = (int)taken.StatusCode == 202 ? (await taken.JsonAsync(202)).GetProperty("job_id").GetString() : null;
        if (job is not null) await UntilTriedAsync(running, log, job);
        // Whole or not at all: what is listed has its last sentence.
        foreach (var source in await SourcesAsync(running)) Assert.Contains(source, (string[])["ferries.md", "medium.txt"]);
        if ((await SourcesAsync(running)).Contains("medium.txt")) Assert.Equal(Medium.Length, await LengthAsync(running));
        Assert.Equal("ferries.md", await FirstAsync(running, "lost key"));

        disk.Empty();
        Assert.True(log.Has("disk_full"), string.Join('\n', log.All));
        if (job is null || !await SucceedsAsync(running, job)) await running.StoreAsync("medium.txt", Medium);
        Assert.Equal(["ferries.md", "medium.txt"], await SourcesAsync(running));
        Assert.Equal(Medium.Length, await LengthAsync(running));
        Assert.Equal("medium.txt", await FirstAsync(running, "Sentence 9999"));
        Assert.Equal("ferries.md", await FirstAsync(running, "lost key"));
    }

    /// <summary>Waits until the job has ended, or the log says that it could not: where the disk is full to the last byte, the queue cannot be written either.</summary>
    private static async Task UntilTriedAsync(RunningService running, LogLines log, string id)
    {
        while (!log.Has("is tried again later") && !log.Has("The queue of jobs cannot be read"))
        {
            using var answer = await running.Client.GetAsync($"/v1/jobs/{id}");
            if ((await answer.JsonAsync(200)).GetProperty("status").GetString() is not ("queued" or "running")) return;
            await Task.Delay(50, RunningService.Cancellation);
        }
    }

    /// <summary>The job's end; one that gave up is told to try again, as a client would.</summary>
    private static async Task<bool> SucceedsAsync(RunningService running, string id)
    {
        var job = await running.EndOfJobAsync(id);
        if (job.GetProperty("status").GetString() is "succeeded") return true;
        Assert.Contains(job.GetProperty("error").GetProperty("code").GetString(), (string[])["disk_full", "index_unwritable"]);
        using var again = await running.Client.PostAsync($"/v1/jobs/{id}/retry", null, RunningService.Cancellation);
        await again.JsonAsync(200);
        Assert.Equal("succeeded", (await running.EndOfJobAsync(id)).GetProperty("status").GetString());
        return true;
    }

    private static async Task<IReadOnlyList<string>> SourcesAsync(RunningService running) =>
        [.. (await running.Client.GetFromJsonAsync<JsonElement>(Documents, RunningService.Cancellation)).GetProperty("items").EnumerateArray().Select(document => document.GetProperty("source").GetString()!).Order(StringComparer.Ordinal)];

    private static async Task<int> LengthAsync(RunningService running) =>
        (await running.Client.GetFromJsonAsync<JsonElement>(Documents, RunningService.Cancellation)).GetProperty("items").EnumerateArray().Single(document => document.GetProperty("source").GetString() is "medium.txt").GetProperty("characters").GetInt32();

    private static async Task<string?> FirstAsync(RunningService running, string query)
    {
        using var answer = await running.Client.PostJsonAsync("/v1/search", new { query });
        var results = (await answer.JsonAsync(200)).GetProperty("results");
        return results.GetArrayLength() == 0 ? null : results[0].GetProperty("source").GetString();
    }

    /// <summary>Sentences that all differ, of so many characters.</summary>
    private static string Text(int characters)
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < characters; i++) text.Append(CultureInfo.InvariantCulture, $"Sentence {i} says that {i * 7919 % 10007} boats sail on day {i % 366}.{(i % 8 == 7 ? "\n\n" : " ")}");
        return text.ToString().TrimEnd();
    }
}
