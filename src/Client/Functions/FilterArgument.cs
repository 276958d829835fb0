using System.Text.Json;

namespace LongRag.Client.Functions;

/// <summary>A filter as a model writes it: the short syntax, JSON, or JSON in a string.</summary>
internal static class FilterArgument
{
    /// <summary>Its JSON form; null for none.</summary>
    /// <exception cref="LongRagException"><c>bad_filter</c>.</exception>
    public static JsonElement? Read(JsonElement? filters) => filters switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        { ValueKind: JsonValueKind.String } text when string.IsNullOrWhiteSpace(text.GetString()) => null,
        { ValueKind: JsonValueKind.String } text => FilterJson.Write(Filter.Parse(text.GetString()!)),
        { } json => json,
    };
}
