using Xunit;

namespace LongRag.TestKit;

/// <summary>
/// What every retriever must do. One class derives from it for each kind (<see cref="MissingFor"/> tells which kinds have none).
/// The questions share words with the documents, so that a lexical retriever finds them too.
/// </summary>
public abstract class RetrieverConformance
{
    private const string Question = "harbour ferry";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A retriever over the default collection of the store, with an index that has caught up with it.</summary>
    protected abstract Task<IRetriever> CreateAsync(ICorpusStore store);

    /// <summary>Brings the index of the last created retriever up with its store, so that the next search sees it.</summary>
    protected abstract Task CatchUpAsync();

    /// <summary>Retrievers of an assembly that no conformance class among <paramref name="tests"/> is named after (<c>XRetriever</c> wants <c>XRetrieverConformanceTests</c>).</summary>
    public static IReadOnlyList<string> MissingFor(System.Reflection.Assembly source, System.Reflection.Assembly tests)
    {
        var suites = tests.GetTypes().Where(t => t.IsSubclassOf(typeof(RetrieverConformance))).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        return [.. source.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IRetriever).IsAssignableFrom(t)).Select(t => t.Name).Where(name => !suites.Contains(name + "ConformanceTests"))];
    }

    [Fact]
    public async Task Results_come_best_first_and_never_exceed_top()
    {
        var retriever = await CreateAsync(await SampleAsync());
        foreach (var top in new[] { 1, 3, 7, 10_000 })
        {
            var found = await AskAsync(retriever, top: top);
            Assert.Equal(Math.Min(top, 8), found.Count);
            Assert.Equal(found.Select(f => f.Score).OrderDescending(), found.Select(f => f.Score));
            Assert.Equal(found.Count, found.Select(f => f.Passage.Id).Distinct().Count());
            Assert.All(found, f => Assert.Equal(f.Passage.DocumentId, f.Document.Id));
        }
    }

    [Fact]
    public async Task Same_question_gives_the_same_list_twice()
    {
        var retriever = await CreateAsync(await SampleAsync());
        var (first, second) = (await AskAsync(retriever), await AskAsync(retriever));
        Assert.NotEmpty(first);
        Assert.Equal(first.Select(f => (f.Passage.Id, f.Score)), second.Select(f => (f.Passage.Id, f.Score)));
    }

    [Fact]
    public async Task Fewer_results_are_the_beginning_of_more()
    {
        var retriever = await CreateAsync(await SampleAsync());
        var all = await AskAsync(retriever);
        for (var top = 1; top <= all.Count; top++) Assert.Equal(all.Take(top).Select(f => f.Passage.Id), (await AskAsync(retriever, top: top)).Select(f => f.Passage.Id));
    }

    [Fact]
    public async Task Empty_corpus_gives_an_empty_list()
    {
        var store = new MemoryCorpusStore();
        await store.SaveCollectionAsync(new Collection { Name = Collection.DefaultName }, Token);
        Assert.Empty(await AskAsync(await CreateAsync(store)));
    }

    [Fact]
    public async Task A_cancelled_token_stops_the_search()
    {
        var retriever = await CreateAsync(await SampleAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => retriever.RetrieveAsync(new Query { Text = Question }, new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData("  ", 10, "empty_query")]
    [InlineData("ferry", 0, "bad_top")]
    [InlineData("ferry", 10_001, "bad_top")]
    public async Task A_question_that_cannot_be_asked_is_named(string text, int top, string code)
    {
        var retriever = await CreateAsync(await SampleAsync());
        Assert.Equal(code, (await Assert.ThrowsAsync<LongRagException>(() => retriever.RetrieveAsync(new Query { Text = text, Top = top }, Token))).Code);
    }

    [Fact]
    public async Task Only_documents_that_the_filter_matches_are_found()
    {
        var retriever = await CreateAsync(await SampleAsync());
        var found = await AskAsync(retriever, filter: "year >= 2004 and not tags = even");
        Assert.Equal(["doc5", "doc7"], found.Select(f => f.Document.Source).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_explanation_has_the_value_of_the_score_and_is_given_only_when_asked_for()
    {
        var retriever = await CreateAsync(await SampleAsync());
        Assert.All(await AskAsync(retriever), f => Assert.Null(f.Explanation));
        Assert.All(await AskAsync(retriever, explain: true), f => Assert.Equal(f.Score, f.Explanation!.Value));
    }

    [Fact]
    public async Task Deleted_documents_vanish_before_and_after_the_index_catches_up()
    {
        var store = await SampleAsync();
        var retriever = await CreateAsync(store);
        await store.DeleteAsync(Collection.DefaultName, [DocumentId.From(Collection.DefaultName, "doc3")], Token);
        Assert.Equal(7, (await AskAsync(retriever)).Count);
        await CatchUpAsync();
        Assert.DoesNotContain("doc3", (await AskAsync(retriever)).Select(f => f.Document.Source));
        Assert.Equal(7, (await AskAsync(retriever, top: 7)).Count);
    }

    [Fact]
    public async Task Changed_documents_show_only_their_new_passages()
    {
        var store = await SampleAsync();
        var retriever = await CreateAsync(store);
        await store.SaveAsync([SampleCorpus.Entry("doc3", "The harbour ferry of the new timetable.")], Token);
        await CatchUpAsync();
        var passage = Assert.Single(await AskAsync(retriever), f => f.Document.Source is "doc3").Passage;
        Assert.Equal("The harbour ferry of the new timetable.", passage.Text);
    }

    [Fact]
    public async Task Searches_go_on_while_the_index_is_written()
    {
        var store = await SampleAsync();
        var retriever = await CreateAsync(store);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var begun = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var searches = begun.Select(first => Task.Run(
            async () =>
            {
                do
                {
                    Assert.InRange((await AskAsync(retriever, top: 100)).Count, 8, 100);
                    first.TrySetResult();
                }
                while (!stop.IsCancellationRequested);
            },
            Token)).ToList();
        // All three search before the first write, and go on until after the last.
        await Task.WhenAny(Task.WhenAll(begun.Select(first => first.Task)), Task.WhenAll(searches));
        for (var round = 0; round < 20; round++)
        {
            await store.SaveAsync([SampleCorpus.Entry($"more{round}", $"Another harbour ferry, number {round}.")], Token);
            await CatchUpAsync();
        }

        await stop.CancelAsync();
        await Task.WhenAll(searches);
        Assert.Equal(28, (await AskAsync(retriever, top: 100)).Count);
    }

    /// <summary>Eight documents of one passage, <c>doc0</c> to <c>doc7</c>, of the years 2000 to 2007, the even ones tagged.</summary>
    protected static async Task<MemoryCorpusStore> SampleAsync()
    {
        var store = new MemoryCorpusStore();
        await store.SaveCollectionAsync(new Collection { Name = Collection.DefaultName }, Token);
        await store.SaveAsync(
            [.. Enumerable.Range(0, 8).Select(i => SampleCorpus.Entry($"doc{i}", $"The harbour ferry {string.Concat(Enumerable.Repeat("leaves ", i))}at noon{string.Concat(Enumerable.Repeat(", ferry", i % 3))}.", metadata: $$"""{"year":{{2000 + i}}}""", tags: i % 2 == 0 ? ["even"] : ["odd"]))],
            Token);
        return store;
    }

    private static Task<IReadOnlyList<ScoredPassage>> AskAsync(IRetriever retriever, int top = 10, string? filter = null, bool explain = false) =>
        retriever.RetrieveAsync(new Query { Text = Question, Top = top, Explain = explain, Filter = filter is null ? null : Filter.Parse(filter) }, Token);
}
