using CsCheck;
using Xunit;

namespace LongRag.Generator.Tests.Extractive;

public sealed class ExtractivePropertyTests
{
    private static readonly Gen<string> Piece = Gen.OneOf(
        Any("The bridge", " was built ", "in 1931", ". ", "? ", "\n", "\n\n", "| a | b |\n", "|---|\n", "```\n", "x = [1];\n", "\t", "He ", "[3]", "\"", "“", "京都大桥", "é\u0301", "because ", "How many ", "who ", "Kepler "),
        Gen.String[Gen.Char, 0, 6]);

    private static readonly Gen<string> Text = Piece.Array[1, 25].Select(string.Concat);

    [Fact]
    public async Task Whatever_is_asked_of_whatever_text_gives_verified_quotes_or_a_reason() =>
        await Gen.Select(Text, Text.Array[1, 4]).SampleAsync(async (question, passages) =>
        {
            if (string.IsNullOrWhiteSpace(question)) return;
            var answer = await TinyCorpus.AskAsync(new ExtractiveOptions { LeastChance = 0 }, new Query { Text = question }, passages);
            Assert.Equal(0, answer.DroppedCitations);
            Assert.Equal(answer.NoAnswerReason is null, answer.Citations.Count > 0);
            Assert.All(answer.Citations, c => Assert.Contains($"[{c.Id}]", answer.Text, StringComparison.Ordinal));
            Assert.Equal(answer.Citations.Select(c => c.Id), answer.Citations.Select((_, i) => (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }, iter: 2000);

    [Fact]
    public void Units_stand_in_order_do_not_overlap_and_leave_no_word_out() => Text.Sample(text =>
    {
        var evidence = Experiments.QuestionSets.Evidence(1, "t", text, 0);
        var units = UnitReader.Read(evidence, QuestionAnalysis.Of("bridge"));
        for (var i = 1; i < units.Count; i++) Assert.True(units[i - 1].Span.End <= units[i].Span.Start);
        for (var i = 0; i < units.Count; i++) Assert.Equal(i, units[i].Place);
        for (var at = 0; at < text.Length; at++)
            if (char.IsLetterOrDigit(text[at])) Assert.Contains(units, u => u.Span.Start <= at && at < u.Span.End);
    }, iter: 2000);

    [Fact]
    public void Two_hundred_thousand_characters_without_a_sentence_end_are_read_in_linear_time()
    {
        var text = string.Concat(Enumerable.Repeat("bridge ", 30_000));
        var units = UnitReader.Read(Experiments.QuestionSets.Evidence(1, "t", text, 0), QuestionAnalysis.Of("bridge"));
        Assert.All(units, u => Assert.True(u.Span.Length <= 480));
    }

    private static Gen<string> Any(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
