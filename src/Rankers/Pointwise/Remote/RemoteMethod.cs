using LongRag.Rankers.Work;

namespace LongRag.Rankers.Pointwise.Remote;

/// <summary>A server scores the candidates, in batches. Those it gives no score come last; those of a batch that failed keep their places. An instruction is not sent: the protocols have no place for one, and behind the question it would be one more thing to be found.</summary>
/// <param name="server">Disposed with this.</param>
/// <param name="passageWords">Most words of each passage; 0 for all: the server cuts off what is too long.</param>
/// <param name="batch">Passages of a request.</param>
internal sealed class RemoteMethod(RerankServer server, int passageWords, int batch) : IRankingMethod, IDisposable
{
    private readonly int _words = passageWords > 0 ? passageWords : int.MaxValue;

    public async Task RankAsync(RankingWork work, CancellationToken cancellationToken)
    {
        var count = work.Candidates.Count;
        var points = new double?[count];
        var failed = new bool[count];
        for (var start = 0; start < count; start += batch) await FillAsync(work, points, failed, start, Math.Min(batch, count - start));
        // Among those that were asked for; the others do not move.
        int[] asked = [.. Enumerable.Range(0, count).Where(place => !failed[place])];
        var order = Enumerable.Range(0, count).ToArray();
        var ranked = PointOrder.Before([.. asked.Select(place => points[place])]);
        for (var i = 0; i < asked.Length; i++) order[asked[i]] = asked[ranked[i]];
        work.Reorder(0, order);
        for (var place = 0; place < count; place++) work.Score(place, points[place]);
    }

    public void Dispose() => server.Dispose();

    private async Task FillAsync(RankingWork work, double?[] points, bool[] failed, int start, int count)
    {
        string[] texts = [.. Enumerable.Range(start, count).Select(place => PointPrompt.Shown(work.Candidates[place], work.Candidates[place].Text(_words)))];
        var passages = texts.Sum(text => EstimatedTokenCounter.Instance.Count(text));
        var size = new PromptSize(passages + EstimatedTokenCounter.Instance.Count(work.Query), passages);
        var answer = await work.AskAsync(size, mostWritten: 0, async token => new Answer(await server.ScoreAsync(work.Query, texts, token)));
        if (answer is { Scores: null })
        {
            await FillAsync(work, points, failed, start, count / 2);
            await FillAsync(work, points, failed, start + (count / 2), count - (count / 2));
            return;
        }

        if (answer?.Scores is not { } scores)
        {
            failed.AsSpan(start, count).Fill(true);
            return;
        }

        work.Read(Enumerable.Range(start, count), _words);
        work.Repair(scores.Scores.Count(score => score is null), scores.Repeated, scores.Unknown);
        for (var i = 0; i < count; i++) points[start + i] = scores.Scores[i];
    }

    /// <param name="Scores">Null where the batch was too large.</param>
    private sealed record Answer(RerankScores? Scores);
}
