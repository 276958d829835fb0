using Xunit;

namespace LongRag.Evaluation.Tests.Answers;

public sealed class AnswerCheckTests
{
    private const string Text = "Ada built the mill in 1820. The mill burnt in 1905. Ada left.";
    private static readonly Dictionary<string, double> NoTimings = new(StringComparer.Ordinal);

    private static readonly QaQuestion Question = new() { Id = "q", Text = "When did the mill burn?", Document = "d", Answers = ["1905", "in 1905"] };

    [Fact]
    public void A_quote_that_holds_the_answer_is_right_in_every_way()
    {
        var check = Check(Question, Quote("The mill burnt in 1905."));
        Assert.Equal(new AnswerCheck(0, 0, 0.5, 1, 1, 1, 1, 1, 1, 1), check);
    }

    [Fact]
    public void A_quote_beside_the_answer_cites_the_document_but_not_the_place()
    {
        var check = Check(Question, Quote("Ada built the mill in 1820."));
        Assert.Equal((0, 0, 0, 0, 1), (check.FirstQuoteHit, check.QuoteHit, check.CitationPrecision, check.CitationRecall, check.DocumentPrecision));
    }

    [Fact]
    public void The_second_quote_counts_for_all_but_the_first_hit()
    {
        var check = Check(Question, Quote("Ada left."), Quote("The mill burnt in 1905."));
        Assert.Equal((0, 1, 0.5, 1, 1), (check.FirstQuoteHit, check.QuoteHit, check.CitationPrecision, check.CitationRecall, check.DocumentPrecision));
    }

    [Fact]
    public void The_same_words_of_another_document_hit_but_cite_wrongly()
    {
        var check = Check(Question, new Quoted("other", new TextSpan(0, 23), "The mill burnt in 1905."));
        Assert.Equal((1, 0, 0, 0), (check.FirstQuoteHit, check.CitationPrecision, check.CitationRecall, check.DocumentPrecision));
    }

    [Fact]
    public void No_answer_is_a_miss_and_has_no_precision()
    {
        var check = AnswerCheck.Of(Question, GoldEvidence.Of(Question, Document, Text), new QuotedAnswer("", [], "Nothing.", ["d"], NoTimings));
        Assert.Equal(new AnswerCheck(1, 0, 0, 0, 0, 0, null, 0, null, 1), check);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("Nothing.", 1)]
    public void Where_there_is_no_answer_none_is_right(string? reason, double right)
    {
        var check = AnswerCheck.Of(Question with { IsUnanswerable = true, Answers = [] }, null, new QuotedAnswer(reason is null ? "1905" : "", [], reason, [], NoTimings));
        Assert.Equal(new AnswerCheck(right, right, right, null, null, null, null, null, null, null), check);
    }

    [Fact]
    public void Evidence_that_is_all_wanted_is_recalled_in_part()
    {
        var gold = new GoldEvidence("d", [new TextSpan(0, 27), new TextSpan(52, 61)], AllWanted: true);
        var check = AnswerCheck.Of(Question, gold, new QuotedAnswer("x", [Quote("Ada left.")], null, ["d"], NoTimings));
        Assert.Equal((0.5, 1), (check.CitationRecall, check.CitationPrecision));
    }

    [Fact]
    public void Answers_without_offsets_stand_wherever_the_document_holds_them()
    {
        var gold = GoldEvidence.Of(Question with { Answers = ["Ada"] }, Document, Text)!;
        Assert.Equal([new TextSpan(0, 3), new TextSpan(52, 55)], gold.Spans);
        Assert.False(gold.AllWanted);
    }

    [Fact]
    public void Offsets_follow_a_text_that_was_stored_with_other_white_space()
    {
        var question = Question with { AnswerSpans = [new TextSpan(46, 50)] };
        var gold = GoldEvidence.Of(question, Document, "Ada built  the mill in 1820.\n\nThe mill burnt in 1905. Ada left.")!;
        Assert.Equal([new TextSpan(48, 52)], gold.Spans);
    }

    [Fact]
    public void A_span_that_the_stored_text_does_not_hold_is_left_out() =>
        Assert.Empty(GoldEvidence.Of(Question with { AnswerSpans = [new TextSpan(46, 50)] }, Document, "Another text altogether, and no shorter than the first of the two.")!.Spans);

    [Fact]
    public void Averages_leave_out_what_a_question_does_not_have()
    {
        var averages = AnswerAverages.Of([Check(Question, Quote("The mill burnt in 1905.")), AnswerCheck.Of(Question, GoldEvidence.Of(Question, Document, Text), new QuotedAnswer("", [], "Nothing.", ["d"], NoTimings))]);
        Assert.Equal((0.5, 1, 0.5, 0.5), (averages["first_quote_hit"], averages["citation_precision"], averages["citation_recall"], averages["no_answer"]));
    }

    private static QaDocument Document => new("d", "", Text, []);

    private static Quoted Quote(string text) => new("d", new TextSpan(Text.IndexOf(text, StringComparison.Ordinal), Text.IndexOf(text, StringComparison.Ordinal) + text.Length), text);

    private static AnswerCheck Check(QaQuestion question, params Quoted[] quotes) =>
        AnswerCheck.Of(question, GoldEvidence.Of(question, Document, Text), new QuotedAnswer(string.Join(' ', quotes.Select(q => q.Text)), quotes, null, ["d"], NoTimings));
}
