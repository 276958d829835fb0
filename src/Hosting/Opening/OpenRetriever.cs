using LongRag.Retrievers.Dense;
using LongRag.Retrievers.Fusion;
using LongRag.Retrievers.Instructions;
using LongRag.Retrievers.Lexical;
using LongRag.Storage;

namespace LongRag.Hosting;

/// <summary>A retriever over the indexes of one collection, and what must be closed after it.</summary>
internal sealed class OpenRetriever : IDisposable
{
    private readonly List<IDisposable> _parts = [];

    private OpenRetriever() { }

    /// <summary>Follows instructions.</summary>
    public required IRetriever Instructed { get; init; }

    /// <summary>Is deaf to instructions.</summary>
    public required IRetriever Plain { get; init; }

    private LexicalRetriever? Lexical { get; init; }

    private DenseReader? Dense { get; init; }

    /// <summary>Opens a retriever.</summary>
    /// <param name="store">Holds the passages.</param>
    /// <param name="folder">Holds the indexes.</param>
    /// <param name="collection">Which collection.</param>
    /// <param name="choice">Which retriever.</param>
    /// <param name="settings">How it scores.</param>
    /// <param name="side">Its dense side, which stays the caller's; null for none.</param>
    /// <param name="tell">Told what who asks a question should know of its answer.</param>
    /// <exception cref="LongRagException"><c>no_index</c>: it has neither a lexical nor a dense side.</exception>
    public static OpenRetriever Of(
        ICorpusStore store, DataFolder folder, Collection collection, RetrieverChoice choice, RetrievalSettings settings, DenseSide? side, Action<AnswerNote> tell)
    {
        if (!choice.IsLexical && side is null) throw new LongRagException("no_index", $"The collection '{collection.Name}' has no dense index yet: longrag index build");
        var lexical = choice.IsLexical ? new LexicalRetriever(store, folder.Index(collection.Name, "lexical"), collection, RetrieverNames.OptionsOf(choice, settings), RetrieverNames.SchemaOf(settings)) : null;
        var reader = side?.OpenReader(collection.Name);
        var dense = reader is null ? null : new DenseSearch(reader);
        IRetriever plain = (lexical, dense) switch
        {
            (null, _) => new DenseRetriever(store, reader!, side!.Queries, collection, reason => tell(new AnswerNote(reason.Code, $"{reason.Message} What is found may have nothing to do with it."))),
            (_, null) => lexical,
            _ => new HybridRetriever(store, lexical, dense, side!.Queries, choice.Fusion, failure => tell(ByWordsAlone(failure))),
        };
        var words = new WordCoverage(collection.Language);
        var opened = new OpenRetriever { Instructed = new InstructedRetriever(plain, dense is null ? words : new VectorCoverage(words, dense, side!.Queries)), Plain = plain, Lexical = lexical, Dense = reader };
        opened._parts.AddRange(new IDisposable?[] { lexical, reader, words }.OfType<IDisposable>());
        return opened;
    }

    /// <summary>What is said where a dense side cannot answer.</summary>
    public static AnswerNote ByWordsAlone(LongRagException failure) => new(failure.Code, $"Answered by words alone: {failure.Message}");

    /// <summary>Sees to it that the next search finds all that is committed now.</summary>
    public void Refresh()
    {
        Lexical?.Refresh();
        Dense?.Refresh();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in _parts) part.Dispose();
    }
}
