using Microsoft.Extensions.AI;

namespace LongRag.Models.Chat;

/// <summary>A token a model could write, and the natural logarithm of its probability.</summary>
public readonly record struct TokenScore(string Text, double LogProbability);

/// <summary>A model that says how likely each next token is. Thread-safe.</summary>
public interface INextTokenScores
{
    /// <summary>The first tokens that the model could write after these messages, most likely first, at most <paramref name="top"/> of them (a server may give fewer).</summary>
    /// <exception cref="LongRagException"><c>no_logprobs</c>: the server does not give them; else as the model's client.</exception>
    Task<IReadOnlyList<TokenScore>> NextAsync(IReadOnlyList<ChatMessage> messages, int top, CancellationToken cancellationToken = default);
}

/// <summary>A model that says how likely a given continuation is. Thread-safe.</summary>
public interface IContinuationScores
{
    /// <summary>The natural logarithm of the probability of each token of <paramref name="continuation"/> after <paramref name="prompt"/>. Both are raw text: no chat template is put around them.</summary>
    Task<IReadOnlyList<double>> ContinuationAsync(string prompt, string continuation, CancellationToken cancellationToken = default);
}
