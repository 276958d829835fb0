using System.Diagnostics;
using System.Globalization;
using LongRag.Retrievers.Dense;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Retrievers.Tests.Dense;

public sealed class EmbeddingSurvivesKillTests
{
    private const int Kills = 20;

    [Fact]
    public async Task An_embedding_killed_twenty_times_ends_with_what_an_undisturbed_one_makes()
    {
        using var killed = new TemporaryFolder();
        using var undisturbed = new TemporaryFolder();
        var random = new Random(4711);
        var (kills, position, vectors) = (0, 0L, 0L);
        for (var run = 0; kills < Kills; run++)
        {
            Assert.True(run < 2 * Kills, "The runs end before they can be killed.");
            // Most die while they embed or commit, some while they start.
            var lines = run % 5 == 4 ? await RunAsync(killed.Path, TimeSpan.FromMilliseconds(random.Next(600)), 0) : await RunAsync(killed.Path, TimeSpan.FromMilliseconds(random.Next(20)), random.Next(1, 4));
            if (lines.Exists(l => l.StartsWith("done", StringComparison.Ordinal))) break;
            kills++;
            foreach (var line in lines.Select(l => l.Split(' ')))
            {
                // What was committed stays committed, and what was embedded stays in the cache.
                Assert.True(Number(line[1]) >= position, $"position {line[1]} after {position}");
                Assert.True(Number(line[2]) >= vectors, $"{line[2]} vectors after {vectors}");
                (position, vectors) = (Number(line[1]), Number(line[2]));
                if (line[0] is "start") Assert.Equal(("0", ""), (line[3], line[4]));
            }
        }

        Assert.Equal(Kills, kills);
        var last = await RunAsync(killed.Path, delay: null, lines: 0);
        var whole = await RunAsync(undisturbed.Path, delay: null, lines: 0);
        Assert.StartsWith("done", last[^1], StringComparison.Ordinal);
        Assert.StartsWith("done", whole[^1], StringComparison.Ordinal);
        await AreEqualAsync(killed, undisturbed);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The lines that the process said, until it ended or, some time after so many of them, was killed.</summary>
    private static async Task<List<string>> RunAsync(string folder, TimeSpan? delay, int lines)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(KilledEmbedding).Assembly.Location, KilledEmbedding.Verb, folder]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var (said, enough) = (new List<string>(), new TaskCompletionSource());
        var reading = Task.Run(async () =>
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                said.Add(line);
                if (said.Count == lines) enough.TrySetResult();
            }
        });
        if (delay is { } time)
        {
            if (lines > 0) await Task.WhenAny(enough.Task, reading);
            await Task.Delay(time);
            process.Kill();
        }

        await process.WaitForExitAsync();
        await reading;
        Assert.True(delay is not null || process.ExitCode == 0, await errors);
        return said;
    }

    private static async Task AreEqualAsync(TemporaryFolder one, TemporaryFolder other)
    {
        var store = await KilledEmbedding.StoreAsync();
        using var first = new DenseReader(one.PathOf("dense"), one.PathOf("vectors"), KilledEmbedding.Schema);
        using var second = new DenseReader(other.PathOf("dense"), other.PathOf("vectors"), KilledEmbedding.Schema);
        foreach (var folder in new[] { one, other })
        {
            var differences = await DenseIndexVerifier.CompareAsync(store, folder.PathOf("dense"), folder.PathOf("vectors"), DenseCorpus.Settings, KilledEmbedding.Schema);
            Assert.True(differences.None, differences.ToString());
        }

        Assert.Equal(second.Statistics()! with { Folder = "", Rows = 0 }, first.Statistics()! with { Folder = "", Rows = 0 });
        var hashes = new WordHashes(KilledEmbedding.Schema.Encoder.Dimensions);
        for (var i = 0; i < 20; i++) Assert.Equal(new DenseSearch(second).Find(hashes.VectorOf($"w{i} w{i * 7} w{i * 20}"), 10_000), new DenseSearch(first).Find(hashes.VectorOf($"w{i} w{i * 7} w{i * 20}"), 10_000));
        Assert.Equal(KeysOf(other), KeysOf(one));
    }

    // A text's vector stands in the cache once.
    private static List<string> KeysOf(TemporaryFolder folder)
    {
        var bytes = File.ReadAllBytes(folder.PathOf("vectors", $"{KilledEmbedding.Schema.Encoder.Fingerprint}.keys"));
        return [.. bytes.Chunk(24).Select(record => Convert.ToHexStringLower(record)).Order(StringComparer.Ordinal)];
    }
}
