using System.IO.Compression;
using System.Text.Json;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests.Structure;

/// <summary>Induced boundaries against those of authors, whose headings were removed: experiments/structure-cohesion.md.</summary>
[Trait("Category", "Slow")]
public sealed class CohesionExperiment(ITestOutputHelper output)
{
    // Expected figures: measured with this code; a change that loses more than a hundredth is looked at.
    [Theory]
    [InlineData("techdocs-powershell", 0.43)]
    [InlineData("techdocs-csharp-standard", 0.40)]
    [InlineData("qmsum", 0.46)]
    public void Induced_boundaries_lie_nearer_to_the_authors_than_even_ones(string set, double highest)
    {
        var (documents, own, asMany) = (0, new Comparison(), new Comparison());
        foreach (var (text, blocks, authored) in set == "qmsum" ? Meetings() : Chapters(set))
        {
            var sections = CohesionSegmenter.Segment(text, new TextSpan(0, text.Length), blocks, 1);
            if (sections.Count < 2 || authored.Count < 2) continue;
            documents++;
            own.Add(text, blocks, authored, [.. sections.Skip(1).Select(s => s.Span.Start)]);

            var vocabulary = new Vocabulary();
            var units = LexicalUnits.Of(text, blocks, vocabulary, SpeakerLabel.Dominates(text, blocks), int.MaxValue);
            asMany.Add(text, blocks, authored, [.. CohesionSegmenter.Boundaries(units, vocabulary, units.Words / (authored.Count + 1), []).Skip(1).Select(u => units.Span(u).Start)]);
        }

        output.WriteLine(FormattableString.Invariant($"{set}: {documents} documents; section sizes as shipped: {own}; as many as the authors': {asMany}"));
        Assert.True(documents > 5, $"{documents} documents");
        Assert.True(own.IsBetter && asMany.IsBetter);
        Assert.InRange(asMany.Pk, 0, highest);
    }

    /// <summary>Mean errors of found boundaries, and of equally many that are evenly spaced over the same blocks.</summary>
    private sealed class Comparison
    {
        private double _pk, _evenPk, _difference, _evenDifference;
        private int _documents, _found, _authored;

        public bool IsBetter => _pk < _evenPk && _difference < _evenDifference;

        public double Pk => _pk / _documents;

        public void Add(string text, List<Block> blocks, List<int> authored, List<int> found)
        {
            var starts = blocks.Select(b => b.Span.Start).ToArray();
            var even = Enumerable.Range(1, found.Count).Select(i => Nearest(starts, (int)((long)text.Length * i / (found.Count + 1)))).Distinct().ToList();
            _pk += SegmentationError.Pk(authored, found, text.Length);
            _evenPk += SegmentationError.Pk(authored, even, text.Length);
            _difference += SegmentationError.WindowDiff(authored, found, text.Length);
            _evenDifference += SegmentationError.WindowDiff(authored, even, text.Length);
            (_documents, _found, _authored) = (_documents + 1, _found + found.Count, _authored + authored.Count);
        }

        public override string ToString() =>
            FormattableString.Invariant($"{_found} boundaries for {_authored}, Pk {_pk / _documents:F3} (even {_evenPk / _documents:F3}), WindowDiff {_difference / _documents:F3} (even {_evenDifference / _documents:F3})");
    }

    /// <summary>Markdown with its headings taken out; a boundary where one of the first two levels stood.</summary>
    private static IEnumerable<(string Text, List<Block> Blocks, List<int> Authored)> Chapters(string set)
    {
        foreach (var record in Read(set, "corpus.jsonl.gz"))
        {
            var parsed = BlankLineBlocks.Parse(record.GetProperty("text").GetString()!);
            var (text, blocks, authored) = (new System.Text.StringBuilder(), new List<Block>(), new List<int>());
            foreach (var block in parsed.Blocks)
            {
                if (block.Kind == BlockKind.Heading)
                {
                    if (block.Level <= 2 && text.Length > 0 && authored.LastOrDefault() != text.Length) authored.Add(text.Length);
                    continue;
                }

                blocks.Add(block with { Span = new TextSpan(text.Length, text.Length + block.Span.Length) });
                text.Append(block.Span.In(parsed.Text)).Append("\n\n");
            }

            if (authored.LastOrDefault() == text.Length) authored.RemoveAt(authored.Count - 1);
            if (blocks.Count > 0) yield return (text.ToString(), blocks, authored);
        }
    }

    /// <summary>Meetings; a boundary where an annotated topic starts.</summary>
    private static IEnumerable<(string Text, List<Block> Blocks, List<int> Authored)> Meetings()
    {
        foreach (var record in Read("qmsum", "documents.jsonl.gz"))
        {
            var topics = record.GetProperty("topics").EnumerateArray().SelectMany(t => t.GetProperty("span").EnumerateArray())
                .Select(s => int.Parse(s[0].GetString()!, System.Globalization.CultureInfo.InvariantCulture)).ToHashSet();
            var (text, blocks, authored) = (new System.Text.StringBuilder(), new List<Block>(), new List<int>());
            foreach (var turn in record.GetProperty("turns").EnumerateArray())
            {
                if (topics.Contains(blocks.Count) && blocks.Count > 0) authored.Add(text.Length);
                var line = $"{turn[0].GetString()}: {turn[1].GetString()}";
                blocks.Add(new Block(BlockKind.Paragraph, new TextSpan(text.Length, text.Length + line.Length)));
                text.Append(line).Append("\n\n");
            }

            yield return (text.ToString(), blocks, authored);
        }
    }

    private static IEnumerable<JsonElement> Read(string set, string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Requires.Shared("data", set, file)), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return JsonDocument.Parse(line).RootElement;
    }

    private static int Nearest(int[] starts, int at)
    {
        var index = Array.BinarySearch(starts, at);
        if (index >= 0) return at;
        index = ~index;
        if (index == starts.Length) return starts[^1];
        return index > 0 && at - starts[index - 1] < starts[index] - at ? starts[index - 1] : starts[index];
    }
}

/// <summary>How often two places k characters apart are told wrongly to lie in one section (Pk: Beeferman et al. 1999), or the number of boundaries between them is wrong (WindowDiff: Pevzner and Hearst 2002).</summary>
internal static class SegmentationError
{
    private const int Step = 16;

    public static double Pk(List<int> reference, List<int> found, int length) => Share(reference, found, length, (r, f) => r > 0 != f > 0);

    public static double WindowDiff(List<int> reference, List<int> found, int length) => Share(reference, found, length, (r, f) => r != f);

    private static double Share(List<int> reference, List<int> found, int length, Func<int, int, bool> isWrong)
    {
        var k = length / (reference.Count + 1) / 2;
        var (wrong, all) = (0, 0);
        for (var at = 0; at + k < length; at += Step)
        {
            all++;
            if (isWrong(Between(reference, at, at + k), Between(found, at, at + k))) wrong++;
        }

        return all == 0 ? 0 : (double)wrong / all;
    }

    private static int Between(List<int> sorted, int from, int to) => UpTo(sorted, to) - UpTo(sorted, from);

    private static int UpTo(List<int> sorted, int at)
    {
        var index = sorted.BinarySearch(at);
        return index >= 0 ? index + 1 : ~index;
    }
}
