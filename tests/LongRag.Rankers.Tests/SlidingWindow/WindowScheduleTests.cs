using System.Text.Json;
using CsCheck;
using LongRag.Evaluation;
using LongRag.Rankers.SlidingWindow;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Rankers.Tests.SlidingWindow;

public sealed class WindowScheduleTests
{
    private static string Windows(int count, int window = 20, int step = 10) => string.Join(' ', WindowSchedule.Of(0, count, window, step).Select(w => $"{w.Start}-{w.End}"));

    [Theory]
    [InlineData(100, "80-100 70-90 60-80 50-70 40-60 30-50 20-40 10-30 0-20")]
    [InlineData(23, "3-23 0-13")]
    [InlineData(25, "5-25 0-15")]
    [InlineData(20, "0-20")]
    [InlineData(10, "0-10")]
    [InlineData(1, "0-1")]
    [InlineData(0, "")]
    public void Windows_go_from_the_end_to_the_head(int count, string windows) => Assert.Equal(windows, Windows(count));

    [Fact]
    public void Windows_and_their_effect_are_those_of_the_references()
    {
        var cases = InputLines.Read(Requires.Shared("golden", "seeds", "listwise", "windows.jsonl.gz")).Select(line => JsonDocument.Parse(line.Text).RootElement).ToList();
        Assert.Equal(228, cases.Count);
        foreach (var one in cases)
        {
            var relevance = one.GetProperty("relevance").EnumerateArray().Select(grade => grade.GetInt32()).ToArray();
            var count = one.GetProperty("n").GetInt32();
            var head = one.TryGetProperty("rank_start", out var given) ? given.GetInt32() : 0;
            var end = one.TryGetProperty("rank_end", out given) ? given.GetInt32() : count;
            var expected = one.GetProperty("rank_llm");
            var windows = WindowSchedule.Of(head, end, one.GetProperty("window").GetInt32(), one.GetProperty("step").GetInt32()).ToList();
            Assert.Equal(expected.GetProperty("windows").EnumerateArray().Select(w => (w[0].GetInt32(), w[1].GetInt32())), windows);
            Assert.Equal(expected.GetProperty("calls").GetInt32(), windows.Count);
            var order = Enumerable.Range(0, count).ToArray();
            foreach (var (from, to) in windows) order[from..to].OrderByDescending(document => relevance[document]).ToArray().CopyTo(order, from);
            Assert.Equal(expected.GetProperty("order").EnumerateArray().Select(document => document.GetInt32()), order);
        }
    }

    [Fact]
    public void Every_place_is_in_a_window_and_windows_end_at_the_head() => Gen.Select(Gen.Int[1, 300], Gen.Int[2, 60], Gen.Int[1, 60]).Sample((count, window, step) =>
    {
        step = Math.Min(step, window);
        var windows = WindowSchedule.Of(0, count, window, step).ToList();
        return windows[^1].Start == 0 && Enumerable.Range(0, count).All(place => windows.Any(w => w.Start <= place && place < w.End)) && windows.All(w => w.End - w.Start <= window);
    });
}
