using LongRag.Models.Chat;
using LongRag.Rankers.Pointwise;
using LongRag.Rankers.Work;

namespace LongRag.Rankers.Pairwise;

/// <summary>Two candidates a call: how likely is "A" against "B"? The probabilities of all pairs give the order (duoT5, arXiv 2101.05667). n(n-1) calls, or half of them.</summary>
internal sealed class PairwiseMethod(ChatModel model, INextTokenScores scores, PairAggregation aggregation, bool oneOrder, int passageWords, int parallel) : IRankingMethod
{
    private const double Unknown = 0.5;

    private readonly PromptFile _file = PromptFile.Read("pair");

    public async Task RankAsync(RankingWork work, CancellationToken cancellationToken)
    {
        var count = work.Candidates.Count;
        var asked = new double?[count, count];
        // Pairs of the first places come first, so that what fits the limits ranks a head of the list completely.
        var pairs = Enumerable.Range(1, count - 1).SelectMany(j => Enumerable.Range(0, j).SelectMany(i => oneOrder ? [(i, j)] : new[] { (i, j), (j, i) })).ToArray();
        await work.EachAsync(pairs.Length, parallel, async at =>
        {
            var (i, j) = pairs[at];
            if (await AskAsync(work, i, j) is { } probability) asked[i, j] = probability;
        });
        var head = work.HasEnded ? Complete(asked, count) : count;
        var points = PairScores.Of(Filled(asked, head), aggregation);
        work.Reorder(0, [.. Enumerable.Range(0, head).OrderByDescending(place => points[place])]);
        for (var place = 0; place < head; place++) work.Score(place, points[place]);
    }

    /// <summary>How many of the first candidates have every pair asked.</summary>
    private int Complete(double?[,] asked, int count)
    {
        for (var j = 1; j < count; j++)
            for (var i = 0; i < j; i++)
                if (asked[i, j] is null || (!oneOrder && asked[j, i] is null)) return j == 1 ? 0 : j;
        return count;
    }

    private double[,] Filled(double?[,] asked, int count)
    {
        var filled = new double[count, count];
        for (var i = 0; i < count; i++)
            for (var j = 0; j < count; j++)
                filled[i, j] = oneOrder && i > j ? 1 - (asked[j, i] ?? Unknown) : asked[i, j] ?? Unknown;
        return filled;
    }

    private async Task<double?> AskAsync(RankingWork work, int first, int second)
    {
        Candidate[] passages = [work.Candidates[first], work.Candidates[second]];
        var prompt = FittedPrompt.Fit(model, answerTokens: 1, passages, passageWords, _file.System, texts =>
            PromptFile.Fill(_file.User, ("query", work.Asked), ("first", PointPrompt.Shown(passages[0], texts[0])), ("second", PointPrompt.Shown(passages[1], texts[1]))));
        if (prompt is null)
        {
            work.Fail("context_exceeded", FittedPrompt.TooLong(model));
            return null;
        }

        var tokens = await work.AskAsync(prompt.Size, mostWritten: 1, token => scores.NextAsync(prompt.Messages, TwoWords.MostTokens, token));
        if (tokens is null) return null;
        work.Read([first, second], prompt.Words);
        work.Wrote(1);
        if (TwoWords.LogProbability(tokens, "A", "B") is { } log) return Math.Exp(log);
        work.Repair(missing: 1);
        return Unknown;
    }
}
