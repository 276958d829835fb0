using System.Text.Json;
using LongRag.Evaluation;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Rankers.Tests;

public sealed class ListwiseReplayTests
{
    [Theory]
    [InlineData("rankvicuna.BM25.dl19")]
    [InlineData("vicuna-7b-zeroshot.BM25.dl19")]
    [InlineData("vicuna-13b-zeroshot.BM25.dl19")]
    public void Recorded_answers_give_the_recorded_run(string name)
    {
        var first = Run.Read(Requires.Shared("data", "msmarco-dl19", "runs", "BM25.trec.gz"));
        var final = Run.Read(Requires.Shared("data", "listwise-responses", "final", $"{name}.trec.gz"));
        var recorded = InputLines.Read(Requires.Shared("data", "listwise-responses", $"{name}.jsonl.gz")).Select(line => JsonDocument.Parse(line.Text).RootElement)
            .GroupBy(one => one.GetProperty("query_id").GetString()!, one => new RecordedWindow([.. one.GetProperty("window").EnumerateArray().Select(id => id.GetString()!)], one.GetProperty("response").GetString()!)).ToList();
        Assert.Equal(43, recorded.Count);
        foreach (var query in recorded)
        {
            var replayed = ListwiseReplay.Replay([.. first[query.Key]!.Entries.Select(entry => entry.Document)], [.. query]);
            Assert.Equal((9, 9, true), (replayed.Windows, replayed.ExactWindows, replayed.IsExact));
            Assert.Equal(final[query.Key]!.Entries.Select(entry => entry.Document), replayed.Order);
        }
    }

    [Fact]
    public void Windows_of_other_documents_or_too_few_are_not_exact()
    {
        string[] first = [.. Enumerable.Range(1, 30).Select(i => $"d{i}")];
        var other = ListwiseReplay.Replay(first, [new RecordedWindow(["x"], "[2]"), new RecordedWindow([.. first.Take(10), "d12", .. first.Skip(10).Take(1), .. first.Skip(12).Take(8)], "[1]")]);
        Assert.Equal((1, 2, false, 2, 38), (other.ExactWindows, other.Windows, other.IsExact, other.Repaired, other.Missing));
        var few = ListwiseReplay.Replay(first, [new RecordedWindow([.. first.Skip(10)], "[2]")]);
        Assert.Equal((1, 1, false), (few.ExactWindows, few.Windows, few.IsExact));
    }
}
