using LongRag.Retrievers.Lexical;
using LongRag.TestKit;

namespace LongRag.Retrievers.Tests.Lexical;

/// <summary>A store with its index, writer and retriever.</summary>
internal sealed class LexicalCorpus : IAsyncDisposable
{
    private readonly LexicalReader? _reader;

    public LexicalCorpus(ICorpusStore store, string folder, Collection? collection = null, LexicalOptions? options = null, bool nearRealTime = false)
    {
        Store = store;
        Settings = collection ?? new Collection { Name = Collection.DefaultName };
        Index = LexicalIndex.OpenToWrite(folder, Settings);
        _reader = nearRealTime ? new LexicalReader(Index, Settings) : new LexicalReader(folder, Settings);
        Retriever = new LexicalRetriever(store, _reader, Settings, options);
    }

    public ICorpusStore Store { get; }

    public Collection Settings { get; }

    public LexicalIndex Index { get; }

    public LexicalRetriever Retriever { get; }

    /// <summary>A corpus of the given documents, indexed.</summary>
    public static async Task<LexicalCorpus> OfAsync(TemporaryFolder folder, IReadOnlyList<CorpusEntry> entries, LexicalOptions? options = null, string language = "en")
    {
        var settings = new Collection { Name = Collection.DefaultName, Language = language };
        var store = new MemoryCorpusStore();
        await store.SaveCollectionAsync(settings);
        await store.SaveAsync(entries);
        var corpus = new LexicalCorpus(store, folder.PathOf("index"), settings, options);
        await corpus.CatchUpAsync();
        return corpus;
    }

    public async Task CatchUpAsync(bool commit = true)
    {
        var changes = new List<CorpusChange>();
        await foreach (var change in Store.ReadChangesAsync(Settings.Name, Index.Position)) changes.Add(change);
        await Index.ApplyAsync(changes);
        if (commit) await Index.CommitAsync(await Store.PositionAsync());
        Retriever.Refresh();
    }

    public Task<IReadOnlyList<ScoredPassage>> AskAsync(string question, int top = 10, Filter? filter = null, bool explain = false) =>
        Retriever.RetrieveAsync(new Query { Text = question, Top = top, Filter = filter, Explain = explain });

    public async ValueTask DisposeAsync()
    {
        Retriever.Dispose();
        _reader?.Dispose();
        await Index.DisposeAsync();
    }
}
