using Xunit;

namespace LongRag.Evaluation.Tests.Training;

public sealed class HardNegativesTests
{
    private static readonly string[] Answers = ["the Red Mill"];

    [Fact]
    public void Negatives_are_no_gold_hold_no_answer_and_stop_at_k()
    {
        TrainingPassage[] ranked = [Of("a", "It is the red mill."), Of("gold", "Gold."), Of("b", "A mill."), Of("c", "The red-mill!"), Of("b2", "A mill."), Of("d", "Nothing."), Of("e", "More.")];
        var chosen = HardNegatives.Choose([Of("gold", "Gold.")], ranked, Answers, 3);
        // "red-mill" without its mark is "redmill": no answer in it, so it is a negative.
        Assert.Equal(["gold", "b", "c"], chosen.Select(p => p.Id));
        Assert.Equal(["gold", "b", "c", "d", "e"], HardNegatives.Choose([Of("gold", "Gold.")], ranked, Answers, 10).Select(p => p.Id));
    }

    [Fact]
    public void A_passage_whose_title_holds_the_answer_is_no_negative()
    {
        var titled = new TrainingPassage("t", "t", "The Red Mill", "It turns.");
        Assert.Equal(["gold"], HardNegatives.Choose([Of("gold", "Gold.")], [titled], Answers, 3).Select(p => p.Id));
    }

    [Theory]
    [InlineData("I do not know.", "no", false)]
    [InlineData("No, he said.", "no", true)]
    [InlineData("In 2012.", "2", false)]
    [InlineData("anything", "", false)]
    [InlineData("京都は古い都です。", "古い都", true)]
    public void Gold_is_found_by_whole_words(string text, string answer, bool holds) => Assert.Equal(holds, AnswerContainment.HoldsWords(text, [answer]));

    [Theory]
    [InlineData("We saw a red mill there.", true)]
    [InlineData("RED MILL.", true)]
    [InlineData("A mill, red.", false)]
    public void Answers_are_looked_for_in_normal_form_too(string text, bool holds) => Assert.Equal(holds, AnswerContainment.Holds(text, Answers));

    [Fact]
    public void Shuffling_depends_on_question_and_seed_alone()
    {
        var passages = Enumerable.Range(0, 20).Select(i => Of($"{i}", $"{i}")).ToArray();
        Assert.Equal(TrainingExample.Shuffled(passages, "q", 1), TrainingExample.Shuffled(passages, "q", 1));
        Assert.NotEqual(TrainingExample.Shuffled(passages, "q", 1), TrainingExample.Shuffled(passages, "q", 2));
        Assert.NotEqual(TrainingExample.Shuffled(passages, "q", 1), TrainingExample.Shuffled(passages, "r", 1));
        Assert.Equal(passages, TrainingExample.Shuffled(passages, "q", 1).OrderBy(p => int.Parse(p.Id, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Gold_passages_hold_the_place_of_the_answer()
    {
        Passage[] passages = [Cut(0, 0, 8, "A mill. "), Cut(1, 8, 21, "the Red Mill."), Cut(2, 21, 34, "the Red Mill.")];
        var question = new QaQuestion { Id = "q", Text = "?", Document = "d", Answers = Answers };
        Assert.Equal([2], Places(new GoldEvidence("d", [new(21, 33)], AllWanted: false)));
        Assert.Equal([1], Places(new GoldEvidence("d", [new(0, 3)], AllWanted: false)));
        Assert.Equal([1], Places(null));
        Assert.Equal([0, 2], Places(new GoldEvidence("d", [new(0, 3), new(30, 33)], AllWanted: true)));
        Assert.Empty(GoldPassages.Of(question with { Answers = ["elsewhere"] }, null, passages));

        IEnumerable<int> Places(GoldEvidence? evidence) => GoldPassages.Of(question, evidence, passages).Select(p => p.Ordinal);
    }

    [Theory]
    [InlineData("Document [1] says so.\nAnswer: x", "Document [1] says so.")]
    [InlineData("It is [2].", null)]
    [InlineData("It is [1] and [3].", null)]
    [InlineData("It is [0] and [1].", null)]
    [InlineData("No number.", null)]
    [InlineData("", null)]
    [InlineData("[99999999999999999999] [1]", null)]
    public void Reasoning_names_documents_that_are_there_and_a_gold_one(string written, string? expected)
    {
        var example = new TrainingExample { Question = new QaQuestion { Id = "q", Text = "?", Answers = Answers }, Passages = [Of("a", "1"), Of("b", "2")], Gold = [1] };
        Assert.Equal(expected, ReasoningText.Checked(written, example));
        Assert.Null(ReasoningText.Checked(new string('x', 3000) + "[1]", example));
    }

    private static TrainingPassage Of(string id, string text) => new(id, id, "", text);

    private static Passage Cut(int ordinal, int start, int end, string text) => new()
    {
        Id = PassageId.From(DocumentId.From("c", "d"), [], text, ordinal),
        DocumentId = DocumentId.From("c", "d"),
        Ordinal = ordinal,
        Span = new TextSpan(start, end),
        Text = text,
        Section = 0,
        SectionPath = [],
    };
}
