using LongRag.Models.Chat;
using LongRag.Rankers.Listwise;
using LongRag.Rankers.Work;

namespace LongRag.Rankers.FullList;

/// <summary>All candidates in one prompt, one answer ("Sliding Windows Are Not the End", arXiv 2412.14574). The answer may be cut off after the first identifiers.</summary>
internal sealed class FullListMethod(ChatModel model, ListOptions options) : IRankingMethod
{
    private readonly ListQuestion _question = new(model, options);

    public async Task RankAsync(RankingWork work, CancellationToken cancellationToken)
    {
        if (await _question.AskAsync(work, work.Order) is { } order) work.Reorder(0, order);
    }
}
