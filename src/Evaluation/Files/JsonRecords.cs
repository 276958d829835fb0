using System.Text.Json;

namespace LongRag.Evaluation;

/// <summary>The objects of a JSON Lines file, with the lines they stand in.</summary>
internal static class JsonRecords
{
    /// <summary>Each object with its line number; blank lines are skipped. Streams.</summary>
    /// <exception cref="LongRagException">As <see cref="InputLines.Read(string)"/>; <c>bad_input</c> with file and line for a line that is no JSON object, or with half a surrogate pair (<c>\ud800</c>) in it.</exception>
    public static IEnumerable<(int Line, JsonElement Record)> Read(string path)
    {
        foreach (var (number, text) in InputLines.Read(path))
            if (!string.IsNullOrWhiteSpace(text)) yield return (number, Parse(path, number, text));
    }

    /// <summary>The text of the first of these fields that is there and not null; null where none is.</summary>
    public static string? TextOf(string path, int line, JsonElement record, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (record.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null) return value.ValueKind == JsonValueKind.String ? value.GetString() : throw InputLines.Bad(path, line, $"{name} is no text");
        return null;
    }

    /// <summary>The id of a record, fit for a TREC run: without white space.</summary>
    public static string IdOf(string path, int line, JsonElement record) => CheckedId(path, line, TextOf(path, line, record, "_id", "id") ?? throw InputLines.Bad(path, line, "there is no _id"));

    /// <summary>The id where a TREC run can hold it.</summary>
    public static string CheckedId(string path, int line, string id) =>
        id.Length > 0 && !LineFields.HasBlank(id) ? id : throw InputLines.Bad(path, line, $"the id '{id}' is empty or holds white space; a TREC run cannot hold it");

    private static JsonElement Parse(string path, int line, string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            if (parsed.RootElement.ValueKind != JsonValueKind.Object) throw InputLines.Bad(path, line, "it is no JSON object");
            if (text.Contains("\\ud", StringComparison.OrdinalIgnoreCase)) ReadTexts(parsed.RootElement);
            return parsed.RootElement.Clone();
        }
        catch (InvalidOperationException)
        {
            throw InputLines.Bad(path, line, "a text holds half a surrogate pair");
        }
        catch (JsonException e)
        {
            throw InputLines.Bad(path, line, $"it is no JSON ({e.Message})");
        }
    }

    // The parser takes half a surrogate pair; only who reads the text learns of it.
    private static void ReadTexts(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String) element.GetString();
        else if (element.ValueKind == JsonValueKind.Array) foreach (var item in element.EnumerateArray()) ReadTexts(item);
        if (element.ValueKind != JsonValueKind.Object) return;
        foreach (var member in element.EnumerateObject())
        {
            _ = member.Name;
            ReadTexts(member.Value);
        }
    }
}
