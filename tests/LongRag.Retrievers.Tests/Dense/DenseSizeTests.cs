using System.Diagnostics;
using System.Globalization;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Retrievers.Tests.Dense;

/// <summary>What the first and the later steps of a search take in an index of 100,000 passages of 384 dimensions.</summary>
[Trait("Category", "Slow")]
public sealed class DenseSizeTests
{
    private const int Documents = 10_000;
    private const int PassagesEach = 10;

    [Fact]
    public async Task Opening_looking_up_and_filtering_take_a_fraction_of_a_second()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        await using var corpus = DenseCorpus.Open(folder, schema: DenseCorpus.SchemaOf(dimensions: 384));
        var lines = new List<string>();
        await TimedAsync(lines, "index", async () =>
        {
            for (var at = 0; at < Documents; at += 500)
                await corpus.Index.ApplyAsync([.. Enumerable.Range(at, 500).Select(i => Change(random, i))]);
            await corpus.Index.CommitAsync(Documents);
        });
        var query = corpus.Hashes.VectorOf("w1 w2 w3 w4");
        Timed(lines, "first search", () => corpus.Search.Find(query, 100));
        for (var i = 0; i < 3; i++) Timed(lines, "search", () => corpus.Search.Find(query, 100));
        Timed(lines, "first filter", () => corpus.Search.Find(query, 100, Filter.Parse("year > 2003")));
        Timed(lines, "filter again", () => corpus.Search.Find(query, 100, Filter.Parse("year > 2003")));
        PassageId[] ids = [.. corpus.Search.Find(query, 200).Select(hit => hit.Id)];
        Timed(lines, "first 200 cosines", () => corpus.Search.Cosines(query, ids));
        Timed(lines, "200 cosines", () => corpus.Search.Cosines(query, ids));
        for (var i = 0; i < 3; i++) Timed(lines, "documents", () => corpus.Search.FindDocuments(query, 20));
        await TimedAsync(lines, "commit of one document", async () =>
        {
            await corpus.Index.ApplyAsync([Change(random, Documents)]);
            await corpus.Index.CommitAsync(Documents + 1);
        });
        await TimedAsync(lines, "verify", () => corpus.DifferencesAsync());
        TestContext.Current.SendDiagnosticMessage(string.Join('\n', lines));
        Assert.Equal((Documents + 1) * PassagesEach, Refreshed(corpus));
    }

    private static long Refreshed(DenseCorpus corpus)
    {
        corpus.Reader.Refresh();
        return corpus.Reader.Statistics()!.Passages;
    }

    private static CorpusChange Change(Random random, int number)
    {
        var entry = DenseIndexTests.Document($"d{number}", string.Join("\n\n", Enumerable.Range(0, PassagesEach).Select(_ => string.Join(' ', Enumerable.Range(0, 12).Select(_ => $"w{random.Next(5000)}")))), $$"""{"year":{{2000 + (number % 7)}}}""");
        return new CorpusChange(number + 1, entry.Document.Id, entry);
    }

    private static void Timed(List<string> lines, string what, Action act)
    {
        var started = Stopwatch.GetTimestamp();
        act();
        lines.Add(Line(what, started));
    }

    private static async Task TimedAsync(List<string> lines, string what, Func<Task> act)
    {
        var started = Stopwatch.GetTimestamp();
        await act();
        lines.Add(Line(what, started));
    }

    private static string Line(string what, long started) => string.Create(CultureInfo.InvariantCulture, $"{what}: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0.0} ms");
}
