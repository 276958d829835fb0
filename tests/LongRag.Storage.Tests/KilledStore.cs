using System.Globalization;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Storage.Tests;

/// <summary>Kills a process that writes, again and again, and compares what is stored with what it had said.</summary>
internal static class KilledStore
{
    private const int Kills = 20;

    public static readonly string[] Sources = [.. Enumerable.Range(0, 30).Select(i => $"s{i:00}")];

    /// <summary>A document that tells its version in every paragraph, so that half of one is noticed.</summary>
    public static CorpusEntry Entry(string source, int version)
    {
        var random = new Random(version);
        var paragraphs = Enumerable.Range(0, random.Next(1, 40)).Select(i => $"{source} {version} {i} " + new string((char)('a' + random.Next(26)), random.Next(2000)));
        return SampleCorpus.Entry(source, string.Join("\n\n", paragraphs), hash: version.ToString(CultureInfo.InvariantCulture));
    }

    /// <param name="place">Arguments of <see cref="SecondProcess.SaveUntilKilledAsync"/>.</param>
    /// <param name="open">The same store.</param>
    /// <param name="countRows">Number of rows of a table.</param>
    public static async Task CheckAsync(string[] place, Func<Task<ICorpusStore>> open, Func<string, Task<long>> countRows)
    {
        var random = new Random(4711);
        var (stored, writes) = (new SortedDictionary<string, int>(StringComparer.Ordinal), 0);
        for (var kill = 1; kill <= Kills; kill++)
        {
            // Most die while they write, some while they start.
            var said = kill % 5 == 0
                ? await RunAndKillAsync(kill, place, 0, TimeSpan.FromMilliseconds(random.Next(1000)))
                : await RunAndKillAsync(kill, place, random.Next(1, 10), TimeSpan.FromMilliseconds(random.Next(20)));
            var done = said.Count(s => s == "done");
            writes += done;
            var tries = said.Where(s => s.StartsWith("try ", StringComparison.Ordinal)).ToList();
            foreach (var write in tries.Take(done)) Apply(write, stored);
            var last = new SortedDictionary<string, int>(stored, StringComparer.Ordinal);
            if (tries.Count > done) Apply(tries[^1], last);

            await using var store = await open();
            var found = await VersionsAsync(store, countRows);
            // The write that was under way is there or is not; all before it are there.
            if (!found.SequenceEqual(stored)) Assert.Equal(last, found);
            stored = found;
        }

        Assert.True(writes > Kills, $"Only {writes} writes in {Kills} runs: the test has hardly tested.");
    }

    /// <summary>What the process said before it was killed, some time after so many writes. Its lines are shorter than a pipe writes at once: none is cut.</summary>
    private static async Task<List<string>> RunAndKillAsync(int seed, string[] place, int writes, TimeSpan delay)
    {
        using var process = SecondProcess.Start(["save-until-killed", seed.ToString(CultureInfo.InvariantCulture), .. place]);
        var (said, written) = (new List<string>(), new TaskCompletionSource());
        var reading = Task.Run(async () =>
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                said.Add(line);
                if (said.Count(s => s == "done") == writes) written.TrySetResult();
            }
        });
        if (writes > 0) await Task.WhenAny(written.Task, reading);
        await Task.Delay(delay);
        if (process.HasExited) Assert.Fail($"The process ended by itself: {await process.StandardError.ReadToEndAsync()}");
        process.Kill();
        await process.WaitForExitAsync();
        await reading;
        return said;
    }

    /// <summary>Sources with their stored versions; fails where a document is not whole, or the change feed tells another story.</summary>
    private static async Task<SortedDictionary<string, int>> VersionsAsync(ICorpusStore store, Func<string, Task<long>> countRows)
    {
        var versions = new SortedDictionary<string, int>(StringComparer.Ordinal);
        // Where the server still ends the dead process's transaction, this waits for it.
        if (await store.FindCollectionAsync(Collection.DefaultName) is null) return versions;
        await store.DeleteAsync(Collection.DefaultName, []);

        var (position, passages, sections, deletions) = (0L, 0L, 0L, 0L);
        await foreach (var change in store.ReadChangesAsync(Collection.DefaultName, 0))
        {
            Assert.True(change.Sequence > position, $"{change.Sequence} after {position}");
            position = change.Sequence;
            if (change.Entry is not { } entry)
            {
                deletions++;
                continue;
            }

            var version = int.Parse(entry.Document.ContentHash, CultureInfo.InvariantCulture);
            var expected = Entry(entry.Document.Source, version);
            Assert.Equal(expected.Document.Text, entry.Document.Text);
            Assert.Equal(expected.Document.Sections, entry.Document.Sections);
            Assert.Equal(expected.Passages.Select(p => (p.Id, p.DocumentId, p.Text)), entry.Passages.Select(p => (p.Id, p.DocumentId, p.Text)));
            versions.Add(entry.Document.Source, version);
            passages += entry.Passages.Count;
            sections += entry.Document.Sections.Count;
        }

        Assert.Equal(position, await store.PositionAsync());
        Assert.Equal((versions.Count, passages, sections, deletions), (await countRows("documents"), await countRows("passages"), await countRows("sections"), await countRows("deletions")));
        return versions;
    }

    private static void Apply(string write, SortedDictionary<string, int> versions)
    {
        var words = write.Split(' ');
        var version = int.Parse(words[1], CultureInfo.InvariantCulture);
        foreach (var source in words[2..])
            if (version < 0) versions.Remove(source);
            else versions[source] = version;
    }
}
