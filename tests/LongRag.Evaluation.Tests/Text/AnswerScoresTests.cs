using CsCheck;
using Xunit;

namespace LongRag.Evaluation.Tests.Text;

public sealed class AnswerScoresTests
{
    [Theory]
    [InlineData("The  Quick, brown (fox)!", "quick brown fox")]
    [InlineData("a.m.", "am")]
    [InlineData("an apple a day", "apple day")]
    [InlineData("theatre another a1", "theatre another a1")]
    [InlineData("‘an’ apple", "‘ ’ apple")]
    [InlineData("a\u0301b", "\u0301b")]
    [InlineData("a𝒃 𝒃a", "a𝒃 𝒃a")]
    [InlineData("İstanbul", "i\u0307stanbul")]
    [InlineData("ΣΑΣ ΣΑΣΑ Σ", "σας σασα σ")]
    [InlineData("x\u00a0y\u3000z\u001cw", "x y z w")]
    [InlineData("...", "")]
    public void Answers_have_the_normal_form_of_the_script(string answer, string normal) => Assert.Equal(normal, AnswerText.Normalize(answer));

    [Theory]
    [InlineData("the cat", "cat", 1, 1)]
    [InlineData("black cat", "cat", 0, 2 / 3.0)]
    [InlineData("cat cat dog", "cat dog dog", 0, 2 / 3.0)]
    [InlineData("dog", "cat", 0, 0)]
    public void F1_counts_shared_words(string prediction, string answer, double em, double f1)
    {
        Assert.Equal(em, AnswerScores.ExactMatch(prediction, [answer]));
        Assert.Equal(f1, AnswerScores.F1(prediction, [answer]), 12);
    }

    [Fact]
    public void The_best_gold_answer_counts() => Assert.Equal(1, AnswerScores.F1("two dogs", ["a dog", "two dogs"]));

    [Fact]
    public void Empty_answers_agree_by_the_second_rules_only()
    {
        Assert.Equal((1, 0), (AnswerScores.ExactMatch("the", ["a"]), AnswerScores.F1("the", ["a"])));
        Assert.Equal((1, 1), (AnswerScores.ExactMatch("the", ["a"], SquadRules.V2), AnswerScores.F1("the", ["a"], SquadRules.V2)));
    }

    [Fact]
    public void A_question_without_answer_wants_an_empty_one()
    {
        Assert.Equal(1, AnswerScores.F1("", [], SquadRules.V2));
        Assert.Equal(0, AnswerScores.F1("words", [], SquadRules.V2));
    }

    [Theory]
    [InlineData("It was Paris, the city.", "paris", 1)]
    [InlineData("It was Paris.", "Paris city", 0)]
    public void A_gold_answer_within_the_prediction_is_enough_for_the_subspan(string prediction, string answer, double expected) =>
        Assert.Equal(expected, AnswerScores.BestSubspanExactMatch(prediction, [answer]));

    [Fact]
    public void An_answer_agrees_with_itself_and_shares_lie_between_0_and_1() => Gen.Select(Gen.String, Gen.String).Sample((x, y) =>
        AnswerScores.ExactMatch(x, [x]) == 1 && AnswerScores.F1(x, [x], SquadRules.V2) == 1 && AnswerScores.F1(x, [y]) is >= 0 and <= 1 && AnswerScores.F1(x, [y]) == AnswerScores.F1(y, [x]));
}
