using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LongRag.Models.Chat.OpenAi;

/// <summary>Writes the body of a request.</summary>
internal static class ChatRequest
{
    /// <summary>Most alternatives for a token that OpenAI's protocol allows to ask for.</summary>
    private const int MostAlternatives = 20;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="model">The model's name at the server.</param>
    /// <param name="messages">What is said so far.</param>
    /// <param name="options">How to answer; a temperature that is not set is 0.</param>
    /// <param name="stream">Whether the answer comes in pieces.</param>
    /// <param name="scores">Alternatives asked for at each token; 0 for none.</param>
    /// <param name="dialect">What the server takes.</param>
    public static byte[] Write(string model, IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream, int scores, Dialect dialect)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("model", options?.ModelId ?? model);
            json.WriteStartArray("messages");
            if (options?.Instructions is { } instructions) WriteMessage(json, "system", instructions);
            foreach (var message in messages) WriteMessage(json, message.Role.Value, message.Text);
            json.WriteEndArray();
            if (options?.MaxOutputTokens is { } most) json.WriteNumber(dialect.CompletionTokens ? "max_completion_tokens" : "max_tokens", most);
            if (dialect.Temperature) json.WriteNumber("temperature", options?.Temperature ?? 0);
            if (options?.TopP is { } topP) json.WriteNumber("top_p", topP);
            if (dialect.Seed && options?.Seed is { } seed) json.WriteNumber("seed", seed);
            if (options?.FrequencyPenalty is { } frequency) json.WriteNumber("frequency_penalty", frequency);
            if (options?.PresencePenalty is { } presence) json.WriteNumber("presence_penalty", presence);
            if (dialect.Stop && options?.StopSequences is { Count: > 0 } stops) WriteStops(json, stops);
            if (options?.ResponseFormat is ChatResponseFormatJson format) WriteFormat(json, format);
            json.WriteBoolean("stream", stream);
            if (stream && dialect.StreamOptions)
            {
                json.WriteStartObject("stream_options");
                json.WriteBoolean("include_usage", true);
                json.WriteEndObject();
            }

            if (scores > 0)
            {
                json.WriteBoolean("logprobs", true);
                json.WriteNumber("top_logprobs", Math.Min(scores, MostAlternatives));
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, string role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", text);
        json.WriteEndObject();
    }

    private static void WriteStops(Utf8JsonWriter json, IList<string> stops)
    {
        json.WriteStartArray("stop");
        foreach (var stop in stops) json.WriteStringValue(stop);
        json.WriteEndArray();
    }

    private static void WriteFormat(Utf8JsonWriter json, ChatResponseFormatJson format)
    {
        json.WriteStartObject("response_format");
        json.WriteString("type", format.Schema is null ? "json_object" : "json_schema");
        if (format.Schema is { } schema)
        {
            json.WriteStartObject("json_schema");
            json.WriteString("name", format.SchemaName ?? "answer");
            json.WritePropertyName("schema");
            schema.WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
