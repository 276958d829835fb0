using System.Text;
using System.Text.Json;
using LongRag.Api.Errors;
using LongRag.Api.Json;
using LongRag.Api.Streaming;

namespace LongRag.Api.OpenAi;

/// <summary>An answer's pieces as chunks of a chat completion. One stream each; not thread-safe.</summary>
/// <remarks>The protocol cannot take text back. Where text turns out not to hold, that is said in the text, and what holds follows.</remarks>
internal sealed class ChatStream(HttpContext http, string id, long created, string model, int promptTokens, bool tellsUsage)
{
    private readonly StringBuilder _sent = new();
    private bool _hasBegun;

    public IEnumerable<StreamEvent> Write(AskEvent piece)
    {
        switch (piece)
        {
            case AskEvent.Message message:
                return Text(message.Delta);
            case AskEvent.Reasoning reasoning:
                return Begun(new ChatDelta { ReasoningContent = reasoning.Delta });
            case AskEvent.Withdrawn when _sent.Length > 0:
                return Text(ChatWording.Withdrawn);
            case AskEvent.Final final:
                return End(final.Answer);
            default:
                return [];
        }
    }

    public static IEnumerable<StreamEvent> Ended() => [new StreamEvent(null, "[DONE]")];

    public StreamEvent Failed(Refusal refusal) => new(null, JsonSerializer.Serialize(OpenAiError.Of(refusal.ToProblem(http)), ApiJson.Options));

    private IEnumerable<StreamEvent> Text(string text)
    {
        _sent.Append(text);
        return Begun(new ChatDelta { Content = text });
    }

    private IEnumerable<StreamEvent> End(AskResponse answer)
    {
        if (!answer.NoAnswer && _sent.Length == 0) foreach (var said in Text(answer.Answer)) yield return said;
        if (answer.NoAnswer) foreach (var said in Text(_sent.Length == 0 ? ChatWording.NoAnswer(answer) : $"\n\n{ChatWording.NoAnswer(answer)}")) yield return said;
        var annotations = answer.NoAnswer ? [] : ChatAnnotations.Of(_sent.ToString(), answer.Citations, http);
        foreach (var last in Begun(new ChatDelta { Annotations = annotations }, "stop")) yield return last;
        if (!tellsUsage) yield break;
        var completionTokens = EstimatedTokenCounter.Instance.Count(_sent.ToString());
        yield return Event(new ChatChunk(id, "chat.completion.chunk", created, model, [], new ChatUsage(promptTokens, completionTokens, promptTokens + completionTokens)));
    }

    private IEnumerable<StreamEvent> Begun(ChatDelta delta, string? finish = null)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            yield return Event(Chunk(new ChatDelta { Role = "assistant", Content = "" }, null));
        }

        yield return Event(Chunk(delta, finish));
    }

    private ChatChunk Chunk(ChatDelta delta, string? finish) => new(id, "chat.completion.chunk", created, model, [new ChatChunkChoice(0, delta, finish)]);

    private static StreamEvent Event(ChatChunk chunk) => new(null, JsonSerializer.Serialize(chunk, ApiJson.Options));
}

/// <summary>What is said to clients that know only text.</summary>
internal static class ChatWording
{
    public const string Withdrawn = "\n\n---\nThe text above did not hold against the documents. What holds:\n\n";

    public static string NoAnswer(AskResponse answer) => $"I found no answer in the documents. {answer.NoAnswerReason}".TrimEnd();
}
