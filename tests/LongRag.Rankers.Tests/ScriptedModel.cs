using System.Runtime.CompilerServices;
using LongRag.Models.Chat;
using Microsoft.Extensions.AI;

namespace LongRag.Rankers.Tests;

/// <summary>A model that answers as a test says, and remembers what it was asked.</summary>
internal sealed class ScriptedModel : IChatClient, INextTokenScores, IContinuationScores
{
    /// <summary>What it writes to a prompt, in pieces.</summary>
    public Func<string, CancellationToken, IAsyncEnumerable<string>> Writes { get; init; } = (_, _) => throw new NotSupportedException();

    /// <summary>Next tokens after a prompt.</summary>
    public Func<string, IReadOnlyList<TokenScore>>? Next { get; init; }

    /// <summary>Log-probabilities of a continuation of a prompt.</summary>
    public Func<string, string, IReadOnlyList<double>>? Continues { get; init; }

    public List<string> Prompts { get; } = [];

    public List<ChatOptions?> Options { get; } = [];

    /// <summary>Pieces that were taken from it, over all calls.</summary>
    public int Taken { get; private set; }

    public static ScriptedModel Writing(params string[] answers)
    {
        var at = 0;
        return new ScriptedModel { Writes = (_, _) => Pieces(answers[Math.Min(at++, answers.Length - 1)]) };
    }

    public static ScriptedModel Failing(Exception failure) => new() { Writes = (_, _) => throw failure, Next = _ => throw failure, Continues = (_, _) => throw failure };

    /// <summary>Never says anything, and does not heed cancellation either.</summary>
    public static ScriptedModel Stalling() => new() { Writes = (_, _) => Never() };

    public ChatModel AsModel(int contextTokens = 8192) => new(new ChatModelProfile { Name = "scripted", Kind = "test", Model = "scripted", Fingerprint = "scripted", ContextTokens = contextTokens }, this, EstimatedTokenCounter.Instance);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Prompts.Add(messages.Last().Text);
        Options.Add(options);
        await foreach (var piece in Writes(messages.Last().Text, cancellationToken))
        {
            Taken++;
            yield return new ChatResponseUpdate(ChatRole.Assistant, piece);
        }
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<TokenScore>> NextAsync(IReadOnlyList<ChatMessage> messages, int top, CancellationToken cancellationToken = default)
    {
        Prompts.Add(messages[^1].Text);
        return Task.FromResult<IReadOnlyList<TokenScore>>([.. Next!(messages[^1].Text).Take(top)]);
    }

    public Task<IReadOnlyList<double>> ContinuationAsync(string prompt, string continuation, CancellationToken cancellationToken = default)
    {
        Prompts.Add(prompt + continuation);
        return Task.FromResult(Continues!(prompt, continuation));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(INextTokenScores) ? (Next is null ? null : this) : serviceType == typeof(IContinuationScores) ? (Continues is null ? null : this) : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    /// <summary>Four characters a piece.</summary>
    public static async IAsyncEnumerable<string> Pieces(string text)
    {
        await Task.CompletedTask;
        for (var at = 0; at < text.Length; at += 4) yield return text[at..Math.Min(text.Length, at + 4)];
    }

    private static async IAsyncEnumerable<string> Never()
    {
        await new TaskCompletionSource().Task;
        yield return "";
    }
}
