using LongRag.Models.Chat;

namespace LongRag.Rankers.Pointwise;

/// <summary>A choice between two words, from how likely each begins an answer.</summary>
internal static class TwoWords
{
    /// <summary>How many tokens to ask for: the two words in their spellings are among them, or the model does not answer with either.</summary>
    public const int MostTokens = 20;

    /// <summary>
    /// The natural logarithm of the probability of <paramref name="word"/> where only the two are possible, as monoT5 has it. All spellings of a word count together (case, blanks around it); a word that is not
    /// among the tokens is as likely as the last of them, which it is at most. Null where neither is there.
    /// </summary>
    public static double? LogProbability(IReadOnlyList<TokenScore> tokens, string word, string other)
    {
        var sound = tokens.Where(token => double.IsFinite(token.LogProbability) && token.LogProbability <= 1e-6).ToList();
        var (first, second) = (Sum(sound, word), Sum(sound, other));
        if (first is null && second is null) return null;
        var least = sound.Min(token => token.LogProbability);
        return OfTwo(first ?? least, second ?? least);
    }

    /// <summary>Log of the softmax of <paramref name="chosen"/> over the two.</summary>
    public static double OfTwo(double chosen, double other)
    {
        var difference = other - chosen;
        return difference > 0 ? -difference - Math.Log(1 + Math.Exp(-difference)) : -double.LogP1(Math.Exp(difference));
    }

    private static double? Sum(List<TokenScore> tokens, string word)
    {
        var spelled = tokens.Where(token => token.Text.AsSpan().Trim(" \t\n\u2581\u0120\"'*.[]()").Equals(word, StringComparison.OrdinalIgnoreCase)).Select(token => token.LogProbability).ToList();
        if (spelled.Count == 0) return null;
        var most = spelled.Max();
        return most + Math.Log(spelled.Sum(log => Math.Exp(log - most)));
    }
}
