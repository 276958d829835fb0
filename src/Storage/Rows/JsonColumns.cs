using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LongRag.Storage;

/// <summary>Lists and metadata as they stand in JSON columns. Written and read without the serializer, whose start costs more than a search.</summary>
internal static class JsonColumns
{
    // The columns hold JSON for databases, not for web pages: no need to escape < or é.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // A value may be as deep as the reader allows (64 by default), and the column's own object stands around it.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1024 };

    public static string Of(IReadOnlyList<string> values) => values.Count == 0 ? "[]" : Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var value in values) writer.WriteStringValue(value);
        writer.WriteEndArray();
    });

    public static string Of(IReadOnlyList<int> values) => values.Count == 0 ? "[]" : Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var value in values) writer.WriteNumberValue(value);
        writer.WriteEndArray();
    });

    /// <summary>Each value keeps the letters it was written with: 1.0 stays 1.0.</summary>
    public static string Of(IReadOnlyDictionary<string, JsonElement> metadata) => metadata.Count == 0 ? "{}" : Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var (name, value) in metadata)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
        }

        writer.WriteEndObject();
    });

    public static string Of(Collection collection) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("language", collection.Language);
        writer.WriteNumber("passage_tokens", collection.PassageTokens);
        writer.WriteEndObject();
    });

    public static IReadOnlyList<string> Strings(string json)
    {
        if (json == "[]") return [];
        using var parsed = JsonDocument.Parse(json);
        return [.. parsed.RootElement.EnumerateArray().Select(e => e.GetString()!)];
    }

    public static IReadOnlyList<int> Offsets(string json)
    {
        if (json == "[]") return [];
        using var parsed = JsonDocument.Parse(json);
        return [.. parsed.RootElement.EnumerateArray().Select(e => e.GetInt32())];
    }

    public static IReadOnlyDictionary<string, JsonElement> Metadata(string json)
    {
        if (json == "{}") return Document.EmptyMetadata;
        using var parsed = JsonDocument.Parse(json, Deep);
        // One clone of the whole; its members share its memory.
        return parsed.RootElement.Clone().EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
    }

    public static Collection Collection(string name, string settings)
    {
        using var parsed = JsonDocument.Parse(settings);
        return new Collection
        {
            Name = name,
            Language = parsed.RootElement.GetProperty("language").GetString()!,
            PassageTokens = parsed.RootElement.GetProperty("passage_tokens").GetInt32(),
        };
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Plain)) write(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
