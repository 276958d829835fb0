using System.Diagnostics;
using System.Globalization;
using LongRag.Retrievers.Lexical;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Retrievers.Tests.Lexical.Experiments;

/// <summary>Prints the tables of <c>experiments/lexical-first-figures.md</c>.</summary>
public sealed class FirstFiguresTests(ITestOutputHelper output)
{
    private static readonly LexicalOptions NoQuestionWords = LexicalOptions.Bm25 with { DropQuestionWords = true };

    private static readonly (string Name, LexicalOptions Options)[] Variants =
    [
        ("parity", LexicalOptions.Bm25),
        ("no question words", NoQuestionWords),
        ("1.2/.4", NoQuestionWords with { K1 = 1.2f }),
        ("heading .25", NoQuestionWords with { HeadingWeight = 0.25f }),
        ("heading .5", NoQuestionWords with { HeadingWeight = 0.5f }),
        ("heading .75", NoQuestionWords with { HeadingWeight = 0.75f }),
        ("1.2/.4, heading .75", NoQuestionWords with { K1 = 1.2f, HeadingWeight = 0.75f }),
        ("default", new LexicalOptions()),
    ];

    [Fact]
    [Trait("Category", "Slow")]
    public async Task First_figures()
    {
        var defaults = new List<double>();
        output.WriteLine($"| set | {string.Join(" | ", Variants.Select(v => v.Name))} | passages/s |");
        foreach (var set in new[] { RetrievalSet.Load("scifact", "test.tsv"), RetrievalSet.Load("cranfield", "test.tsv"), RetrievalSet.Load("squad", "dev.tsv", questions: 1_000), RetrievalSet.Load("techdocs-powershell", "test.tsv", words: 256) })
        {
            using var folder = new TemporaryFolder();
            var clock = Stopwatch.GetTimestamp();
            await using var corpus = await LexicalCorpus.OfAsync(folder, set.Entries);
            var speed = set.Entries.Sum(e => e.Passages.Count) / Stopwatch.GetElapsedTime(clock).TotalSeconds;
            var row = new List<double>();
            foreach (var (_, options) in Variants) row.Add(await set.MeasureAsync(corpus, options));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {set} | {string.Join(" | ", row.Select(r => r.ToString("F4", CultureInfo.InvariantCulture)))} | {speed:F0} |"));
            defaults.Add(row[^1] - row[0]);
        }

        // The default must be worth its name: better than parity over these sets.
        Assert.True(defaults.Average() > 0.02, $"The default gains {defaults.Average():F4} over parity.");
    }
}
