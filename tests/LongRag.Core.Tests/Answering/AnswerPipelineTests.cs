using System.Runtime.CompilerServices;
using Xunit;

namespace LongRag.Core.Tests.Answering;

public sealed class AnswerPipelineTests
{
    private readonly SmallCorpus _corpus = new();

    [Fact]
    public async Task Text_and_verified_citations_make_the_answer()
    {
        var answer = await AskAsync(
            new AnswerEvent.TextDelta("It is [2] "), new AnswerEvent.TextDelta("and was [1]."),
            new AnswerEvent.Cite("1", 1, "built in 1931"), new AnswerEvent.Cite("2", 1, "60 metres long"));
        Assert.Equal("It is [2] and was [1].", answer.Text);
        Assert.Null(answer.NoAnswerReason);
        Assert.Equal(["2", "1"], answer.Citations.Select(c => c.Id));
        Assert.All(answer.Citations, c => Assert.True(c.Verified));
        Assert.Equal(["generate", "pack", "rerank", "retrieve", "total"], answer.TimingsMs.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_lie_is_dropped_counted_and_loses_its_marker()
    {
        var answer = await AskAsync(new AnswerEvent.TextDelta("It is long [1] and green [2]."), new AnswerEvent.Cite("1", 1, "60 metres long"), new AnswerEvent.Cite("2", 1, "painted green"));
        Assert.Equal("It is long [1] and green.", answer.Text);
        Assert.Equal(1, answer.DroppedCitations);
        Assert.Equal("60 metres long", Assert.Single(answer.Citations).Quote);
    }

    [Fact]
    public async Task An_answer_of_lies_alone_is_no_answer()
    {
        var answer = await AskAsync(new AnswerEvent.TextDelta("It is green [1]."), new AnswerEvent.Cite("1", 1, "painted green"));
        Assert.Equal(("", "What was written could not be verified against the stored text.", 1), (answer.Text, answer.NoAnswerReason, answer.DroppedCitations));
        Assert.Empty(answer.Citations);
    }

    [Fact]
    public async Task An_answer_that_cites_nothing_is_no_answer()
    {
        var answer = await AskAsync(new AnswerEvent.TextDelta("It is green."));
        Assert.Equal(("", "What was written could not be verified against the stored text."), (answer.Text, answer.NoAnswerReason));
    }

    [Fact]
    public async Task A_generator_that_writes_nothing_gives_no_answer()
    {
        Assert.Equal("The passages found do not answer the question.", (await AskAsync()).NoAnswerReason);
    }

    [Fact]
    public async Task What_a_generator_gives_as_reason_is_the_reason_and_its_text_is_kept_out()
    {
        var answer = await AskAsync(new AnswerEvent.TextDelta("Perhaps [1]"), new AnswerEvent.Cite("1", 1, "built in 1931"), new AnswerEvent.NoAnswer("No passage mentions 'Kepler'."));
        Assert.Equal(("", "No passage mentions 'Kepler'."), (answer.Text, answer.NoAnswerReason));
        Assert.Empty(answer.Citations);
    }

    [Fact]
    public async Task Nothing_found_is_said_and_the_generator_is_not_asked()
    {
        var answer = await Pipeline([], new Scripted(new AnswerEvent.TextDelta("never"))).AnswerAsync(new Query { Text = "anything" }, TestContext.Current.CancellationToken);
        Assert.Equal(("", "Nothing in the collection matches the question."), (answer.Text, answer.NoAnswerReason));
    }

    [Fact]
    public async Task Events_come_as_they_are_written_citations_verified_and_the_whole_at_the_end()
    {
        var passages = await PassagesAsync();
        var pipeline = Pipeline(passages, new Scripted(new AnswerEvent.TextDelta("Long [1]."), new AnswerEvent.Cite("1", 1, "60\nmetres  long"), new AnswerEvent.Cite("2", 1, "green")));
        var events = new List<AnswerEvent>();
        await foreach (var piece in pipeline.AskAsync(new Query { Text = "How long?" }, TestContext.Current.CancellationToken)) events.Add(piece);
        Assert.NotEmpty(Assert.IsType<AnswerEvent.Retrieved>(events[0]).Passages);
        Assert.Equal(new AnswerEvent.TextDelta("Long [1]."), events[1]);
        var citation = Assert.IsType<AnswerEvent.Verified>(events[2]).Citation;
        Assert.Equal(("1", "60 metres long", new TextSpan(36, 50), true), (citation.Id, citation.Quote, citation.Span, citation.Verified));
        Assert.IsType<AnswerEvent.Completed>(events[3]);
        Assert.Equal(4, events.Count);
    }

    [Fact]
    public async Task Candidates_are_retrieved_rerankers_choose_and_top_are_kept()
    {
        var passages = await _corpus.AddAsync("many", "\n\n", [.. Enumerable.Range(0, 30).Select(n => (n, "passage " + n))]);
        var retriever = new Fixed(passages);
        var generator = new Scripted();
        var pipeline = new AnswerPipeline(retriever, [new Backwards()], new EvidencePacker(_corpus.Store, EstimatedTokenCounter.Instance), new Flipped(), generator, new CitationVerifier(_corpus.Store));
        var answer = await pipeline.AnswerAsync(new Query { Text = "q", Top = 3 }, TestContext.Current.CancellationToken);
        Assert.Equal(20, retriever.Asked);
        Assert.Equal(["passage 17", "passage 18", "passage 19"], answer.Evidence.Select(e => e.Text));
        Assert.Equal([3, 2, 1], answer.Evidence.Select(e => e.Number));
        Assert.Equal(answer.Evidence, generator.Seen);
        await pipeline.AnswerAsync(new Query { Text = "q", Top = 25 }, TestContext.Current.CancellationToken);
        Assert.Equal(25, retriever.Asked);
    }

    [Theory]
    [InlineData("", "empty_query")]
    [InlineData(" \n", "empty_query")]
    public async Task A_question_that_cannot_be_asked_is_an_error_with_a_name(string text, string code)
    {
        var error = await Assert.ThrowsAsync<LongRagException>(() => Pipeline([], new Scripted()).AnswerAsync(new Query { Text = text }, TestContext.Current.CancellationToken));
        Assert.Equal(code, error.Code);
    }

    [Fact]
    public async Task A_generator_that_fails_fails_the_question()
    {
        var pipeline = Pipeline(await PassagesAsync(), new Failing());
        await Assert.ThrowsAsync<InvalidOperationException>(() => pipeline.AnswerAsync(new Query { Text = "q" }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_writes_anew_withdraws_what_was_written_and_its_citations()
    {
        var answer = await AskAsync(
            new AnswerEvent.WrittenBy("chat:m"), new AnswerEvent.TextDelta("It is green [1]."), new AnswerEvent.Cite("1", 1, "painted green"), new AnswerEvent.Sentence("It is green.", ["1"]),
            new AnswerEvent.Note(new AnswerNote("fallback", "Nothing held.")),
            new AnswerEvent.WrittenBy("extractive"), new AnswerEvent.TextDelta("It is 60 metres long. [1]"), new AnswerEvent.Cite("1", 1, "It is 60 metres long."));
        Assert.Equal(("extractive", "It is 60 metres long. [1]", 1), (answer.Generator, answer.Text, answer.DroppedCitations));
        Assert.Equal("It is 60 metres long.", Assert.Single(answer.Citations).Quote);
        Assert.Equal(new AnswerNote("fallback", "Nothing held."), Assert.Single(answer.Notes));
        Assert.Empty(answer.UnsupportedSentences);
    }

    [Fact]
    public async Task A_sentence_whose_citations_do_not_hold_is_unsupported()
    {
        var answer = await AskAsync(
            new AnswerEvent.TextDelta("It is long [1]. It is green [2]. It is old."), new AnswerEvent.Cite("1", 1, "60 metres long", Attributed: true), new AnswerEvent.Cite("2", 1, "painted green"),
            new AnswerEvent.Sentence("It is long.", ["1"]), new AnswerEvent.Sentence("It is green.", ["2"]), new AnswerEvent.Sentence("It is old.", []), new AnswerEvent.Reasoning("Passage 1 matters."));
        Assert.Equal(["It is green.", "It is old."], answer.UnsupportedSentences);
        Assert.True(Assert.Single(answer.Citations).Attributed);
        Assert.Equal("Passage 1 matters.", answer.Reasoning);
    }

    private async Task<Answer> AskAsync(params AnswerEvent[] events) =>
        await Pipeline(await PassagesAsync(), new Scripted(events)).AnswerAsync(new Query { Text = "How long is the bridge?" }, TestContext.Current.CancellationToken);

    private Task<IReadOnlyList<ScoredPassage>> PassagesAsync() => _corpus.AddAsync("a", "", (0, "The bridge was built in 1931. It is 60 metres long."));

    private AnswerPipeline Pipeline(IReadOnlyList<ScoredPassage> found, IAnswerGenerator generator) =>
        new(new Fixed(found), [], new EvidencePacker(_corpus.Store, EstimatedTokenCounter.Instance), new Unchanged(), generator, new CitationVerifier(_corpus.Store));

    private sealed class Fixed(IReadOnlyList<ScoredPassage> found) : IRetriever
    {
        public int Asked { get; private set; }

        public Task<IReadOnlyList<ScoredPassage>> RetrieveAsync(Query query, CancellationToken cancellationToken = default)
        {
            Asked = query.Top;
            return Task.FromResult<IReadOnlyList<ScoredPassage>>([.. found.Take(query.Top)]);
        }
    }

    private sealed class Backwards : IReranker
    {
        public Task<IReadOnlyList<ScoredPassage>> RerankAsync(Query query, IReadOnlyList<ScoredPassage> passages, CancellationToken cancellationToken = default) =>
            Task.FromResult<IReadOnlyList<ScoredPassage>>([.. passages.Reverse()]);
    }

    private sealed class Unchanged : IEvidenceOrder
    {
        public IReadOnlyList<T> Order<T>(IReadOnlyList<T> evidence) => evidence;
    }

    private sealed class Flipped : IEvidenceOrder
    {
        public IReadOnlyList<T> Order<T>(IReadOnlyList<T> evidence) => [.. evidence.Reverse()];
    }

    private sealed class Scripted(params AnswerEvent[] events) : IAnswerGenerator
    {
        public IReadOnlyList<Evidence> Seen { get; private set; } = [];

        public async IAsyncEnumerable<AnswerEvent> GenerateAsync(Query query, IReadOnlyList<Evidence> evidence, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            Seen = evidence;
            foreach (var piece in events)
            {
                await Task.Yield();
                yield return piece;
            }
        }
    }

    private sealed class Failing : IAnswerGenerator
    {
        public IAsyncEnumerable<AnswerEvent> GenerateAsync(Query query, IReadOnlyList<Evidence> evidence, CancellationToken cancellationToken = default) => throw new InvalidOperationException("broken");
    }
}
