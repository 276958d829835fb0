using System.Text.Json;

namespace LongRag.Models.Encoders.Remote;

/// <summary>Reads <c>{"data": [{"index": 0, "embedding": [0.1, …]}, …]}</c>.</summary>
internal static class EmbeddingResponse
{
    /// <param name="body">What the server sent.</param>
    /// <param name="count">How many vectors were asked for.</param>
    /// <param name="bad">Makes the error from what is wrong.</param>
    public static float[][] Read(byte[] body, int count, Func<string, LongRagException> bad)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var data = document.RootElement.GetProperty("data");
            if (data.GetArrayLength() != count) throw bad($"gave {data.GetArrayLength()} vectors for {count} texts");
            var vectors = new float[count][];
            var at = 0;
            foreach (var item in data.EnumerateArray())
            {
                var index = item.TryGetProperty("index", out var given) ? given.GetInt32() : at;
                if (index < 0 || index >= count || vectors[index] is not null) throw bad($"gave the vector {index} twice, or none of {count} that was asked for");
                vectors[index] = [.. item.GetProperty("embedding").EnumerateArray().Select(value => Number(value, bad))];
                at++;
            }

            return vectors;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw bad($"answered what is no list of embeddings ({Start(body)}): is the Endpoint right, up to and with the version");
        }
    }

    // NaN is no number in JSON: servers write null, or the bare word, which no parser takes.
    private static float Number(JsonElement value, Func<string, LongRagException> bad) =>
        value.ValueKind == JsonValueKind.Number ? value.GetSingle() : throw bad($"gave a vector that holds {value.GetRawText()}, which is no number");

    private static string Start(byte[] body)
    {
        var text = string.Join(' ', System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 240))).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length > 80 ? $"it begins with '{text[..80]}'" : $"'{text}'";
    }
}
