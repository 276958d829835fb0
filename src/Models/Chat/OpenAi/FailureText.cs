using System.Text.Json;

namespace LongRag.Models.Chat.OpenAi;

/// <summary>The sentence in <c>{"error": {"message": "…"}}</c> and its relatives.</summary>
internal static class FailureText
{
    /// <summary>The message; the whole text where it is not in one of the usual forms.</summary>
    public static string Of(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Of(document.RootElement) ?? body;
        }
        catch (JsonException)
        {
            return body;
        }
    }

    /// <summary>The message of a JSON object; null where it holds none.</summary>
    public static string? Of(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return null;
        if (root.TryGetProperty("error", out var error)) return error.ValueKind == JsonValueKind.String ? error.GetString() : Of(error);
        foreach (var key in (ReadOnlySpan<string>)["message", "detail"])
            if (root.TryGetProperty(key, out var text) && text.ValueKind == JsonValueKind.String) return text.GetString();
        return null;
    }
}
