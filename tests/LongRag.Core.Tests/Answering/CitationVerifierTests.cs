using CsCheck;
using Xunit;

namespace LongRag.Core.Tests.Answering;

public sealed class CitationVerifierTests
{
    private const string Text = "The bridge was built in 1931.\nIt is  60 metres\tlong. The bridge was built in 1931.";
    private readonly SmallCorpus _corpus = new();

    private async Task<VerifiedCitations> SheetAsync() =>
        new CitationVerifier(_corpus.Store).For([await _corpus.EvidenceAsync("a", Text), await _corpus.EvidenceAsync("b", "Nothing of the kind.", 2)]);

    [Fact]
    public async Task A_quote_at_its_span_is_verified()
    {
        var sheet = await SheetAsync();
        var citation = await sheet.CheckAsync(new AnswerEvent.Cite("1", 1, "built in 1931", new TextSpan(15, 28)), TestContext.Current.CancellationToken);
        Assert.NotNull(citation);
        Assert.True(citation.Verified);
        Assert.Equal(("1", "a", new TextSpan(15, 28), "built in 1931"), (citation.Id, citation.Document.Source, citation.Span, citation.Quote));
        Assert.Equal([citation], sheet.Accepted);
        Assert.Equal(0, sheet.Dropped);
    }

    [Theory]
    [InlineData(1, "built in 1932", 15, 28, "an altered character")]
    [InlineData(1, "built in 1931", 14, 27, "a span one too early")]
    [InlineData(1, "built in 1931", 15, 27, "a span too short")]
    [InlineData(2, "built in 1931", 15, 28, "another document")]
    [InlineData(3, "built in 1931", 15, 28, "evidence that was not given")]
    [InlineData(1, "built in 1931", -5, 8, "a span before the text")]
    [InlineData(1, "built in 1931", 15, 9000, "a span behind the text")]
    [InlineData(1, "", 15, 15, "an empty quote")]
    [InlineData(1, "", 28, 15, "a span that ends before it starts")]
    [InlineData(1, "It is 60 metres", 30, 46, "white space put right at a span")]
    public async Task A_lie_is_dropped_and_counted(int evidence, string quote, int start, int end, string lie)
    {
        var sheet = await SheetAsync();
        Assert.True(await sheet.CheckAsync(new AnswerEvent.Cite("1", evidence, quote, new TextSpan(start, end)), TestContext.Current.CancellationToken) is null, lie);
        Assert.Empty(sheet.Accepted);
        Assert.Equal(1, sheet.Dropped);
    }

    [Theory]
    [InlineData("The bridge was built in 1931.", 0, 29)]
    [InlineData("60 metres\tlong.", 37, 52)]
    public async Task A_quote_without_a_span_is_found_at_its_first_place(string quote, int start, int end)
    {
        var citation = await (await SheetAsync()).CheckAsync(new AnswerEvent.Cite("1", 1, quote), TestContext.Current.CancellationToken);
        Assert.Equal(new TextSpan(start, end), citation!.Span);
    }

    [Fact]
    public async Task White_space_may_differ_and_the_stored_characters_are_given()
    {
        var citation = await (await SheetAsync()).CheckAsync(new AnswerEvent.Cite("1", 1, " 1931. It is 60\nmetres long. "), TestContext.Current.CancellationToken);
        Assert.Equal("1931.\nIt is  60 metres\tlong.", citation!.Quote);
    }

    [Theory]
    [InlineData("the bridge was built in 1931.")]
    [InlineData("Thebridge was built")]
    [InlineData("The bri dge was built")]
    [InlineData("The bridge was built in 1931")]
    [InlineData("The bridge … built in 1931.")]
    [InlineData("Nothing of the kind.")]
    [InlineData(" \n ")]
    public async Task Nothing_else_may_differ(string quote)
    {
        var found = await (await SheetAsync()).CheckAsync(new AnswerEvent.Cite("1", 1, quote), TestContext.Current.CancellationToken);
        // Without its full stop the quote still stands in the text; it is the one that is no lie.
        Assert.Equal(quote.EndsWith("1931", StringComparison.Ordinal), found is not null);
    }

    [Fact]
    public async Task A_document_that_changed_or_went_since_is_not_cited()
    {
        var sheet = await SheetAsync();
        await _corpus.AddAsync("a", "", (0, "The bridge was built in 1932."));
        Assert.Null(await sheet.CheckAsync(new AnswerEvent.Cite("1", 1, "built in 1931", new TextSpan(15, 28)), TestContext.Current.CancellationToken));
        var later = await SheetAsync();
        await _corpus.Store.DeleteAsync(Collection.DefaultName, [DocumentId.From(Collection.DefaultName, "b")], TestContext.Current.CancellationToken);
        Assert.Null(await later.CheckAsync(new AnswerEvent.Cite("1", 2, "Nothing"), TestContext.Current.CancellationToken));
        Assert.Equal(1, later.Dropped);
    }

    [Theory]
    [InlineData("So it is [1]. And more [2].", "So it is [1]. And more.")]
    [InlineData("So it is [2][1][2]", "So it is [1]")]
    [InlineData("Never cited [9], a note [sic], and code `a[3]`.", "Never cited, a note [sic], and code `a[3]`.")]
    [InlineData("```\nx[2]\n```\nthus [x]", "```\nx[2]\n```\nthus")]
    public async Task Markers_without_a_citation_that_holds_are_removed(string text, string cleaned)
    {
        var sheet = await SheetAsync();
        await sheet.CheckAsync(new AnswerEvent.Cite("1", 1, "built in 1931"), TestContext.Current.CancellationToken);
        await sheet.CheckAsync(new AnswerEvent.Cite("2", 1, "built in 1066"), TestContext.Current.CancellationToken);
        await sheet.CheckAsync(new AnswerEvent.Cite("x", 1, "built in 1066"), TestContext.Current.CancellationToken);
        Assert.Equal(cleaned, sheet.Clean(text));
    }

    [Fact]
    public void A_million_blanks_and_brackets_are_cleaned_in_linear_time()
    {
        var text = new string(' ', 500_000) + "[1" + string.Concat(Enumerable.Repeat("[`", 250_000));
        Assert.Equal(text.Trim(), new CitationVerifier(_corpus.Store).For([]).Clean(text));
    }

    [Fact]
    public void Any_quote_taken_is_found_and_holds_whatever_its_white_space()
    {
        Gen.Select(Gen.OneOf(Gen.Const("a"), Gen.Const("b"), Gen.Const("  "), Gen.Const("\n"), Gen.Const("\t "), Gen.Const("京")).Array[1, 30].Select(string.Concat), Gen.Int[0, 1000], Gen.Int[1, 1000]).Sample((text, from, length) =>
        {
            var start = from % text.Length;
            var taken = text.Substring(start, Math.Min(length, text.Length - start));
            if (string.IsNullOrWhiteSpace(taken)) return;
            var rewritten = string.Join("\r\n", taken.Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
            var found = QuoteFinder.Find(rewritten, text, new TextSpan(0, text.Length));
            Assert.NotNull(found);
            Assert.Equal(rewritten, string.Join("\r\n", found.Value.Of(text).Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)));
        });
    }
}
