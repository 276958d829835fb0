using System.Diagnostics;
using System.Text.Json;
using LongRag.Evaluation;
using LongRag.Ingest;
using LongRag.Retrievers.Lexical;
using LongRag.Storage;

namespace LongRag.Cli.Commands.Eval;

/// <summary>
/// The documents of a data set in a store of their own, in a temporary folder that is gone afterwards; or a store that is there already (<c>--data</c>), with indexes in such a folder.
/// </summary>
internal sealed class EvaluationCorpus : IAsyncDisposable
{
    private const string Format = "format";

    private readonly Invocation _invocation;
    private readonly string _scratch;
    private readonly Settings _settings;
    private Workspace? _workspace;
    private ICorpusStore? _store;
    private Collection? _collection;

    private EvaluationCorpus(Invocation invocation, string scratch)
    {
        (_invocation, _scratch) = (invocation, scratch);
        // A figure should not depend on what lies in somebody's data folder: without --data only -c and the environment count.
        _settings = invocation.NamedData is null ? SettingsReader.Read(scratch, invocation.Get(CommonOptions.Config)) : invocation.Settings;
    }

    /// <summary>Documents in the store.</summary>
    public long Documents { get; private set; }

    /// <summary>Time to read and store the documents; zero where they were there.</summary>
    public TimeSpan IngestTime { get; private set; }

    /// <summary>Time to build the index of the last ranking.</summary>
    public TimeSpan IndexTime { get; private set; }

    /// <summary>Stores the documents, unless a data folder was named, which must then hold them.</summary>
    /// <param name="invocation">Names the data folder, where there is one.</param>
    /// <param name="documents">What the store shall hold.</param>
    /// <param name="level">What will be ranked. Whole documents are read as plain text, whatever they are: figures are published for the text as it is. Passages and sections need the format that metadata names.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<EvaluationCorpus> OpenAsync(Invocation invocation, IEnumerable<RetrievalDocument> documents, LexicalUnit level, CancellationToken cancellationToken)
    {
        var corpus = new EvaluationCorpus(invocation, Directory.CreateTempSubdirectory("longrag-eval-").FullName);
        try
        {
            if (invocation.NamedData is null) await corpus.IngestAsync(documents, level == LexicalUnit.Document, cancellationToken);
            else await corpus.UseStoredAsync(cancellationToken);
            corpus.Documents = (await corpus._store!.MeasureAsync(corpus._collection!.Name, cancellationToken)).Documents;
            return corpus;
        }
        catch
        {
            await corpus.DisposeAsync();
            throw;
        }
    }

    /// <summary>A ranking of the documents by a retriever; its index is built now.</summary>
    public async Task<IDocumentRanking> RankingAsync(string retriever, LexicalUnit level, CancellationToken cancellationToken)
    {
        var options = level == LexicalUnit.Document ? RetrieverNames.DocumentOptionsOf(retriever, _settings.Retrieval) : RetrieverNames.OptionsOf(retriever, _settings.Retrieval);
        var schema = RetrieverNames.SchemaOf(_settings.Retrieval) with { Unit = level };
        var folder = Path.Combine(_scratch, level.ToString());
        if (!_invocation.Terminal.Quiet) _invocation.Terminal.Note($"Indexing {Documents} documents ...");
        var started = Stopwatch.GetTimestamp();
        await using (var index = LexicalIndex.OpenToWrite(folder, _collection!, schema)) await new IndexBuilder(_store!, index).StartAsync(cancellationToken);
        IndexTime = Stopwatch.GetElapsedTime(started);
        return level == LexicalUnit.Passage
            ? await PassageRanking.OpenAsync(new LexicalRetriever(_store!, folder, _collection!, options, schema), _store!, _collection!.Name, cancellationToken)
            : new UnitRanking(new LexicalDocumentRanking(_store!, folder, _collection!, schema, options));
    }

    public string Collection => _collection!.Name;

    public async ValueTask DisposeAsync()
    {
        if (_workspace is not null) await _workspace.DisposeAsync();
        else if (_store is not null) await _store.DisposeAsync();
        Directory.Delete(_scratch, recursive: true);
    }

    private async Task UseStoredAsync(CancellationToken cancellationToken)
    {
        _workspace = await Workspace.OpenToReadAsync(_invocation, cancellationToken);
        _store = _workspace.Store;
        _collection = await _workspace.CollectionAsync(_invocation.Collection, cancellationToken);
    }

    private async Task IngestAsync(IEnumerable<RetrievalDocument> documents, bool asText, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var file = Path.Combine(_scratch, "corpus.jsonl");
        await WriteAsync(file, documents, asText, cancellationToken);
        _store = await SqliteCorpusStore.OpenAsync(DataFolder.At(_scratch).Database, time: null, cancellationToken);
        _collection = new Collection { Name = _invocation.Collection, PassageTokens = _settings.Ingestion.PassageTokens };
        await _store.SaveCollectionAsync(_collection, cancellationToken);
        var options = new IngestionOptions { Jobs = _settings.Ingestion.Jobs is > 0 and var jobs ? jobs : Environment.ProcessorCount };
        using var progress = new ProgressLine(_invocation.Terminal);
        var report = await new IngestionPipeline(_store, [], EstimatedTokenCounter.Instance, options).RunAsync(_collection, new ScanOptions { Paths = [file] }, standardInput: null, progress, cancellationToken);
        progress.Clear();
        File.Delete(file);
        IngestTime = Stopwatch.GetElapsedTime(started);
        if (report.FailedCount > 0)
            _invocation.Terminal.Note($"note: {report.FailedCount} documents were not stored and cannot be found; the first is {Terminal.OneLine(report.Failed[0].Source)}: {Terminal.OneLine(report.Failed[0].Message)} [{report.Failed[0].Code}]");
    }

    private static async Task WriteAsync(string path, IEnumerable<RetrievalDocument> documents, bool asText, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        foreach (var document in documents)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await using (var writer = new Utf8JsonWriter(file))
            {
                writer.WriteStartObject();
                writer.WriteString("_id", document.Id);
                writer.WriteString("title", document.Title);
                writer.WriteString("text", document.Text);
                writer.WriteStartObject("metadata");
                var keepsFormat = !asText && document.Metadata.ContainsKey(Format);
                if (!keepsFormat) writer.WriteString(Format, "txt");
                foreach (var (name, value) in document.Metadata)
                {
                    if (!keepsFormat && string.Equals(name, Format, StringComparison.Ordinal)) continue;
                    writer.WritePropertyName(name);
                    value.WriteTo(writer);
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            file.WriteByte((byte)'\n');
        }
    }
}
