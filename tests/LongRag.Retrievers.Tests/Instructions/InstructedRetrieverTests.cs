using LongRag.Retrievers.Instructions;
using LongRag.Retrievers.Lexical;
using LongRag.Retrievers.Tests.Lexical;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Retrievers.Tests.Instructions;

/// <summary>The conformance suite around the lexical retriever.</summary>
public sealed class InstructedRetrieverConformanceTests : RetrieverConformance, IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WordCoverage _words = new("en");
    private LexicalCorpus? _corpus;

    public async ValueTask DisposeAsync()
    {
        if (_corpus is not null) await _corpus.DisposeAsync();
        _words.Dispose();
        _folder.Dispose();
    }

    protected override async Task<IRetriever> CreateAsync(ICorpusStore store)
    {
        _corpus = new LexicalCorpus(store, _folder.PathOf("index"));
        await _corpus.CatchUpAsync();
        return new InstructedRetriever(_corpus.Retriever, _words);
    }

    protected override Task CatchUpAsync() => _corpus!.CatchUpAsync();
}

public sealed class InstructedRetrieverTests
{
    [Theory]
    [InlineData("Stories that concern Canada are not relevant.", "japan uk")]
    [InlineData("Please leave out whatever is about Canada.", "japan uk")]
    [InlineData("Everything but Canada", "japan uk")]
    [InlineData("No reports from Canada, no reports from Japan.", "uk")]
    [InlineData("Only stories that concern Japan are relevant; all other stories are not relevant.", "japan")]
    [InlineData("A report must mention Japan to count.", "japan")]
    [InlineData("Limited to the United Kingdom", "uk")]
    [InlineData("Documents that do not discuss the United Kingdom are irrelevant.", "uk")]
    public async Task What_an_instruction_asks_for_stands_first(string instruction, string first)
    {
        using var folder = new TemporaryFolder();
        await using var corpus = await ThreeAsync(folder);
        using var words = new WordCoverage("en");
        var found = await new InstructedRetriever(corpus.Retriever, words).RetrieveAsync(new Query { Text = "wheat", Instruction = instruction }, TestContext.Current.CancellationToken);
        Assert.Equal(3, found.Count);
        var expected = first.Split(' ');
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Take(expected.Length).Select(passage => passage.Document.Source).Order(StringComparer.Ordinal));
        Assert.Equal(InstructedRetriever.Kind, found[0].ScoreKind);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Documents.")]
    [InlineData("The harvest was late in Canada.")]
    public async Task Where_nothing_counts_the_list_is_the_retrievers_own(string? instruction)
    {
        using var folder = new TemporaryFolder();
        await using var corpus = await ThreeAsync(folder);
        using var words = new WordCoverage("en");
        var found = await new InstructedRetriever(corpus.Retriever, words).RetrieveAsync(new Query { Text = "wheat", Instruction = instruction }, TestContext.Current.CancellationToken);
        Assert.Equal((await corpus.AskAsync("wheat")).Select(passage => (passage.Passage.Id, passage.Score, passage.ScoreKind)), found.Select(passage => (passage.Passage.Id, passage.Score, passage.ScoreKind)));
    }

    private static Task<LexicalCorpus> ThreeAsync(TemporaryFolder folder) => LexicalCorpus.OfAsync(
        folder,
        [Corpora.Whole("canada", "x", "wheat wheat wheat from Canada"), Corpora.Whole("japan", "x", "wheat sold to Japan this year"), Corpora.Whole("uk", "x", "wheat prices of the U.K. rose again this year")],
        LexicalOptions.Bm25);
}
