using System.Text.Json;
using LongRag.Evaluation;
using LongRag.Ingest;

namespace LongRag.Cli.Commands.Eval;

/// <summary>The documents of a data set in a store of their own, in a temporary folder that is gone afterwards.</summary>
internal static class ScratchCorpus
{
    private const string Format = "format";

    /// <summary>Stores the documents; those that cannot be stored are told to the terminal.</summary>
    /// <param name="invocation">Names the collection. Settings of the usual data folder do not count.</param>
    /// <param name="documents">What the store shall hold.</param>
    /// <param name="asText">Read as plain text, whatever metadata says that the format is.</param>
    /// <param name="isIndexed">Whether passages are indexed too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Workspace> OpenAsync(Invocation invocation, IEnumerable<RetrievalDocument> documents, bool asText, bool isIndexed, CancellationToken cancellationToken)
    {
        invocation = invocation.AsMeasurement();
        var options = new IngestionOptions { Jobs = invocation.Settings.Ingestion.Jobs is > 0 and var jobs ? jobs : Environment.ProcessorCount };
        var workspace = await Workspace.OpenScratchAsync(invocation.Context, cancellationToken);
        try
        {
            await IngestAsync(workspace, documents, asText, isIndexed, options, cancellationToken);
            return workspace;
        }
        catch
        {
            await workspace.DisposeAsync();
            throw;
        }
    }

    private static async Task IngestAsync(Workspace workspace, IEnumerable<RetrievalDocument> documents, bool asText, bool isIndexed, IngestionOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("longrag-").FullName;
        try
        {
            var file = Path.Combine(folder, "corpus.jsonl");
            await WriteAsync(file, documents, asText, cancellationToken);
            var collection = await workspace.EnsureCollectionAsync(workspace.Invocation.Collection, onlyTry: false, cancellationToken);
            var terminal = workspace.Invocation.Terminal;
            using var progress = new ProgressLine(terminal);
            IReadOnlyList<IPassageIndex> indexes = isIndexed ? workspace.IndexesToWrite(collection, progress) : [];
            var report = await new IngestionPipeline(workspace.Store, indexes, EstimatedTokenCounter.Instance, options).RunAsync(collection, new ScanOptions { Paths = [file] }, standardInput: null, progress, cancellationToken);
            progress.Clear();
            terminal.Note(FormattableString.Invariant($"{report.Documents} documents in {report.Passages} passages, read in {report.Elapsed.TotalSeconds:0.0} s"));
            if (report.FailedCount > 0)
                terminal.Note($"note: {report.FailedCount} documents were not stored and cannot be found; the first is {PrintableText.OneLine(report.Failed[0].Source)}: {PrintableText.OneLine(report.Failed[0].Message)} [{report.Failed[0].Code}]");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
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
