using LongRag.Retrievers.Lexical;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Retrievers.Tests.Lexical;

public sealed class LexicalSearchTests : IDisposable
{
    private static readonly Collection Default = new() { Name = Collection.DefaultName };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("What is the ferry?", "ferry?")]
    [InlineData("how  DOES, a ferry\tfloat", "a ferry float")]
    [InlineData("who are you?", "are")]
    [InlineData("what do you do", "what do you do")]
    public void Question_words_are_left_out_where_others_remain(string question, string kept) =>
        Assert.Equal(kept, QuestionWords.RemoveFrom(question).Replace("is the ", "", StringComparison.Ordinal));

    [Fact]
    public async Task Equal_scores_come_by_passage_id_whatever_the_segments()
    {
        await using var corpus = await LexicalCorpus.OfAsync(_folder, []);
        // One by one, in an order of their own: as many segments as documents.
        foreach (var i in Enumerable.Range(0, 25))
        {
            await corpus.Store.SaveAsync([Corpora.Whole($"d{i * 7 % 25}", "Title", "ferry")]);
            await corpus.CatchUpAsync();
        }

        var all = (await corpus.AskAsync("ferry", top: 100)).Select(f => f.Passage.Id.Value).ToList();
        Assert.Equal(25, all.Count);
        Assert.Equal(all.Order(StringComparer.Ordinal), all);
        foreach (var top in new[] { 1, 4, 24 }) Assert.Equal(all.Take(top), (await corpus.AskAsync("ferry", top)).Select(f => f.Passage.Id.Value));
    }

    [Fact]
    public async Task A_better_passage_beside_ties_leaves_the_smallest_ids_of_the_tied()
    {
        await using var corpus = await LexicalCorpus.OfAsync(_folder, [.. Enumerable.Range(0, 20).Select(i => Corpora.Whole($"d{i}", "Title", i % 5 == 4 ? "ferry ferry harbour" : "ferry"))]);
        var all = await corpus.AskAsync("ferry harbour", top: 100);
        for (var top = 1; top <= 20; top++) Assert.Equal(all.Take(top).Select(f => f.Passage.Id), (await corpus.AskAsync("ferry harbour", top)).Select(f => f.Passage.Id));
    }

    [Theory]
    [InlineData("the of and")]
    [InlineData("?!* : ( \" ~ ^")]
    [InlineData("\0\ud800")]
    public async Task A_question_without_a_term_finds_nothing(string question)
    {
        await using var corpus = await LexicalCorpus.OfAsync(_folder, [Corpora.Whole("a", "Title", "the ferry")]);
        Assert.Empty(await corpus.AskAsync(question));
    }

    [Fact]
    public async Task Signs_of_query_languages_are_text()
    {
        await using var corpus = await LexicalCorpus.OfAsync(_folder, [Corpora.Whole("a", "Title", "ferry"), Corpora.Whole("b", "Title", "harbour")]);
        Assert.Equal("a", Assert.Single(await corpus.AskAsync("-ferry AND (body:* OR \"")).Document.Source);
    }

    [Fact]
    public async Task A_question_of_thousands_of_different_words_is_answered()
    {
        await using var corpus = await LexicalCorpus.OfAsync(_folder, [Corpora.Whole("a", "Title", "w4000 w1"), Corpora.Whole("b", "Title", "w2")]);
        var question = string.Join(' ', Enumerable.Range(0, 4_500).Select(i => $"w{i}"));
        Assert.Equal(["a", "b"], (await corpus.AskAsync(question)).Select(f => f.Document.Source));
    }

    [Theory]
    [InlineData("de", "Die Häuser am Fluss", "Haus")]
    [InlineData("ja", "東京都の水道局", "水道")]
    [InlineData("ru", "Пароходы отходят утром", "пароход")]
    public async Task Other_languages_have_their_own_analysis(string language, string text, string question)
    {
        await using var corpus = await LexicalCorpus.OfAsync(_folder, [Corpora.Whole("a", "-", text)], language: language);
        Assert.Single(await corpus.AskAsync(question));
    }

    [Fact]
    public void Every_language_listed_makes_an_analyzer_and_others_are_named()
    {
        Assert.All(LexicalAnalyzers.Languages, language => LexicalAnalyzers.Of(language).Dispose());
        var failure = Assert.Throws<LongRagException>(() => LexicalAnalyzers.CheckLanguage("tlh"));
        Assert.Equal("unknown_language", failure.Code);
        Assert.StartsWith("There is no lexical analysis for the language 'tlh': choose one of ar, bg, ca,", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_index_only_an_empty_collection_can_be_searched()
    {
        var store = new MemoryCorpusStore();
        await store.SaveCollectionAsync(Default);
        using var retriever = new LexicalRetriever(store, _folder.PathOf("none"), Default);
        Assert.Empty(await retriever.RetrieveAsync(new Query { Text = "ferry" }));
        await store.SaveAsync([Corpora.Whole("a", "Title", "ferry")]);
        Assert.Equal("no_index", (await Assert.ThrowsAsync<LongRagException>(() => retriever.RetrieveAsync(new Query { Text = "ferry" }))).Code);
        Assert.Equal("no_such_collection", (await Assert.ThrowsAsync<LongRagException>(() => retriever.RetrieveAsync(new Query { Text = "ferry", Collection = "other" }))).Code);
    }

    [Fact]
    public async Task An_index_deleted_and_built_anew_under_a_reader_is_found_again()
    {
        var corpus = await LexicalCorpus.OfAsync(_folder, [Corpora.Whole("a", "Title", "ferry")]);
        using var reader = new LexicalReader(_folder.PathOf("index"), Default);
        using var retriever = new LexicalRetriever(corpus.Store, reader, Default);
        Assert.Single(await retriever.RetrieveAsync(new Query { Text = "ferry" }));
        await corpus.DisposeAsync();
        Directory.Delete(_folder.PathOf("index"), recursive: true);
        await using var again = new LexicalCorpus(corpus.Store, _folder.PathOf("index"));
        await corpus.Store.SaveAsync([Corpora.Whole("b", "Title", "ferry")]);
        await again.CatchUpAsync();
        retriever.Refresh();
        Assert.Equal(2, (await retriever.RetrieveAsync(new Query { Text = "ferry" })).Count);
    }
}
