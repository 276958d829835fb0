using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LongRag.Mcp;

/// <summary>Holds the arguments of a call against the tool's schema, so that the model is told which of them is wrong, and how, in words that are about the tool.</summary>
internal static class ToolArguments
{
    /// <summary>Takes its short syntax and JSON alike.</summary>
    private const string Filters = "filters";

    /// <exception cref="LongRagException"><c>bad_argument</c>: one is missing, unknown, or of another kind.</exception>
    public static void Check(AIFunction tool, AIFunctionArguments arguments)
    {
        var properties = tool.JsonSchema.TryGetProperty("properties", out var described) ? described.EnumerateObject().ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal) : [];
        if (arguments.Keys.FirstOrDefault(name => !properties.ContainsKey(name)) is { } unknown)
            throw Bad($"There is no argument '{PrintableText.OneLine(unknown)}' of {tool.Name}{(properties.Count == 0 ? ": it takes none." : $"; possible: {string.Join(", ", properties.Keys)}.")}");
        string[] required = tool.JsonSchema.TryGetProperty("required", out var needed) ? [.. needed.EnumerateArray().Select(name => name.GetString()!)] : [];
        foreach (var name in required)
            if (!arguments.TryGetValue(name, out var given) || IsNull(given)) throw Bad($"'{name}' is needed.");
        foreach (var (name, value) in arguments)
            if (name is not Filters && value is JsonElement json && !IsNull(value) && Kind(properties[name]) is { } kind && !Fits(kind, json)) throw Bad($"'{name}' must be {Said(kind)}.");
    }

    private static bool IsNull(object? value) => value is null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined };

    private static string? Kind(JsonElement property) => property.TryGetProperty("type", out var type) && type.ValueKind is JsonValueKind.String ? type.GetString() : null;

    // Numbers in strings are understood: some models write no others.
    private static bool Fits(string kind, JsonElement value) => kind switch
    {
        "integer" => value.ValueKind is JsonValueKind.Number ? value.TryGetInt32(out _) : value.ValueKind is JsonValueKind.String && int.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "string" => value.ValueKind is JsonValueKind.String,
        "array" => value.ValueKind is JsonValueKind.Array,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => true,
    };

    private static string Said(string kind) => kind switch { "integer" => "a whole number", "string" => "a text", "array" => "a list", _ => "true or false" };

    private static LongRagException Bad(string message) => new("bad_argument", message);
}
