namespace LongRag.Evaluation;

/// <summary>The texts of queries, by id.</summary>
public static class QueryTexts
{
    /// <summary>Reads BEIR's queries, JSON Lines <c>{"_id","text"}</c>, plain or gzip.</summary>
    /// <exception cref="LongRagException"><c>not_found</c>, <c>unreadable</c>, or <c>bad_input</c> with file and line: a line that is not of that form, an id twice.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (line, query) in JsonRecords.Read(path))
        {
            var id = JsonRecords.TextOf(path, line, query, "_id") ?? throw InputLines.Bad(path, line, "there is no _id");
            var text = JsonRecords.TextOf(path, line, query, "text") ?? throw InputLines.Bad(path, line, "there is no text");
            if (!texts.TryAdd(id, text)) throw InputLines.Bad(path, line, $"query '{id}' is there twice");
        }

        return texts;
    }
}
