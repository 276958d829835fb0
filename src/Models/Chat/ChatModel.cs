using Microsoft.Extensions.AI;

namespace LongRag.Models.Chat;

/// <summary>
/// A chat model under its name: a client that writes, and what else a caller must know to use it well. Thread-safe; loads on first use; shared by all callers.
/// Its client throws <see cref="LongRagException"/> with a code for whatever goes wrong at the model.
/// </summary>
public sealed class ChatModel(ChatModelProfile profile, IChatClient client, ITokenCounter tokens) : IDisposable
{
    /// <summary>What is known of it without loading it.</summary>
    public ChatModelProfile Profile => profile;

    /// <summary>Writes answers, whole or streamed.</summary>
    public IChatClient Client => client;

    /// <summary>Counts text as the model does: by its own tokenizer where it has one here, else by an estimate that errs to the high side.</summary>
    public ITokenCounter Tokens => tokens;

    /// <summary>How likely next tokens are; null where this kind of model cannot tell.</summary>
    public INextTokenScores? NextTokens => client.GetService<INextTokenScores>();

    /// <summary>How likely a given text is; null where this kind of model cannot tell.</summary>
    public IContinuationScores? Continuations => client.GetService<IContinuationScores>();

    /// <summary>The memory it takes in this process; null for a model that runs elsewhere.</summary>
    public ChatModelMemory? Memory => client.GetService<ChatModelMemory>();

    /// <summary>Whether it could be loaded now, as far as can be told without loading it: a model that runs in this process needs its memory to be free.</summary>
    /// <exception cref="LongRagException"><c>model_too_large</c>.</exception>
    public void CheckMemory() => client.GetService<ILoadedOnUse>()?.CheckMemory();

    /// <summary>
    /// Loads a model that runs in this process, where that was not done yet, and returns when it can count and write; at once for any other. Loading takes its turn in the model's queue and blocks no thread of the
    /// caller's: whoever counts tokens on a thread that others need waits here first. A caller who leaves does not stop the loading.
    /// </summary>
    /// <exception cref="LongRagException"><c>model_busy</c>: too many wait; what loading throws: <c>model_too_large</c>, <c>model_damaged</c>, <c>unsupported_model</c>, <c>missing_prerequisite</c>.</exception>
    public Task ReadyAsync(CancellationToken cancellationToken = default) => client.GetService<ILoadedOnUse>()?.ReadyAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Releases the model. Calls under way end with an error.</summary>
    public void Dispose() => client.Dispose();
}
