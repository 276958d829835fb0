using System.Runtime.CompilerServices;
using System.Text;
using LLama.Native;
using Microsoft.Extensions.AI;

namespace LongRag.Models.Chat.Gguf;

/// <summary>
/// A GGUF file that llama.cpp runs in this process. Loads on first use. Callers take turns: a few may wait, one more is refused. A stream that is read slowly, or not to its end, keeps its turn until it is disposed of. Thread-safe.
/// </summary>
internal sealed class GgufChatClient : IChatClient, INextTokenScores, IContinuationScores, ITokenCounter, ILoadedOnUse
{
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(30);

    private readonly string _name;
    private readonly ChatModelMemory _memory;
    private readonly int _contextTokens;
    private readonly ModelQueue _queue;
    private readonly Func<LlamaModel> _load;
    private readonly Action? _checkMemory;
    private readonly ChatTemplate _template;
    private readonly Lock _loading = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CallsInFlight _counts = new();
    private volatile LlamaModel? _model;

    /// <param name="name">The model's name.</param>
    /// <param name="template">How a chat is written; null for ChatML.</param>
    /// <param name="memory">What it takes once loaded.</param>
    /// <param name="contextTokens">Most tokens of prompt and answer.</param>
    /// <param name="queueLength">Callers that may wait.</param>
    /// <param name="load">Loads it.</param>
    /// <param name="checkMemory">Throws where there is no room for it; null where that is not asked.</param>
    public GgufChatClient(string name, string? template, ChatModelMemory memory, int contextTokens, int queueLength, Func<LlamaModel> load, Action? checkMemory = null)
    {
        (_name, _memory, _contextTokens, _load, _checkMemory) = (name, memory, contextTokens, load, checkMemory);
        _queue = new ModelQueue(name, queueLength);
        _template = new ChatTemplate(template, (what, e) => new LongRagException("unsupported_model", $"The model '{name}' cannot be used for chats: {what}.", e));
    }

    /// <summary>Callers that work or wait.</summary>
    public int Callers => _queue.Callers;

    /// <inheritdoc/>
    public void CheckMemory() => _checkMemory?.Invoke();

    /// <summary>The model, loaded now where it was not yet.</summary>
    public LlamaModel Model
    {
        get
        {
            lock (_loading)
            {
                ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
                return _model ??= _load();
            }
        }
    }

    /// <inheritdoc/>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        if (_model is not null && !_stop.IsCancellationRequested) return;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        var turn = await UntilReleasedAsync(() => _queue.EnterAsync(either.Token), cancellationToken);
        // The turn ends with the loading, not with the patience of who asked for it.
        await LoadAsync(turn).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Exact. Where letters merge, a longer text can have a token less than its beginning.</remarks>
    public int Count(ReadOnlySpan<char> text)
    {
        if (text.Length == 0) return 0;
        using var call = _counts.Enter(this);
        return Model.Vocabulary.Plain(text.ToString(), isBeginning: false).Length;
    }

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
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        using var turn = await UntilReleasedAsync(() => _queue.EnterAsync(either.Token), cancellationToken);
        var (written, finish) = (0, ChatFinishReason.Length);
        var prompt = await WorkAsync(model =>
        {
            var tokens = Prompt(model, messages, options?.Instructions);
            model.Read(tokens, either.Token);
            return tokens.Length;
        }, cancellationToken);
        var most = Math.Min(options?.MaxOutputTokens ?? int.MaxValue, _contextTokens - prompt);
        var choice = new TokenChoice(options);
        var text = new WholeText([.. options?.StopSequences ?? []]);
        while (written < most)
        {
            var isLast = ++written == most;
            var piece = await WorkAsync(model =>
            {
                LLamaToken token = choice.Next(model.Logits);
                if (model.Vocabulary.IsEnd(token)) return null;
                var whole = text.Add(model.Vocabulary.Bytes(token));
                if (!isLast && !text.IsStopped) model.Append(token, either.Token);
                return whole;
            }, cancellationToken);
            if (piece is { Length: > 0 }) yield return new ChatResponseUpdate(ChatRole.Assistant, piece);
            if (piece is not null && !text.IsStopped) continue;
            finish = ChatFinishReason.Stop;
            break;
        }

        var usage = new UsageContent(new UsageDetails { InputTokenCount = prompt, OutputTokenCount = written, TotalTokenCount = prompt + written });
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new TextContent(text.End()), usage]) { FinishReason = finish };
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TokenScore>> NextAsync(IReadOnlyList<ChatMessage> messages, int top, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        using var turn = await UntilReleasedAsync(() => _queue.EnterAsync(either.Token), cancellationToken);
        return await WorkAsync<IReadOnlyList<TokenScore>>(model =>
        {
            model.Read(Prompt(model, messages, null), either.Token);
            return [.. LogProbabilities.Best(model.Logits, top).Select(best => new TokenScore(Encoding.UTF8.GetString(model.Vocabulary.Bytes(best.Token, withMarks: true)), best.LogProbability))];
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<double>> ContinuationAsync(string prompt, string continuation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentException.ThrowIfNullOrEmpty(continuation);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        using var turn = await UntilReleasedAsync(() => _queue.EnterAsync(either.Token), cancellationToken);
        return await WorkAsync<IReadOnlyList<double>>(model =>
        {
            var (before, after) = (model.Vocabulary.Plain(prompt, isBeginning: true), model.Vocabulary.Plain(continuation, isBeginning: false));
            Fits(before.Length + after.Length);
            return model.Score(before, after, either.Token);
        }, cancellationToken);
    }

    private LLamaToken[] Prompt(LlamaModel model, IEnumerable<ChatMessage> messages, string? instructions)
    {
        var spoken = messages.Select(message => (message.Role.Value, model.Vocabulary.Harmless(message.Text)));
        if (instructions is not null) spoken = spoken.Prepend((ChatRole.System.Value, model.Vocabulary.Harmless(instructions)));
        var tokens = model.Vocabulary.Rendered(_template.Render([.. spoken]));
        Fits(tokens.Length + 1);
        return tokens;
    }

    private void Fits(int tokens)
    {
        if (tokens > _contextTokens) throw new LongRagException("context_exceeded", $"The prompt and what is to follow it have {tokens} tokens; the model '{_name}' reads {_contextTokens}.");
    }

    private async Task LoadAsync(ModelQueue.Turn turn)
    {
        using (turn) await Task.Run(() => Model, CancellationToken.None);
    }

    /// <summary>Computes beside the caller's thread.</summary>
    private Task<T> WorkAsync<T>(Func<LlamaModel, T> work, CancellationToken cancellationToken) => UntilReleasedAsync(() => Task.Run(() => work(Model), cancellationToken), cancellationToken);

    private async Task<T> UntilReleasedAsync<T>(Func<Task<T>> act, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        try
        {
            return await act();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException(_name, $"The model '{_name}' was released while it was at work.");
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        if (serviceKey is not null) return null;
        return serviceType.IsInstanceOfType(this) ? this : serviceType.IsInstanceOfType(_memory) ? _memory : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stop.IsCancellationRequested) return;
        _stop.Cancel();
        // Whoever is at work stops at the next token; native memory is freed only when nobody uses it.
        if (!_queue.Close(LongestGoodbye)) return;
        // Counting tokens loads, and reads the vocabulary, outside of the queue.
        _counts.Close();
        lock (_loading) _model?.Dispose();
    }
}
