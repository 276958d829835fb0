using System.Runtime.CompilerServices;
using LongRag.Models.Chat;
using Microsoft.Extensions.AI;

namespace LongRag.Generator.Tests.Chat;

/// <summary>A chat client that writes what a test says, piece by piece, and keeps what it was asked.</summary>
internal sealed class ScriptedModel(Func<string, int, IEnumerable<string>> write) : IChatClient
{
    /// <summary>The prompts, in their order.</summary>
    public List<string> Prompts { get; } = [];

    public ChatOptions? Options { get; private set; }

    /// <summary>How many pieces were taken by whoever read.</summary>
    public int Taken { get; private set; }

    public bool IsReleased { get; private set; }

    /// <summary>The finish reason of the last piece.</summary>
    public ChatFinishReason Finish { get; init; } = ChatFinishReason.Stop;

    /// <summary>What it thinks before it writes, given apart from the text.</summary>
    public IEnumerable<string> Thoughts { get; init; } = [];

    /// <summary>Whether each piece is a token, and no more are written than were asked for.</summary>
    public bool KeepsToLimit { get; init; }

    /// <summary>A model that writes those pieces, whatever it is asked.</summary>
    public static ScriptedModel Of(params string[] pieces) => new((_, _) => pieces);

    public ChatModel Model(int contextTokens = 8192) =>
        new(new ChatModelProfile { Name = "scripted", Kind = "openai", Model = "scripted", Fingerprint = "scripted", ContextTokens = contextTokens }, this, EstimatedTokenCounter.Instance);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        Options = options;
        Prompts.Add(messages.Last().Text);
        try
        {
            var left = KeepsToLimit ? options?.MaxOutputTokens ?? int.MaxValue : int.MaxValue;
            foreach (var content in Thoughts.Select(AIContent (thought) => new TextReasoningContent(thought)).Concat(write(Prompts[^1], Prompts.Count).Select(AIContent (piece) => new TextContent(piece))))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (left-- == 0) break;
                Taken++;
                yield return new ChatResponseUpdate(ChatRole.Assistant, [content]);
            }

            yield return new ChatResponseUpdate(ChatRole.Assistant, "") { FinishReason = left < 0 ? ChatFinishReason.Length : Finish };
        }
        finally
        {
            IsReleased = true;
        }
    }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in GetStreamingResponseAsync(messages, options, cancellationToken)) updates.Add(update);
        return updates.ToChatResponse();
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
