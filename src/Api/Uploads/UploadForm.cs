using System.Text.Json;
using LongRag.Api.Errors;
using LongRag.Api.Json;

namespace LongRag.Api.Uploads;

/// <summary>What a client says beside the bytes, gathered from fields, headers and the address.</summary>
internal sealed class UploadForm
{
    private const int MostTags = 100;
    private const int MostMetadata = 100;
    private const int LongestIdempotencyKey = 255;

    /// <summary>What the address may say.</summary>
    public static IReadOnlyList<string> Parameters { get; } = ["source", "mode", "tags", "metadata"];

    public string? Source { get; set; }

    public int Files { get; set; }

    public UploadOptions Options { get; private set; } = new();

    /// <summary>The form of a request before its body: what the address and the headers say.</summary>
    public static UploadForm Of(HttpRequest request)
    {
        var form = new UploadForm();
        foreach (var name in Parameters)
            if (request.Query.TryGetValue(name, out var value)) form.Set(name, value.ToString());
        if (form.Source is null && request.Headers.TryGetValue("X-Filename", out var fileName)) form.Source = SourceNames.OfFile(Uri.UnescapeDataString(fileName.ToString()), "X-Filename");
        if (request.Headers.TryGetValue("Idempotency-Key", out var key)) form.Options = form.Options with { IdempotencyKey = CheckedKey(key.ToString()) };
        return form;
    }

    /// <summary>Takes a field.</summary>
    public void Set(string name, string value)
    {
        switch (name)
        {
            case "source": Source = Files == 0 ? SourceNames.Checked(value, "source") : throw new ArgumentRefusedException("source", "'source' must come before the file that it names."); break;
            case "mode": Options = Options with { Mode = CheckedMode(value) }; break;
            case "tags": Options = Options with { Tags = CheckedTags(TagsOf(value)) }; break;
            case "metadata": Options = Options with { Metadata = CheckedMetadata(MetadataOf(value)) }; break;
            default: throw new ArgumentRefusedException(name, $"There is no field '{PrintableText.OneLine(name)}' here; a file needs a file name.", "unknown_field");
        }
    }

    public void Set(NewDocument document)
    {
        Source = document.Source is null ? Source : SourceNames.Checked(document.Source, "source");
        Options = Options with { Metadata = document.Metadata is null ? Options.Metadata : CheckedMetadata(document.Metadata), Tags = document.Tags is null ? Options.Tags : CheckedTags(document.Tags), Mode = document.Mode is null ? Options.Mode : CheckedMode(document.Mode) };
    }

    private static string CheckedMode(string mode) => mode is "upsert" or "skip-existing" ? mode : throw new ArgumentRefusedException("mode", $"'mode' is '{PrintableText.OneLine(mode)}'; it must be upsert or skip-existing.");

    private static string CheckedKey(string key) => key.Length is >= 1 and <= LongestIdempotencyKey && key.All(c => c is > ' ' and <= '~')
        ? key
        : throw new ArgumentRefusedException("Idempotency-Key", $"'Idempotency-Key' must be 1 to {LongestIdempotencyKey} visible ASCII characters.");

    /// <summary>A JSON array of strings, or words between commas.</summary>
    private static string[] TagsOf(string value) => value.TrimStart().StartsWith('[')
        ? Parsed<string[]>(value, "tags")
        : value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IReadOnlyList<string> CheckedTags(IReadOnlyList<string> tags) => tags.Count <= MostTags && tags.All(tag => tag is { Length: >= 1 and <= 256 })
        ? tags
        : throw new ArgumentRefusedException("tags", $"'tags' must be at most {MostTags} labels of 1 to 256 characters.");

    private static IReadOnlyDictionary<string, JsonElement> CheckedMetadata(IReadOnlyDictionary<string, JsonElement> metadata)
    {
        if (metadata.Count > MostMetadata) throw new ArgumentRefusedException("metadata", $"'metadata' has {metadata.Count} values; at most {MostMetadata} are possible.");
        foreach (var (name, value) in metadata)
            if (name.Length is 0 or > 256 || !IsValue(value) || !JsonText.IsWellFormed(value))
                throw new ArgumentRefusedException("metadata", $"'{PrintableText.OneLine(name)}' of 'metadata' must be a string, a number, true or false, or a list of these.");
        return metadata;
    }

    private static bool IsValue(JsonElement value) => IsScalar(value) || (value.ValueKind is JsonValueKind.Array && value.EnumerateArray().All(IsScalar));

    private static bool IsScalar(JsonElement value) => value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    private static Dictionary<string, JsonElement> MetadataOf(string value) => Parsed<Dictionary<string, JsonElement>>(value, "metadata");

    private static T Parsed<T>(string json, string field)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, ApiJson.Options) ?? throw new ArgumentRefusedException(field, $"'{field}' is null.");
        }
        catch (JsonException e)
        {
            throw new ArgumentRefusedException(field, $"'{field}': {BadRequests.Json(e).Detail}", "bad_json");
        }
    }
}
