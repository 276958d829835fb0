using System.Text.Json;

namespace LongRag.Evaluation;

/// <summary>The documents of each query that an altered instruction made not relevant (FollowIR's <c>qrel_diff</c>).</summary>
public static class ChangedDocuments
{
    /// <summary>Reads <c>{"query": ["document", …], …}</c>, plain or gzip.</summary>
    /// <exception cref="LongRagException"><c>not_found</c>, <c>unreadable</c>, or <c>bad_input</c>: not that form.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(InputLines.ReadAll(path));
            var changed = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
            foreach (var query in json.RootElement.EnumerateObject())
                if (!changed.TryAdd(query.Name, [.. query.Value.EnumerateArray().Select(document => document.GetString()!)])) throw new LongRagException("bad_input", $"{path}: query '{query.Name}' is there twice");
            return changed;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new LongRagException("bad_input", $"{path}: not an object of lists of document ids, {{\"query\": [\"document\"]}}: {e.Message}", e);
        }
    }
}
