using LongRag.Models.Chat;
using LongRag.Rankers.Work;

namespace LongRag.Rankers.Pointwise;

/// <summary>One candidate a call: the score is the mean log-probability of the query's tokens where the model is to write a question on the passage (Sachan et al. 2022, arXiv 2204.07496). An instruction takes no part: how likely its words are says nothing of the passage.</summary>
internal sealed class QueryLikelihoodMethod(ChatModel model, IContinuationScores scores, string prompt, int passageWords, int parallel) : IRankingMethod
{
    private readonly PointPrompt _prompt = new(new PromptFile(null, prompt), passageWords);

    public async Task RankAsync(RankingWork work, CancellationToken cancellationToken)
    {
        var points = new double?[work.Candidates.Count];
        var continuation = " " + work.Query;
        var tokens = model.Tokens.Count(continuation);
        await work.EachAsync(points.Length, parallel, async place => points[place] = await AskAsync(work, place, continuation, tokens));
        work.Reorder(0, PointOrder.Around(points));
        for (var place = 0; place < points.Length; place++) work.Score(place, points[place]);
    }

    private async Task<double?> AskAsync(RankingWork work, int place, string continuation, int tokens)
    {
        if (_prompt.For(model, work.Query, work.Candidates[place], tokens) is not { } fitted)
        {
            work.Fail("context_exceeded", FittedPrompt.TooLong(model));
            return null;
        }

        // The query is read, not written: it is part of the prompt.
        var size = fitted.Size with { Prompt = fitted.Size.Prompt + tokens };
        var logs = await work.AskAsync(size, mostWritten: 0, token => scores.ContinuationAsync(fitted.Text, continuation, token));
        if (logs is null) return null;
        work.Read([place], fitted.Words);
        if (logs.Count > 0 && logs.All(log => double.IsFinite(log) && log <= 1e-6)) return logs.Average();
        work.Repair(missing: 1);
        return null;
    }
}
