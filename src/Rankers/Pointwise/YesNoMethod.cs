using LongRag.Models.Chat;
using LongRag.Rankers.Work;

namespace LongRag.Rankers.Pointwise;

/// <summary>One candidate a call: the score is the log-probability of "yes" against "no" as the answer's first token (monoT5's score, FollowIR's question).</summary>
internal sealed class YesNoMethod(ChatModel model, INextTokenScores scores, int passageWords, int parallel) : IRankingMethod
{
    private readonly PointPrompt _prompt = new(PromptFile.Read("yes-no"), passageWords);

    public async Task RankAsync(RankingWork work, CancellationToken cancellationToken)
    {
        var points = new double?[work.Candidates.Count];
        await work.EachAsync(points.Length, parallel, async place => points[place] = await AskAsync(work, place));
        work.Reorder(0, PointOrder.Around(points));
        for (var place = 0; place < points.Length; place++) work.Score(place, points[place]);
    }

    private async Task<double?> AskAsync(RankingWork work, int place)
    {
        if (_prompt.For(model, work.Asked, work.Candidates[place], answerTokens: 1) is not { } prompt)
        {
            work.Fail("context_exceeded", FittedPrompt.TooLong(model));
            return null;
        }

        var tokens = await work.AskAsync(prompt.Size, mostWritten: 1, token => scores.NextAsync(prompt.Messages, TwoWords.MostTokens, token));
        if (tokens is null) return null;
        work.Read([place], prompt.Words);
        work.Wrote(1);
        var score = TwoWords.LogProbability(tokens, "yes", "no");
        if (score is null) work.Repair(missing: 1);
        return score;
    }
}
