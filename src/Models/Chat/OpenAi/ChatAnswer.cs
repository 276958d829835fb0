using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LongRag.Models.Chat.OpenAi;

/// <summary>Reads what a server answers: a whole answer, or one event of a stream. Nothing in it is taken for granted.</summary>
internal static class ChatAnswer
{
    /// <summary>What one object says.</summary>
    /// <param name="Text">Written for the asker; may be empty.</param>
    /// <param name="Reasoning">Written before that, by models that think aloud.</param>
    /// <param name="Finish">Why it ended; null where it goes on.</param>
    /// <param name="Usage">Tokens used; null where it does not say.</param>
    /// <param name="HasChoice">Whether there is an answer in it at all: some text, or why there is none.</param>
    internal sealed record Part(string Text, string Reasoning, ChatFinishReason? Finish, UsageDetails? Usage, bool HasChoice);

    /// <param name="json">The object.</param>
    /// <param name="content">Where its text lies: <c>message</c> or <c>delta</c>.</param>
    /// <param name="server">Makes the errors.</param>
    /// <exception cref="LongRagException"><c>bad_model_answer</c>; <c>model_refused</c>, <c>context_exceeded</c> where it is an error.</exception>
    public static Part Read(ReadOnlyMemory<byte> json, string content, ChatServer server)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null) throw server.Failed(FailureText.Of(root) ?? root.GetRawText());
            var usage = Usage(root);
            if (!root.TryGetProperty("choices", out var choices) || choices.ValueKind == JsonValueKind.Null)
            {
                return usage is null ? throw server.Bad("answered without choices: is the Endpoint right, up to and with the version") : new Part("", "", null, usage, false);
            }

            if (choices.GetArrayLength() == 0) return new Part("", "", null, usage, false);
            var choice = choices[0];
            var message = choice.TryGetProperty(content, out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
            var (text, reasoning, finish) = (Text(message, "content"), Text(message, "reasoning_content"), Finish(choice));
            return new Part(text, reasoning, finish, usage, text.Length > 0 || reasoning.Length > 0 || finish is not null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw server.Bad($"answered what is no answer of a chat model ({server.Start(json.Span)}): is the Endpoint right, up to and with the version", e);
        }
    }

    /// <summary>The alternatives of the first token, most likely first.</summary>
    /// <exception cref="LongRagException"><c>no_logprobs</c>, <c>bad_model_answer</c>.</exception>
    public static IReadOnlyList<TokenScore> Scores(ReadOnlyMemory<byte> json, int top, ChatServer server)
    {
        var hasChoice = Read(json, "message", server).HasChoice;
        try
        {
            using var document = JsonDocument.Parse(json);
            if (!document.RootElement.TryGetProperty("choices", out var choices) || choices.GetArrayLength() == 0) throw server.Bad("answered without a choice");
            if (!choices[0].TryGetProperty("logprobs", out var scores) || scores.ValueKind != JsonValueKind.Object
                || !scores.TryGetProperty("content", out var tokens) || tokens.ValueKind != JsonValueKind.Array || tokens.GetArrayLength() == 0
                || !tokens[0].TryGetProperty("top_logprobs", out var alternatives) || alternatives.ValueKind != JsonValueKind.Array || alternatives.GetArrayLength() == 0)
            {
                throw hasChoice ? server.NoScores() : server.Bad("answered without a choice");
            }

            return [.. alternatives.EnumerateArray().Select(item => new TokenScore(item.GetProperty("token").GetString() ?? "", item.GetProperty("logprob").GetDouble())).OrderByDescending(score => score.LogProbability).Take(top)];
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw server.Bad("gave probabilities of tokens (logprobs) that cannot be read", e);
        }
    }

    private static string Text(JsonElement message, string key)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty(key, out var text)) return "";
        return text.ValueKind switch
        {
            JsonValueKind.String => text.GetString()!,
            JsonValueKind.Array => string.Concat(text.EnumerateArray().Select(part => Text(part, "text"))),
            _ => "",
        };
    }

    private static ChatFinishReason? Finish(JsonElement choice) => choice.TryGetProperty("finish_reason", out var reason) && reason.ValueKind == JsonValueKind.String && reason.GetString() is { Length: > 0 } name ? new ChatFinishReason(name) : null;

    private static UsageDetails? Usage(JsonElement root)
    {
        if (!root.TryGetProperty("usage", out var usage) || usage.ValueKind != JsonValueKind.Object) return null;
        return new UsageDetails { InputTokenCount = Number(usage, "prompt_tokens"), OutputTokenCount = Number(usage, "completion_tokens"), TotalTokenCount = Number(usage, "total_tokens") };
    }

    private static long? Number(JsonElement usage, string key) => usage.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
