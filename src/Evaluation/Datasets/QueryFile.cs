using System.Text.Json;

namespace LongRag.Evaluation;

/// <summary>Reads queries: JSON Lines with <c>_id</c> and <c>text</c>, <c>question</c> or <c>query</c>; topics with <c>title</c>, <c>description</c> and <c>narrative</c>; TREC's <c>&lt;top&gt;</c> form; or lines of id, tab, text.</summary>
public static class QueryFile
{
    /// <summary>The queries in the order of the file, each id once.</summary>
    /// <param name="path">Plain or gzip.</param>
    /// <param name="topic">Which parts of a topic are the query.</param>
    /// <param name="narrativeAsInstruction">Takes a topic's narrative as the instruction.</param>
    /// <exception cref="LongRagException"><c>not_found</c>, <c>unreadable</c>, or <c>bad_input</c> with file and line: a malformed line, an id twice, no query at all.</exception>
    public static IReadOnlyList<RetrievalQuery> Read(string path, TopicText topic = TopicText.Title, bool narrativeAsInstruction = false)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var queries = new List<RetrievalQuery>();
        foreach (var (line, query) in Queries(path, topic, narrativeAsInstruction))
        {
            if (string.IsNullOrWhiteSpace(query.Text)) throw InputLines.Bad(path, line, $"the query '{query.Id}' has no text");
            if (!seen.Add(query.Id)) throw InputLines.Bad(path, line, $"the query '{query.Id}' came before");
            queries.Add(query);
        }

        return queries.Count > 0 ? queries : throw new LongRagException("bad_input", $"{path}: no query in it");
    }

    private static IEnumerable<(int Line, RetrievalQuery Query)> Queries(string path, TopicText topic, bool narrative)
    {
        var first = InputLines.Read(path).Select(line => line.Text.TrimStart()).FirstOrDefault(text => text.Length > 0, "");
        return first[..Math.Min(1, first.Length)] switch
        {
            "{" => JsonRecords.Read(path).Select(record => (record.Line, OfRecord(path, record.Line, record.Record, topic, narrative))),
            "<" => TrecTopics.Read(path, topic, narrative),
            _ => InputLines.Read(path).Where(line => line.Text.Length > 0).Select(line => (line.Number, OfLine(path, line.Number, line.Text))),
        };
    }

    private static RetrievalQuery OfRecord(string path, int line, JsonElement record, TopicText topic, bool narrative)
    {
        var text = JsonRecords.TextOf(path, line, record, "text", "question", "query") ?? TextOf(
            topic, JsonRecords.TextOf(path, line, record, "title") ?? throw InputLines.Bad(path, line, "there is neither text nor question nor title"), JsonRecords.TextOf(path, line, record, "description") ?? "");
        return new RetrievalQuery
        {
            Id = JsonRecords.IdOf(path, line, record),
            Text = text.Trim(),
            Instruction = narrative ? JsonRecords.TextOf(path, line, record, "narrative") ?? throw InputLines.Bad(path, line, "there is no narrative") : JsonRecords.TextOf(path, line, record, "instruction"),
            Metadata = MetadataFields.Of(record, "_id", "id", "text", "question", "query", "title", "description", "narrative", "instruction"),
        };
    }

    private static RetrievalQuery OfLine(string path, int line, string text) => text.IndexOf('\t', StringComparison.Ordinal) is > 0 and var tab
        ? new RetrievalQuery { Id = JsonRecords.CheckedId(path, line, text[..tab]), Text = text[(tab + 1)..].Trim() }
        : throw InputLines.Bad(path, line, "not an id, a tab and the text of a query");

    /// <summary>The query that a topic stands for.</summary>
    internal static string TextOf(TopicText topic, string title, string description) => topic switch
    {
        TopicText.Title => title,
        TopicText.Description => description,
        _ => $"{title} {description}",
    };
}
