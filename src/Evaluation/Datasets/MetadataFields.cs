using System.Text.Json;

namespace LongRag.Evaluation;

/// <summary>The metadata of a record: the fields of its object <c>metadata</c>, and every field of its own that has no meaning of its own.</summary>
internal static class MetadataFields
{
    public static IReadOnlyDictionary<string, JsonElement> Of(JsonElement record, params string[] taken)
    {
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var field in record.EnumerateObject())
        {
            if (taken.Contains(field.Name, StringComparer.Ordinal) || field.Value.ValueKind == JsonValueKind.Null) continue;
            if (field is { Name: "metadata", Value.ValueKind: JsonValueKind.Object })
                foreach (var inner in field.Value.EnumerateObject()) fields[inner.Name] = inner.Value;
            else fields[field.Name] = field.Value;
        }

        return fields;
    }

    /// <summary>A field with one text.</summary>
    public static IReadOnlyDictionary<string, JsonElement> With(string name, string text) => new Dictionary<string, JsonElement>(StringComparer.Ordinal) { [name] = JsonSerializer.SerializeToElement(text, StringJson.Default.String) };
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class StringJson : System.Text.Json.Serialization.JsonSerializerContext;
