using System.Text.Json;

namespace LongRag.Evaluation;

/// <summary>The texts of queries, by id.</summary>
public static class QueryTexts
{
    /// <summary>Reads BEIR's queries, JSON Lines <c>{"_id","text"}</c>, plain or gzip.</summary>
    /// <exception cref="LongRagException"><c>not_found</c>, <c>unreadable</c>, or <c>bad_input</c> with file and line: a line that is not of that form, an id twice.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (number, line) in InputLines.Read(path))
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                using var query = JsonDocument.Parse(line);
                var id = query.RootElement.GetProperty("_id").GetString()!;
                if (!texts.TryAdd(id, query.RootElement.GetProperty("text").GetString()!)) throw InputLines.Bad(path, number, $"query '{id}' is there twice");
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentNullException)
            {
                throw InputLines.Bad(path, number, "not an object with the texts _id and text");
            }
        }

        return texts;
    }
}
