using System.Text.Json;
using CsCheck;
using LongRag.Evaluation;
using LongRag.Rankers.Listwise;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Rankers.Tests.Listwise;

public sealed class RankingAnswerTests
{
    private static int[] Parsed(string text, int count, PassageLabels labels = PassageLabels.Numbers) => [.. RankingAnswer.Parse(text, count, labels).Order.Select(place => place + 1)];

    private static int[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetInt32())];

    [Fact]
    public void Numbers_are_read_as_the_references_read_them()
    {
        var cases = InputLines.Read(Requires.Shared("golden", "seeds", "listwise", "parse.jsonl.gz")).Select(line => JsonDocument.Parse(line.Text).RootElement).ToList();
        Assert.Equal(170, cases.Count);
        Assert.All(cases, one => Assert.Equal(Numbers(one.GetProperty("rank_llm")), Parsed(one.GetProperty("response").GetString()!, one.GetProperty("n").GetInt32())));
    }

    [Fact]
    public void Letters_are_read_as_the_references_read_them()
    {
        var cases = InputLines.Read(Requires.Shared("golden", "seeds", "listwise", "parse_letters.jsonl")).Select(line => JsonDocument.Parse(line.Text).RootElement).ToList();
        Assert.Equal(12, cases.Count);
        Assert.All(cases, one => Assert.Equal(Numbers(one.GetProperty("rank_llm_alpha")), Parsed(one.GetProperty("response").GetString()!, one.GetProperty("n").GetInt32(), PassageLabels.Letters)));
    }

    [Theory]
    [InlineData("[2] > [1] > [3]", 3, 0, 0)]
    [InlineData("[2] > [2] > [9] > [0]", 1, 1, 2)]
    [InlineData("I cannot rank these.", 0, 0, 0)]
    [InlineData("[2] > ➀", 0, 0, 1)]
    [InlineData("99999999999999999999999999999999999999 > 3", 1, 0, 1)]
    public void What_had_to_be_put_right_is_counted(string text, int named, int repeated, int unknown)
    {
        var answer = RankingAnswer.Parse(text, 3);
        Assert.Equal((named, repeated, unknown), (answer.Named, answer.Repeated, answer.Unknown));
    }

    [Fact]
    public void Any_text_gives_a_permutation()
    {
        var hostile = Gen.OneOf("[1]", "[3] > ", ">", " ", "\n", "</think>", "<think>", "-", "0", "²", "①", "➀", "⑩", "１２", "٣", "\ud83c", "\udd03", "🄃", "1e9", "999999999999999999999", "[", "]", "A", "BC", "É", "\0", "½", "é", "三");
        var texts = Gen.OneOf(hostile.Array[0, 40].Select(string.Concat), Gen.String[0, 200], Gen.Int[-5, 130].Array[0, 120].Select(numbers => string.Join(" > ", numbers.Select(number => $"[{number}]"))));
        Gen.Select(texts, Gen.Int[0, 110], Gen.Bool).Sample(
            (text, count, letters) =>
            {
                var answer = RankingAnswer.Parse(text, count, letters ? PassageLabels.Letters : PassageLabels.Numbers);
                return answer.Order.Order().SequenceEqual(Enumerable.Range(0, count)) && answer.Named <= count && answer.Repeated >= 0 && answer.Unknown >= 0;
            },
            iter: 10_000);
    }

    [Fact]
    public void A_clean_ranking_is_read_as_it_stands() => Gen.Int[1, 100].Select(count => Gen.Shuffle(Enumerable.Range(1, count).ToArray())).SelectMany(order => order).Sample(order =>
        Parsed(string.Join(" > ", order.Select(number => $"[{number}]")), order.Length).SequenceEqual(order), iter: 1000);
}
