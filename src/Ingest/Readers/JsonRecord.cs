using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace LongRag.Ingest;

/// <summary>Makes a document of one JSON object: its key, title and text by field name, everything else as metadata.</summary>
internal static class JsonRecord
{
    private static readonly string[] IdFields = ["_id", "id", "docid"];
    private static readonly string[] TitleFields = ["title"];
    private static readonly string[] TextFields = ["text", "contents", "body"];

    /// <summary>True where the object has a text field by the options' or the usual names.</summary>
    public static bool HasText(JsonElement record, ReadOptions options) => record.ValueKind == JsonValueKind.Object && Find(record, options.TextField, TextFields).Name is not null;

    /// <summary>The document of an object, or what is wrong with it; one bad record never ends the reading of the others.</summary>
    /// <param name="record">The value that should be an object.</param>
    /// <param name="place">What it is called where it has no key of its own.</param>
    /// <param name="options">Field names.</param>
    public static ReadItem Read(JsonElement record, string place, ReadOptions options)
    {
        if (record.ValueKind != JsonValueKind.Object) return Issue(place, IngestCodes.NotAnObject, $"{place} is no JSON object but {record.ValueKind.ToString().ToLowerInvariant()}.");
        try
        {
            return ReadObject(record, place, options);
        }
        catch (LongRagException e)
        {
            return Issue(place, e.Code, e.Message);
        }
    }

    private static ReadItem ReadObject(JsonElement record, string place, ReadOptions options)
    {
        var (idName, id) = Find(record, options.IdField, IdFields);
        var (titleName, title) = Find(record, options.TitleField, TitleFields);
        var (textName, text) = Find(record, options.TextField, TextFields);
        var key = CleanText.Of(TextOf(id) is { Length: > 0 } own ? own : place, out _);
        if (textName is null) return Issue(key, IngestCodes.MissingField, $"The record has no field '{options.TextField ?? string.Join("', '", TextFields)}'.");

        var metadata = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var field in record.EnumerateObject())
        {
            if (field.Name == idName || field.Name == titleName || field.Name == textName) continue;
            if (field is { Name: "metadata", Value.ValueKind: JsonValueKind.Object })
                foreach (var inner in field.Value.EnumerateObject()) metadata[inner.Name] = inner.Value.Clone();
            else if (field.Value.ValueKind != JsonValueKind.Null) metadata[field.Name] = field.Value.Clone();
        }

        var format = metadata.Remove("format", out var said) ? TextOf(said) : options.RecordFormat;
        if (format is not (null or "md" or "markdown" or "html" or "rst" or "txt"))
            return Issue(key, IngestCodes.Unsupported, $"metadata.format is '{format}'; md, html, rst and txt are read.");
        var content = TextOf(text);
        if (content.Length > options.MaxCharacters) return Issue(key, IngestCodes.TooLarge, DecodedText.TooLarge(key, options.MaxCharacters).Message);
        var parsed = ReaderCatalog.ParseRecord(format, content, options);
        if (parsed.Blocks.Count == 0)
        {
            // A record of a title alone is its title: it must be found like any other.
            parsed = parsed with { Text = CleanText.Of(TextOf(title), out _).Trim() };
            if (parsed.Text.Length == 0) return Issue(key, IngestCodes.NoText, "The record's text is empty.");
            parsed = parsed with { Blocks = [new Block(BlockKind.Heading, new TextSpan(0, parsed.Text.Length), 1)] };
        }

        foreach (var (name, value) in parsed.Metadata) metadata.TryAdd(name, value);
        return new ReadItem.Parsed(parsed with
        {
            Key = key,
            Title = TextOf(title) is { Length: > 0 } given ? CleanText.Of(given, out _) : parsed.Title,
            MediaType = ReaderCatalog.RecordMediaType(format),
            Metadata = metadata,
            RecordHash = Convert.ToHexStringLower(XxHash128.Hash(JsonMarshal.GetRawUtf8Value(record))),
        });
    }

    /// <summary>What is wrong with a record.</summary>
    public static ReadItem.Issue Issue(string key, string code, string message) => new(new IngestIssue(key, "parse", code, message, IngestCodes.IsWarning(code)));

    private static (string? Name, JsonElement Value) Find(JsonElement record, string? named, string[] usual)
    {
        foreach (var name in named is null ? usual : [named])
            if (record.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)) return (name, value);
        return default;
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join("\n\n", value.EnumerateArray().Select(TextOf)),
        _ => value.GetRawText(),
    };
}
