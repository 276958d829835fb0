using LongRag.Generator.Chat;
using LongRag.Generator.Tests.Extractive;
using Xunit;

namespace LongRag.Generator.Tests.Chat;

public sealed class QuotationMarkTests
{
    private const string Bridge = "The bridge was opened in May 1931. The dogs' bowl was blue in the '30s. \"It's late,\" said Ingrid Solheim of the ‘Lorvik Post’.";

    [Theory]
    [InlineData("‘No ferry was ever late’ and ‘it was paid for by the town’.")]
    [InlineData("‹No ferry was ever late› and ‹it was paid for by the town›.")]
    [InlineData("›No ferry was ever late‹ and ›it was paid for by the town‹.")]
    [InlineData("‚No ferry was ever late‘ and ‚it was paid for by the town.‘")]
    [InlineData("‘No ferry isn’t late’ and ‘It wasn’t paid for by the town’.")]
    public async Task Invented_quotations_in_single_marks_go_as_those_in_double_marks_do(string said)
    {
        foreach (var pieces in new[] { [said], said.Select(c => c.ToString()).ToArray() })
        {
            var answer = await AskAsync(["The bridge was opened in May 1931 [1]. People claim: ", .. pieces]);
            Assert.Equal("The bridge was opened in May 1931 [1]. People claim: … and …", answer.Text.TrimEnd('.'));
            Assert.Equal(["2 quotations that no passage holds were dropped."], answer.Notes.Select(note => note.Text));
        }
    }

    [Theory]
    [InlineData("The dogs’ bowl was blue [1].")]
    [InlineData("‘It’s late’, said Ingrid Solheim [1].")]
    [InlineData("‘It’s late,’ said Ingrid Solheim of the Lorvik Post [1].")]
    [InlineData("In the ‘30s, in May 1931, the bridge was opened [1].")]
    [InlineData("‘Twas in May 1931 that the bridge was opened [1].")]
    [InlineData("The dogs‘ bowl was blue [1].")]
    public async Task Apostrophes_are_no_quotation_marks(string written)
    {
        foreach (var pieces in new[] { [written], written.Select(c => c.ToString()).ToArray() })
        {
            var answer = await AskAsync([.. pieces, " The bridge was opened in May 1931 [1]."]);
            Assert.StartsWith(written, answer.Text, StringComparison.Ordinal);
            Assert.Empty(answer.Notes);
            Assert.Empty(answer.UnsupportedSentences);
        }
    }

    [Fact]
    public async Task An_apostrophe_that_opens_nothing_leaves_the_sentences_behind_it_their_own()
    {
        var answer = await AskAsync(["‘Twas in May 1931 that the bridge was opened [1]. ", .. Enumerable.Range(0, 40).Select(i => $"Dragon {i} came along. ")]);
        Assert.True(answer.UnsupportedSentences.Count > 20, $"{answer.UnsupportedSentences.Count}");
    }

    [Theory]
    [InlineData("‘the dogs’ bowl’", 0, 10)]
    [InlineData("a‘b’", -1, -1)]
    [InlineData("‘a’b c’ d", 0, 7)]
    [InlineData("‘open", -1, -1)]
    [InlineData("‹open", 0, 5)]
    [InlineData("‘ a’", -1, -1)]
    public void A_single_mark_closes_where_no_letter_follows(string text, int start, int end) =>
        Assert.Equal(start < 0 ? [] : [new TextSpan(start, end)], Quotation.Find(text).Select(quotation => quotation.Span));

    private static Task<Answer> AskAsync(string[] pieces) => TinyCorpus.AskAsync(new ChatGenerator(ScriptedModel.Of(pieces).Model()), new Query { Text = "When was it?" }, Bridge);
}
