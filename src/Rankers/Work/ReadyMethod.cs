using LongRag.Models.Chat;

namespace LongRag.Rankers.Work;

/// <summary>
/// A method that begins when its model is loaded: loading is a call that may fail and take time, as any other. Prompts are counted by the model, so nothing can be done before, and what goes wrong
/// with counting ends the ranking as it ends with the third failure in a row.
/// </summary>
internal sealed class ReadyMethod(ChatModel model, IRankingMethod method) : IRankingMethod
{
    public async Task RankAsync(RankingWork work, CancellationToken cancellationToken)
    {
        if (await work.ReadyAsync(model.ReadyAsync)) await work.UnlessFailedAsync(() => method.RankAsync(work, cancellationToken));
    }
}
