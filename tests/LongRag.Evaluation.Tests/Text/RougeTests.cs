using CsCheck;
using Xunit;

namespace LongRag.Evaluation.Tests.Text;

public sealed class RougeTests
{
    private static readonly Rouge Plain = new();

    [Fact]
    public void Shared_pairs_of_words_count_once_for_each_time_they_are_in_both() =>
        Assert.Equal(new RougeScore(2 / 3.0, 2 / 4.0), Plain.N(2, "the cat sat down", "the cat sat on mats"));

    [Fact]
    public void The_longest_common_subsequence_may_have_gaps() =>
        Assert.Equal(new RougeScore(2 / 3.0, 2 / 4.0), Plain.L("police the gunman", "police killed the gun"));

    [Fact]
    public void Lines_are_sentences_for_the_sum_whatever_their_order()
    {
        Assert.Equal(1, Plain.LSum("second line here\nfirst line", "first line\nsecond line here").F);
        Assert.True(Plain.L("second line here\nfirst line", "first line\nsecond line here").F < 1);
    }

    [Fact]
    public void Only_letters_and_digits_of_ASCII_are_words() => Assert.Equal(1, Plain.N(1, "It's: 3-fold! 東京", "it s 3 fold").F);

    [Theory]
    [InlineData("running", "runs", 1)]
    [InlineData("running", "runner", 0)]
    [InlineData("generalizations", "generalization", 1)]
    [InlineData("flies", "fly", 0)]
    [InlineData("runs", "run", 1)]
    public void Stems_are_compared_of_words_longer_than_three_letters(string prediction, string reference, double expected) =>
        Assert.Equal(expected, new Rouge(isStemmed: true).N(1, prediction, reference).F);

    [Theory]
    [InlineData("skies", "sky")]
    [InlineData("dying", "die")]
    [InlineData("news", "news")]
    [InlineData("ties", "tie")]
    [InlineData("cried", "cri")]
    [InlineData("died", "die")]
    [InlineData("happy", "happi")]
    [InlineData("enjoy", "enjoy")]
    [InlineData("relational", "relat")]
    [InlineData("radically", "radic")]
    [InlineData("hopefully", "hope")]
    [InlineData("geologi", "geolog")]
    [InlineData("controlling", "control")]
    [InlineData("adjustable", "adjust")]
    [InlineData("hopping", "hop")]
    [InlineData("filing", "file")]
    public void Stems_are_those_of_NLTK(string word, string stem) => Assert.Equal(stem, NltkStemmer.Stem(word));

    [Fact]
    public void Nothing_compared_with_anything_scores_0() => Assert.Equal(0, Plain.LSum("", "words").F + Plain.L("words", "").F + Plain.N(1, "", "").F);

    [Fact]
    public void A_text_agrees_with_itself_and_shares_lie_between_0_and_1()
    {
        var words = Gen.Int[0, 4].Array[0, 30].Select(all => string.Concat(all.Select(i => "a b c d \n "[(2 * i)..(2 * i + 2)])) + " end");
        Gen.Select(words, words).Sample((x, y) =>
            Plain.L(x, x).F == 1 && Plain.LSum(x, x).F == 1 && Plain.L(x, y) is { Precision: >= 0 and <= 1, Recall: >= 0 and <= 1 } && Plain.LSum(x, y) is { Precision: >= 0 and <= 1, Recall: >= 0 and <= 1 });
    }
}
