using LongRag.Models.Chat;
using Microsoft.Extensions.AI;

namespace LongRag.Rankers.Tests;

/// <summary>A model that says yes after a while, and tells when it begins and ends to work.</summary>
internal sealed class SlowScores(Action begins, Action ends) : DelegatingChatClient(ScriptedModel.Writing("")), INextTokenScores
{
    public async Task<IReadOnlyList<TokenScore>> NextAsync(IReadOnlyList<ChatMessage> messages, int top, CancellationToken cancellationToken = default)
    {
        begins();
        await Task.Delay(100, cancellationToken);
        ends();
        return [new TokenScore("Yes", -0.1), new TokenScore("No", -3)];
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(INextTokenScores) ? this : null;
}
