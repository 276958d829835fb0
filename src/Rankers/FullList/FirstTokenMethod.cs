using LongRag.Models.Chat;
using LongRag.Rankers.Listwise;
using LongRag.Rankers.Work;

namespace LongRag.Rankers.FullList;

/// <summary>
/// All candidates in one prompt, called by letters; their order is that of the letters' log-probabilities as the first token of the answer (FIRST, arXiv 2406.15657). Averaged over several
/// orders in which they are shown, where asked: models favour places.
/// </summary>
internal sealed class FirstTokenMethod(ChatModel model, INextTokenScores scores, int passageWords, int shuffles, int seed) : IRankingMethod
{
    /// <summary>As many as there are letters.</summary>
    public const int MostPassages = 26;

    private const int MostTokens = 100;

    private readonly ListPrompt _prompt = new("first-identifier", PassageLabels.Letters, passageWords);

    public async Task RankAsync(RankingWork work, CancellationToken cancellationToken)
    {
        var sums = new double[work.Candidates.Count];
        var random = new Random(seed);
        int[] shown = [.. work.Order];
        var answered = 0;
        for (var shuffle = 0; shuffle < shuffles && !work.HasEnded; shuffle++)
        {
            if (shuffle > 0) random.Shuffle(shown);
            if (await AskAsync(work, shown) is not { } logs) continue;
            answered++;
            for (var i = 0; i < shown.Length; i++) sums[shown[i]] += logs[i];
        }

        if (answered == 0) return;
        for (var i = 0; i < sums.Length; i++) work.Score(i, sums[i] / answered);
        work.Reorder(0, [.. Enumerable.Range(0, sums.Length).OrderByDescending(i => sums[i])]);
    }

    /// <summary>The log-probability of each passage shown; null where the model named none.</summary>
    private async Task<double[]?> AskAsync(RankingWork work, int[] shown)
    {
        if (_prompt.For(model, work.Asked, [.. shown.Select(place => work.Candidates[place])], answerTokens: 1) is not { } prompt)
        {
            work.Fail("context_exceeded", FittedPrompt.TooLong(model));
            return null;
        }

        var tokens = await work.AskAsync(prompt.Size, mostWritten: 1, token => scores.NextAsync(prompt.Messages, MostTokens, token));
        if (tokens is null) return null;
        work.Read(shown, prompt.Words);
        work.Wrote(1);
        var found = new double?[shown.Length];
        foreach (var token in tokens)
        {
            var text = token.Text.Trim(' ', '[', ']', '\n', '"', '(', ')', '\u2581', '\u0120');
            if (text is not [>= 'A' and var letter] || letter - 'A' >= shown.Length || !IsLogProbability(token.LogProbability)) continue;
            if (!(found[letter - 'A'] >= token.LogProbability)) found[letter - 'A'] = token.LogProbability;
        }

        var missing = found.Count(log => log is null);
        if (missing == shown.Length)
        {
            work.Fail("no_identifier", "None of the model's first tokens names a passage.");
            return null;
        }

        work.Repair(missing);
        // What is not among the tokens given is at most as likely as the last of them.
        var least = tokens.Where(token => IsLogProbability(token.LogProbability)).Min(token => token.LogProbability);
        return [.. found.Select(log => log ?? least)];
    }

    private static bool IsLogProbability(double value) => double.IsFinite(value) && value <= 1e-6;
}
