using System.Diagnostics;
using System.Globalization;
using LongRag.Ingest.Tests.Workers;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests.Fuzz;

/// <summary>Mutants of the real files, read as an ingest reads them: each ends with sound documents or with a reason that a reader gives by name. A mutant is made again from its file and its seed.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int DefaultLongRun = 5000;

    // Generous: half of what a worker may take, and this process only hands texts on.
    private const long MostGrowth = 256L * 1024 * 1024;

    // The isolated formats have most to break.
    private static readonly string[] Formats = ["pdf", "docx", "xlsx", "pptx", "epub", "pdf", "docx", "xlsx", "html", "pdf", "md", "csv", "txt", "rst", "jsonl"];

    // Reasons that a reader never gives by itself: the worker or the catch-all gave them.
    private static readonly string[] Findings = [IngestCodes.ReaderFailed, IngestCodes.ReaderCrashed, IngestCodes.TimeLimit, IngestCodes.MemoryLimit];

    private const string Unsound = "unsound document";

    [Fact]
    public Task Five_hundred_mutants_end_with_text_or_a_reason() => RunAsync(count: 500, seed: 1);

    /// <summary>As many as <c>LONGRAG_FUZZ</c> says, from the seed <c>LONGRAG_FUZZ_SEED</c>.</summary>
    [Fact]
    [Trait("Category", "Slow")]
    public Task Many_mutants_end_with_text_or_a_reason() => RunAsync(Setting("LONGRAG_FUZZ", DefaultLongRun), Setting("LONGRAG_FUZZ_SEED", 1_000_000));

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private async Task RunAsync(int count, int seed)
    {
        using var folder = new TemporaryFolder();
        var files = Formats.Distinct(StringComparer.Ordinal).ToDictionary(f => f, f => Directory.GetFiles(Requires.Shared("data", "files", f)).Order(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
        var (outcomes, findings) = (new SortedDictionary<string, int>(StringComparer.Ordinal), new List<string>());
        var before = UsedMemory();
        var clock = Stopwatch.StartNew();
        await using var reading = new DocumentFiles(new ReadOptions(), RealWorkers.Options);
        await foreach (var file in reading.ReadAsync(Mutants(files, folder, count, seed), standardInput: null, TestContext.Current.CancellationToken))
        {
            var outcome = await OutcomeAsync(file);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            if (Findings.Contains(outcome, StringComparer.Ordinal) || outcome.StartsWith(Unsound, StringComparison.Ordinal)) findings.Add($"{file.File.Key}: {outcome}: {file.Failure?.Message}");
            File.Delete(file.File.Path);
        }

        output.WriteLine(FormattableString.Invariant($"{count} mutants from seed {seed} in {clock.Elapsed.TotalSeconds:0} s: {string.Join(", ", outcomes.Select(o => $"{o.Value} {o.Key}"))}"));
        Assert.Equal(count, outcomes.Values.Sum());
        Assert.True(findings.Count == 0, string.Join('\n', findings));
        Assert.InRange(UsedMemory() - before, long.MinValue, MostGrowth);
    }

    private static IEnumerable<SourceFile> Mutants(Dictionary<string, string[]> files, TemporaryFolder folder, int count, int seed)
    {
        for (var i = 0; i < count; i++)
        {
            var ofFormat = files[Formats[i % Formats.Length]];
            var file = ofFormat[i / Formats.Length % ofFormat.Length];
            var path = folder.PathOf($"{seed + i}-{Path.GetFileName(file)}");
            var mutant = Mutation.Of(File.ReadAllBytes(file), seed + i);
            File.WriteAllBytes(path, mutant);
            yield return new SourceFile(Path.GetFileName(path), path, mutant.Length);
        }
    }

    /// <summary>What became of a mutant: text, the code of its failure, or what is wrong with its document.</summary>
    private static async Task<string> OutcomeAsync(FileReading file)
    {
        var (isWarned, broken) = (false, (string?)null);
        await foreach (var item in file.ItemsAsync(TestContext.Current.CancellationToken))
        {
            isWarned |= item is ReadItem.Issue;
            if (item is not ReadItem.Parsed { Document: var document }) continue;
            try
            {
                Invariants.Hold(document);
            }
            catch (Xunit.Sdk.XunitException e)
            {
                broken = $"{Unsound}: {e.Message}";
            }
        }

        return broken ?? file.Failure?.Code ?? (isWarned ? "text with remarks" : "text");
    }

    private static long UsedMemory()
    {
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
