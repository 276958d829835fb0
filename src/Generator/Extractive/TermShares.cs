using System.Numerics;

namespace LongRag.Generator;

/// <summary>Which share of a question some of its terms are, 0 to 1, by a weight for each term.</summary>
internal sealed class TermShares
{
    /// <summary>A word of so many letters weighs as much as a longer one.</summary>
    private const int LongestWord = 8;

    /// <summary>What a capital or a digit adds, in letters: names and numbers are rare.</summary>
    private const int NameBonus = 3;

    private readonly double[] _weights;
    private readonly double _total;

    private TermShares(double[] weights) => (_weights, _total) = (weights, weights.Sum());

    /// <summary>Weighed by inverse frequency among the units: log(1 + units / (units with the term + 0.5)).</summary>
    public static TermShares ByRarity(Question question, IReadOnlyList<Unit> units)
    {
        var holding = new int[question.Terms.Count];
        foreach (var unit in units)
            for (var mask = unit.Covered; mask != 0; mask &= mask - 1) holding[BitOperations.TrailingZeroCount(mask)]++;
        return new TermShares([.. holding.Select(count => Math.Log(1 + units.Count / (count + 0.5)))]);
    }

    /// <summary>Weighed by the words themselves: long words and names are rare in any collection. On train questions as good as frequencies counted in 18,000 paragraphs.</summary>
    public static TermShares ByWord(Question question) =>
        new([.. question.Words.Select(word => (double)Math.Min(LongestWord, word.Length) + (char.IsUpper(word[0]) || char.IsDigit(word[0]) ? NameBonus : 0))]);

    /// <summary>The weight of one term as a share of all.</summary>
    public double Of(int term) => _total == 0 ? 0 : _weights[term] / _total;

    /// <summary>The share of the terms in the mask.</summary>
    public double Of(ulong mask)
    {
        if (_total == 0) return 0;
        var sum = 0.0;
        for (; mask != 0; mask &= mask - 1) sum += _weights[BitOperations.TrailingZeroCount(mask)];
        return sum / _total;
    }
}
