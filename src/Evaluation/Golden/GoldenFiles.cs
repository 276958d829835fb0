using System.Text.Json;

namespace LongRag.Evaluation;

/// <summary>Reads files of reference values.</summary>
public static class GoldenFiles
{
    /// <summary>A JSON file, plain or gzip, with NaN and Infinity where numbers stand.</summary>
    public static JsonElement Json(string path) => Parse(path, InputLines.ReadAll(path));

    /// <summary>The records of a JSON Lines file, plain or gzip.</summary>
    public static IEnumerable<JsonElement> JsonLines(string path) => InputLines.Read(path).Where(line => line.Text.Length > 0).Select(line => Parse(path, line.Text));

    /// <summary>A number; also one that is written as NaN, Infinity or -Infinity, with or without quotes.</summary>
    public static double Number(JsonElement element) => element.ValueKind == JsonValueKind.String
        ? double.Parse(element.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
        : element.GetDouble();

    /// <summary>The member of that name.</summary>
    /// <exception cref="LongRagException"><c>bad_input</c>: there is none.</exception>
    public static JsonElement Member(this JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member)
        ? member
        : throw new LongRagException("bad_input", $"there is no '{name}' in {(element.GetRawText() is { Length: > 60 } text ? text[..60] + "..." : element.GetRawText())}");

    private static JsonElement Parse(string path, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(Quoted(text));
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new LongRagException("bad_input", $"{path}: {e.Message}", e);
        }
    }

    /// <summary>Python writes NaN and Infinity as words, which JSON has not: they get quotes.</summary>
    private static string Quoted(string text) => text
        .Replace(": NaN", ": \"NaN\"", StringComparison.Ordinal)
        .Replace(": -Infinity", ": \"-Infinity\"", StringComparison.Ordinal)
        .Replace(": Infinity", ": \"Infinity\"", StringComparison.Ordinal);
}
