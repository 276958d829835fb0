using System.Text.Json;

namespace LongRag.Evaluation;

/// <summary>Reads documents to be ranked: JSON Lines <c>{_id, title, text, metadata}</c>, or lines of id, tab, text (MS MARCO).</summary>
internal static class CorpusFile
{
    /// <summary>The documents, each id once. Streams.</summary>
    public static IEnumerable<RetrievalDocument> Read(string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (line, document) in IsTable(path) ? Lines(path) : Records(path))
        {
            if (!seen.Add(document.Id)) throw InputLines.Bad(path, line, $"the document '{document.Id}' came before");
            yield return document;
        }

        if (seen.Count == 0) throw new LongRagException("bad_input", $"{path}: no document in it");
    }

    private static bool IsTable(string path) => path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tsv.gz", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<(int Line, RetrievalDocument Document)> Lines(string path) => InputLines.Read(path).Where(line => line.Text.Length > 0)
        .Select(line => line.Text.Split('\t') is [var id, .. var title, var text] && title.Length <= 1
            ? (line.Number, new RetrievalDocument(JsonRecords.CheckedId(path, line.Number, id), title is [var given] ? given : "", text, Document.EmptyMetadata))
            : throw InputLines.Bad(path, line.Number, "not an id, a tab and the text of a document (or id, title, text)"));

    private static IEnumerable<(int Line, RetrievalDocument Document)> Records(string path) => JsonRecords.Read(path).Select(record => (record.Line, Of(path, record.Line, record.Record)));

    private static RetrievalDocument Of(string path, int line, JsonElement record)
    {
        var title = JsonRecords.TextOf(path, line, record, "title") ?? "";
        var text = JsonRecords.TextOf(path, line, record, "text", "contents") ?? (title.Length > 0 ? "" : throw InputLines.Bad(path, line, "there is neither text nor title"));
        return new RetrievalDocument(JsonRecords.IdOf(path, line, record), title, text, MetadataFields.Of(record, "_id", "id", "title", "text", "contents"));
    }
}
