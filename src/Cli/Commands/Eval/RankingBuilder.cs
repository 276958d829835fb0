using LongRag.Ingest;
using LongRag.Models.Encoders;
using LongRag.Retrievers;
using LongRag.Retrievers.Dense;
using LongRag.Retrievers.Fusion;
using LongRag.Retrievers.Instructions;
using LongRag.Retrievers.Lexical;
using LongRag.Storage;

namespace LongRag.Cli.Commands.Eval;

/// <summary>Builds the indexes that a retriever needs at a level, and ranks with them.</summary>
internal sealed class RankingBuilder(Workspace workspace, Collection collection, string folder, RetrieverChoice choice, LexicalUnit level, bool oneVector)
{
    private readonly ICorpusStore _store = workspace.Store;
    private readonly RetrievalSettings _settings = workspace.Invocation.Settings.Retrieval;

    private Func<IInstructionScorer, IInstructionScorer>? _withVectors;

    /// <summary>Adds what vectors say of an instruction to what words say, where there are vectors of passages.</summary>
    public IInstructionScorer WithVectors(IInstructionScorer words) => _withVectors?.Invoke(words) ?? words;

    public async Task<IDocumentRanking> BuildAsync(string vectors, CancellationToken cancellationToken)
    {
        var schema = RetrieverNames.SchemaOf(_settings) with { Unit = level };
        var words = Path.Combine(folder, level.ToString());
        if (choice.IsLexical)
            await using (var index = LexicalIndex.OpenToWrite(words, collection, schema)) await new IndexBuilder(_store, index).StartAsync(cancellationToken);
        var owned = new List<IDisposable>();
        try
        {
            if (!choice.NeedsEncoder && level is not LexicalUnit.Passage) return new UnitRanking(Documents(words, schema));
            var lexical = choice.IsLexical ? Lexical(words, schema, owned) : null;
            var ranking = choice.NeedsEncoder ? Ranking(lexical, await EmbedAsync(vectors, owned, cancellationToken), owned) : lexical!;
            return new PassageRanking(ranking, await PassageRanking.SourcesAsync(_store, collection.Name, cancellationToken), owned);
        }
        catch
        {
            foreach (var one in owned) one.Dispose();
            throw;
        }
    }

    private LexicalDocumentRanking Documents(string words, LexicalSchema schema) => new(_store, words, collection, schema, level is LexicalUnit.Document ? RetrieverNames.DocumentOptionsOf(choice, _settings) : RetrieverNames.OptionsOf(choice, _settings));

    private ILexicalSide Lexical(string words, LexicalSchema schema, List<IDisposable> owned)
    {
        if (level is LexicalUnit.Passage)
        {
            var passages = new LexicalRetriever(_store, words, collection, RetrieverNames.OptionsOf(choice, _settings), schema);
            owned.Add(passages);
            return passages;
        }

        var documents = Documents(words, schema);
        owned.Add(documents);
        return new WholeDocumentSide(documents);
    }

    private async Task<DenseSide> EmbedAsync(string vectors, List<IDisposable> owned, CancellationToken cancellationToken)
    {
        var side = new DenseSide(DataFolder.At(Path.Combine(folder, $"dense-{(oneVector ? "documents" : "passages")}")), vectors, _settings.Dense, EncoderNames.Open(choice.Encoder, workspace.Invocation.Settings, EncoderUse.Any));
        owned.Add(side);
        using var progress = new ProgressLine(workspace.Invocation.Terminal);
        var index = side.OpenToWrite(collection, _store, progress);
        await using var written = oneVector ? (IPassageIndex)new WholeDocumentIndex(index) : index;
        await new IndexBuilder(_store, written).StartAsync(cancellationToken);
        if (side.Encoder.LongTexts is > 0 and var cut) workspace.Invocation.Terminal.Note($"note: {cut} texts are longer than the {side.Encoder.Profile.MaxTokens} tokens that '{side.Encoder.Profile.Name}' reads{(side.Encoder.Profile.LongText is LongText.Truncate ? "; what is beyond was left out" : ", and were averaged from windows")}.");
        return side;
    }

    private IPassageRanking Ranking(ILexicalSide? lexical, DenseSide side, List<IDisposable> owned)
    {
        var reader = side.OpenReader(collection.Name);
        owned.Insert(0, reader);
        if (!oneVector) _withVectors = words => new VectorCoverage(words, new DenseDocuments(reader, side.Queries), side.Queries);
        // A document with one vector of its own is a passage.
        IDenseSide dense = level is LexicalUnit.Document && !oneVector ? new DenseDocuments(reader, side.Queries) : new DenseSearch(reader);
        if (lexical is not null) return new HybridRetriever(_store, lexical, dense, side.Queries, choice.Fusion, failure => throw failure);
        return dense as DenseDocuments ?? (IPassageRanking)new DenseRetriever(_store, reader, side.Queries, collection);
    }
}
