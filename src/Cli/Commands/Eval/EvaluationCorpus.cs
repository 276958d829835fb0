using System.Diagnostics;
using LongRag.Evaluation;
using LongRag.Rankers;
using LongRag.Retrievers.Lexical;

namespace LongRag.Cli.Commands.Eval;

/// <summary>
/// The documents of a data set in a store of their own that is gone afterwards, or a store that is there already (<c>--data</c>); with indexes in a temporary folder.
/// </summary>
internal sealed class EvaluationCorpus : IAsyncDisposable
{
    private readonly Workspace _workspace;
    private readonly string _indexes;
    private readonly Collection _collection;

    private EvaluationCorpus(Workspace workspace, Collection collection) => (_workspace, _collection, _indexes) = (workspace, collection, Directory.CreateTempSubdirectory("longrag-eval-").FullName);

    /// <summary>Documents in the store.</summary>
    public long Documents { get; private init; }

    /// <summary>Time to read and store the documents; zero where they were there.</summary>
    public TimeSpan IngestTime { get; private init; }

    /// <summary>Time to build the index of the last ranking.</summary>
    public TimeSpan IndexTime { get; private set; }

    public string Collection => _collection.Name;

    /// <summary>Stores the documents, unless a data folder was named, which must then hold them.</summary>
    /// <param name="invocation">Names the data folder, where there is one.</param>
    /// <param name="documents">What the store shall hold.</param>
    /// <param name="level">What will be ranked. Whole documents are read as plain text, whatever they are: figures are published for the text as it is. Passages and sections need the format that metadata names.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<EvaluationCorpus> OpenAsync(Invocation invocation, IEnumerable<RetrievalDocument> documents, LexicalUnit level, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var workspace = invocation.NamedData is null
            ? await ScratchCorpus.OpenAsync(invocation, documents, asText: level == LexicalUnit.Document, isIndexed: false, cancellationToken)
            : await Workspace.OpenToReadAsync(invocation.Context, cancellationToken);
        try
        {
            var time = invocation.NamedData is null ? Stopwatch.GetElapsedTime(started) : TimeSpan.Zero;
            var collection = await workspace.CollectionAsync(invocation.Collection, cancellationToken);
            var sizes = await workspace.Store.MeasureAsync(collection.Name, cancellationToken);
            return new EvaluationCorpus(workspace, collection) { Documents = sizes.Documents, IngestTime = time };
        }
        catch
        {
            await workspace.DisposeAsync();
            throw;
        }
    }

    /// <summary>A ranking of the documents by a retriever; its indexes are built now.</summary>
    /// <param name="choice">Which retriever.</param>
    /// <param name="level">What is scored.</param>
    /// <param name="oneVector">Whether a document is embedded as one text.</param>
    /// <param name="vectors">Where vectors are kept between runs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IDocumentRanking> RankingAsync(RetrieverChoice choice, LexicalUnit level, bool oneVector, string vectors, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        _workspace.Invocation.Terminal.Note($"Indexing {Documents} documents ...");
        var built = new RankingBuilder(_workspace, _collection, _indexes, choice, level, oneVector);
        var ranking = await built.BuildAsync(vectors, cancellationToken);
        IndexTime = Stopwatch.GetElapsedTime(started);
        return new InstructedDocuments(ranking, _workspace.Store, _collection, built.WithVectors);
    }

    /// <summary>The ranking with its first documents put in order; it is closed with this one, the reranker is not.</summary>
    public RerankedDocuments Reranked(IDocumentRanking ranking, IReportingReranker reranker) => new(ranking, reranker, _workspace.Store, _collection);

    public async ValueTask DisposeAsync()
    {
        await _workspace.DisposeAsync();
        Directory.Delete(_indexes, recursive: true);
    }
}
