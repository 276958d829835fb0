using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests.Structure.Model;

public sealed class CollectionStructurizerTests
{
    private static readonly Collection Collection = new() { Name = "default", PassageTokens = Stored.PassageTokens };
    private static readonly ModelStructureOptions Options = new() { Model = "scripted", ContextTokens = 8192, LongerThan = 100 };

    [Fact]
    public async Task Documents_are_structurized_once()
    {
        await using var store = await StoreAsync(3);
        using var chat = ScriptedChat.Dividing(4);
        using var answers = StructureAnswers.InMemory();
        var structurizer = Structurizer(store, chat, answers);
        var cost = await structurizer.EstimateAsync(await DocumentsAsync(store), Token);
        Assert.Equal((4, 0, 3), (cost.Documents, cost.Done, cost.Cost.Slices));
        var report = await structurizer.RunAsync(await DocumentsAsync(store), cost, progress: null, Token);
        Assert.Equal((4, 3, 0, 3, 3), (report.Documents, report.Changed, report.Skipped, report.Accepted, report.Calls));
        Assert.Equal((300L, 30L), (report.TokensIn, report.TokensOut));
        var again = await structurizer.RunAsync(await DocumentsAsync(store), expected: null, progress: null, Token);
        Assert.Equal((0, 0, 4, 0), (again.Documents, again.Changed, again.Skipped, again.Calls));
        Assert.Equal((0, 4), ((await structurizer.EstimateAsync(await DocumentsAsync(store), Token)).Documents, (await structurizer.EstimateAsync(await DocumentsAsync(store), Token)).Done));
        await foreach (var summary in store.ListDocumentsAsync("default", Token))
            Stored.Check(new CorpusEntry((await store.FindDocumentAsync(summary.Id, Token))!, await store.PassagesOfAsync(summary.Id, Token)));
    }

    [Fact]
    public async Task A_run_that_is_stopped_stores_what_is_whole_and_goes_on_there()
    {
        await using var store = await StoreAsync(4);
        using var stop = new CancellationTokenSource();
        using var chat = new ScriptedChat((prompt, call) =>
        {
            if (call == 3) stop.Cancel();
            return ScriptedChat.Division(ScriptedChat.CountOf(prompt), 4);
        });
        using var answers = StructureAnswers.InMemory();
        var structurizer = Structurizer(store, chat, answers);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await structurizer.RunAsync(await DocumentsAsync(store), expected: null, progress: null, stop.Token));
        Assert.InRange(await ChangedAsync(store), 2, 3);
        await structurizer.RunAsync(await DocumentsAsync(store), expected: null, progress: null, Token);
        Assert.Equal((4, 4), (await ChangedAsync(store), chat.Asked.Count));
    }

    [Fact]
    public async Task A_document_that_fails_is_reported_and_three_in_a_row_end_the_run()
    {
        await using var store = await StoreAsync(5);
        using var chat = new ScriptedChat((prompt, call) => call == 2 ? throw new LongRagException("model_timeout", "The model was silent.") : ScriptedChat.Division(ScriptedChat.CountOf(prompt), 4));
        using var answers = StructureAnswers.InMemory();
        var report = await Structurizer(store, chat, answers).RunAsync(await DocumentsAsync(store), expected: null, progress: null, Token);
        Assert.Equal(("model_timeout", 4), (Assert.Single(report.Failed).Code, await ChangedAsync(store)));

        await using var other = await StoreAsync(5);
        using var gone = new ScriptedChat((prompt, call) => call > 1 ? throw new LongRagException("model_unreachable", "Nobody there.") : ScriptedChat.Division(ScriptedChat.CountOf(prompt), 4));
        using var none = StructureAnswers.InMemory();
        var failure = await Assert.ThrowsAsync<LongRagException>(async () => await Structurizer(other, gone, none).RunAsync(await DocumentsAsync(other), expected: null, progress: null, Token));
        Assert.Equal(("model_unreachable", 1, 4), (failure.Code, await ChangedAsync(other), gone.Asked.Count));
    }

    [Theory]
    [InlineData("context_exceeded")]
    [InlineData("bad_model_answer")]
    public async Task A_run_goes_on_however_many_slices_the_model_fails_over(string code)
    {
        await using var store = await StoreAsync(5);
        using var chat = new ScriptedChat((prompt, _) => prompt.Contains("boat5", StringComparison.Ordinal) ? ScriptedChat.Division(ScriptedChat.CountOf(prompt), 4) : throw new LongRagException(code, "Not this one."));
        using var answers = StructureAnswers.InMemory();
        var report = await Structurizer(store, chat, answers).RunAsync(await DocumentsAsync(store), expected: null, progress: null, Token);
        Assert.Equal((0, 4, 1, 13, 1), (report.Failed.Count, report.FellBack, report.Accepted, report.Calls, await ChangedAsync(store)));
    }

    [Fact]
    public async Task Documents_that_no_answer_changes_are_not_stored_again()
    {
        await using var store = await StoreAsync(2);
        var position = await store.PositionAsync(Token);
        using var deaf = new ScriptedChat((_, _) => "?");
        using var answers = StructureAnswers.InMemory();
        var structurizer = Structurizer(store, deaf, answers);
        var report = await structurizer.RunAsync(await DocumentsAsync(store), expected: null, progress: null, Token);
        Assert.Equal((2, 0, 6, position), (report.FellBack, report.Changed, report.Calls, await store.PositionAsync(Token)));
        Assert.Equal(3, (await structurizer.RunAsync(await DocumentsAsync(store), expected: null, progress: null, Token)).Skipped);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static CollectionStructurizer Structurizer(ICorpusStore store, ScriptedChat chat, StructureAnswers answers) => new(store, Collection, new ModelStructurizer(chat, EstimatedTokenCounter.Instance, Options, answers));

    private static async Task<MemoryCorpusStore> StoreAsync(int documents)
    {
        var store = new MemoryCorpusStore();
        await store.SaveAsync([.. Enumerable.Range(1, documents).Select(i => Stored.Entry(Stored.Prose(3, 4, $"boat{i}"), $"d{i}")), Stored.Entry("Short.", "short")], Token);
        return store;
    }

    private static async Task<List<DocumentSummary>> DocumentsAsync(ICorpusStore store)
    {
        var documents = new List<DocumentSummary>();
        await foreach (var document in store.ListDocumentsAsync("default", Token)) documents.Add(document);
        return documents;
    }

    private static async Task<int> ChangedAsync(ICorpusStore store) => (await DocumentsAsync(store)).Count(d => d.ContentHash.Contains(";structure=", StringComparison.Ordinal));
}
