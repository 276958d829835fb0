using LongRag.Models.Chat;
using LongRag.Rankers.Listwise;
using LongRag.Rankers.Work;

namespace LongRag.Rankers.SlidingWindow;

/// <summary>
/// Windows of the list from its end to its head, each put in order by one call, so that a pass carries the best of the list, as many as a step, to its head (RankGPT, arXiv 2304.09542).
/// </summary>
internal sealed class SlidingWindowMethod(ChatModel model, ListOptions options, int window, int step, int passes) : IRankingMethod
{
    private readonly ListQuestion _question = new(model, options);

    public async Task RankAsync(RankingWork work, CancellationToken cancellationToken)
    {
        for (var pass = 0; pass < passes; pass++)
        {
            foreach (var (start, end) in WindowSchedule.Of(0, work.Order.Count, window, step))
            {
                if (work.HasEnded) return;
                if (await _question.AskAsync(work, [.. work.Order.Skip(start).Take(end - start)]) is { } order) work.Reorder(start, order);
            }
        }
    }
}
