using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;

namespace LongRag.Models.Chat.OpenAi;

/// <summary>Asks a server. Whole answers are streamed too: a server that writes for minutes is told from one that died by its silence alone. Thread-safe.</summary>
/// <param name="server">Where requests go; disposed with this.</param>
/// <param name="model">The model's name there.</param>
internal sealed class OpenAiChatClient(ChatServer server, string model) : IChatClient, INextTokenScores
{
    /// <summary>Most characters of an answer, thoughts included.</summary>
    private const int MostCharacters = 1_000_000;

    private volatile Dialect _dialect = new();

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in GetStreamingResponseAsync(messages, options, cancellationToken)) updates.Add(update);
        return updates.ToChatResponse();
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var answer = await AskAsync([.. messages], options, stream: true, 0, cancellationToken);
        // A parameter that was refused once is never sent again, so what is read here was not sent, or did its work.
        var text = new StoppedText(_dialect.Stop ? [] : [.. options?.StopSequences ?? []]);
        var (characters, hasChoice) = (0L, false);
        await foreach (var part in PartsAsync(answer, cancellationToken))
        {
            hasChoice |= part.HasChoice;
            characters += part.Text.Length + part.Reasoning.Length;
            if (characters > MostCharacters) throw server.TooLong($"more than {MostCharacters} characters");
            var whole = part with { Text = part.Finish is null ? text.Add(part.Text) : text.End(part.Text) };
            if (Update(text.IsStopped ? whole with { Finish = ChatFinishReason.Stop } : whole) is { } update) yield return update;
            // What else the server writes is not read: the connection is closed.
            if (text.IsStopped) yield break;
        }

        if (!hasChoice) throw server.Bad("answered without a choice");
        if (text.End() is { Length: > 0 } rest) yield return new ChatResponseUpdate(ChatRole.Assistant, rest);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TokenScore>> NextAsync(IReadOnlyList<ChatMessage> messages, int top, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        try
        {
            using var answer = await AskAsync(messages, new ChatOptions { MaxOutputTokens = 1 }, stream: false, top, cancellationToken);
            return ChatAnswer.Scores(await answer.RestAsync(cancellationToken), top, server);
        }
        catch (LongRagException e) when (e.Code == "model_refused" && e.Message.Contains("logprobs", StringComparison.Ordinal))
        {
            throw server.NoScores();
        }
    }

    private async Task<ChatAnswerStream> AskAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, bool stream, int scores, CancellationToken cancellationToken)
    {
        while (true)
        {
            var dialect = _dialect;
            try
            {
                return await server.AskAsync(ChatRequest.Write(model, messages, options, stream, scores, dialect), cancellationToken);
            }
            catch (ParameterRefusedException refused)
            {
                _dialect = dialect.After(refused) ?? throw refused.Problem;
            }
        }
    }

    /// <summary>The events of a stream; the one whole answer of a server that does not stream.</summary>
    private async IAsyncEnumerable<ChatAnswer.Part> PartsAsync(ChatAnswerStream answer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!answer.IsEventStream)
        {
            yield return ChatAnswer.Read(await answer.RestAsync(cancellationToken), "message", server);
            yield break;
        }

        var isFinished = false;
        var data = new StringBuilder();
        while (await answer.LineAsync(cancellationToken) is { } line)
        {
            if (answer.EndedInALine)
            {
                if (data.Length == 0 && line.TrimEnd('\r') is "data: [DONE]" or "data:[DONE]") yield break;
                break;
            }

            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                if (data.Length > 0) data.Append('\n');
                data.Append(line.AsSpan(5).TrimStart(' '));
                if (data.Length > ChatAnswerStream.MostBytes) throw server.TooLong("an event without end");
                continue;
            }

            if (line.Length > 0 || data.Length == 0) continue;
            var text = data.ToString();
            data.Clear();
            if (text is "[DONE]") yield break;
            var part = ChatAnswer.Read(Encoding.UTF8.GetBytes(text), "delta", server);
            isFinished |= part.Finish is not null;
            if (part.Text.Length > 0 || part.Reasoning.Length > 0 || part.Finish is not null || part.Usage is not null) answer.Progressed();
            yield return part;
        }

        // Some servers end after the last event without the word that says so, and without the empty line after it.
        if (data.ToString() is "[DONE]" || (isFinished && data.Length == 0 && !answer.EndedInALine)) yield break;
        throw server.Bad("broke off in the middle of its answer");
    }

    private static ChatResponseUpdate? Update(ChatAnswer.Part part)
    {
        var contents = new List<AIContent>();
        if (part.Reasoning.Length > 0) contents.Add(new TextReasoningContent(part.Reasoning));
        if (part.Text.Length > 0) contents.Add(new TextContent(part.Text));
        if (part.Usage is not null) contents.Add(new UsageContent(part.Usage));
        return contents.Count == 0 && part.Finish is null ? null : new ChatResponseUpdate(ChatRole.Assistant, contents) { FinishReason = part.Finish };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose() => server.Dispose();
}
