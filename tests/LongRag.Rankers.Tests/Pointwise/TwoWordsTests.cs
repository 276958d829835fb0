using System.Text.Json;
using LongRag.Models.Chat;
using LongRag.Rankers.Pointwise;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Rankers.Tests.Pointwise;

public sealed class TwoWordsTests
{
    [Fact]
    public void The_probability_of_two_is_that_of_monoT5()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Requires.Shared("golden", "seeds", "duo", "mono_and_passages.json")));
        foreach (var one in golden.RootElement.GetProperty("mono").EnumerateArray())
        {
            var expected = one.GetProperty("log_p_true").GetDouble();
            Assert.Equal(expected, TwoWords.OfTwo(one.GetProperty("logit_true").GetDouble(), one.GetProperty("logit_false").GetDouble()), Math.Max(1e-15, Math.Abs(expected) * 1e-6));
        }
    }

    [Fact]
    public void All_spellings_of_a_word_count_together()
    {
        TokenScore[] tokens = [new("Yes", Math.Log(0.3)), new("No", Math.Log(0.2)), new(" yes", Math.Log(0.1)), new("NO", Math.Log(0.2)), new("Maybe", Math.Log(0.1))];
        Assert.Equal(Math.Log(0.5), TwoWords.LogProbability(tokens, "yes", "no")!.Value, 1e-12);
    }

    [Fact]
    public void A_word_that_is_not_among_the_tokens_is_as_likely_as_the_last()
    {
        TokenScore[] tokens = [new("Yes", Math.Log(0.6)), new("The", Math.Log(0.2))];
        Assert.Equal(Math.Log(0.75), TwoWords.LogProbability(tokens, "yes", "no")!.Value, 1e-12);
        Assert.Equal(Math.Log(0.25), TwoWords.LogProbability(tokens, "no", "yes")!.Value, 1e-12);
    }

    [Fact]
    public void There_is_none_where_neither_word_is_there_or_no_number_is_sound() =>
        Assert.All<IReadOnlyList<TokenScore>>([[], [new("The", -1)], [new("yes", double.NaN), new("no", double.PositiveInfinity)], [new("yes", 3)]], tokens => Assert.Null(TwoWords.LogProbability(tokens, "yes", "no")));
}
