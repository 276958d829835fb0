namespace LongRag.Evaluation;

/// <summary>What a grade is worth: itself, unless another gain is named for it.</summary>
internal sealed record GainScale(IReadOnlyDictionary<int, double> Named)
{
    public static GainScale Grades { get; } = new(new Dictionary<int, double>());

    /// <summary>What was not judged is worth nothing.</summary>
    public double Of(int grade) => Named.TryGetValue(grade, out var gain) ? gain : Math.Max(grade, 0);
}

/// <summary>Discounted gain by rank, of a ranking and of the best possible one (Järvelin and Kekäläinen, ACM TOIS 20, 2002): a gain at rank r counts gain / log2(r + 1).</summary>
internal sealed class GainCurve
{
    private readonly double[] _dcg;
    private readonly double[] _idealDcg;

    public GainCurve(JudgedRanking ranking, GainScale scale)
    {
        Gains = [.. ranking.Grades.Select(scale.Of)];
        Ideal = [.. ranking.IdealGrades.Select(scale.Of).Where(gain => gain > 0).OrderDescending()];
        (_dcg, _idealDcg) = (Discounted(Gains), Discounted(Ideal));
    }

    /// <summary>Gains as retrieved.</summary>
    public double[] Gains { get; }

    /// <summary>All gains above 0, falling.</summary>
    public double[] Ideal { get; }

    /// <summary>Over the first <paramref name="cutoff"/> retrieved.</summary>
    public double Dcg(int cutoff) => _dcg[Math.Min(cutoff, Gains.Length)];

    /// <summary>Over the <paramref name="cutoff"/> best there are.</summary>
    public double IdealDcg(int cutoff) => _idealDcg[Math.Min(cutoff, Ideal.Length)];

    public double Ndcg(int cutoff) => Ideal.Length > 0 ? Dcg(cutoff) / IdealDcg(cutoff) : 0;

    /// <summary>nDCG averaged over the relevant documents: at its rank for one that was retrieved, at the end of the list for the others.</summary>
    public double AtRelevant()
    {
        var (sum, retrieved) = (0.0, 0);
        for (var i = 0; i < Gains.Length; i++)
        {
            if (Gains[i] <= 0) continue;
            sum += Ndcg(i + 1);
            retrieved++;
        }

        sum += (Ideal.Length - retrieved) * Ndcg(int.MaxValue);
        return Ideal.Length > 0 ? Math.Max(sum, 0) / Ideal.Length : 0;
    }

    /// <summary>nDCG averaged over the ranks at which the ideal gain falls, and the end of the list where that is more than one rank below the last of them.</summary>
    public double AtLevels()
    {
        var (sum, points) = (0.0, 0);
        for (var rank = 1; rank <= Ideal.Length; rank++)
        {
            if (rank < Ideal.Length && Ideal[rank] == Ideal[rank - 1]) continue;
            sum += Ndcg(rank);
            points++;
        }

        if (Gains.Length > Ideal.Length + 1) (sum, points) = (sum + Ndcg(int.MaxValue), points + 1);
        return Ideal.Length > 0 ? sum / points : 0;
    }

    /// <summary>trec_eval's G: a gain counts gain / log2(2 + what the ideal ranking had gained by then - what this one had), over the sum of all gains. A rank costs at least 1.</summary>
    public double G()
    {
        var (sum, gained, cost) = (0.0, 0.0, 0.0);
        for (var i = 0; i < Gains.Length; i++)
        {
            gained += Gains[i];
            cost += i < Ideal.Length ? Math.Max(Ideal[i], 1) : 1;
            if (Gains[i] != 0) sum += Gains[i] / Math.Log2(2 + cost - gained);
        }

        return Ideal.Length > 0 ? sum / Ideal.Sum() : 0;
    }

    /// <summary>Rank-biased precision (Moffat and Zobel, ACM TOIS 27, 2008), gains scaled to at most 1 by the best of the query.</summary>
    public double Rbp(double persistence)
    {
        var (sum, weight, best) = (0.0, 1.0, Ideal.Length > 0 ? Math.Max(Ideal[0], 1) : 1);
        foreach (var gain in Gains)
        {
            sum += gain / best * weight;
            weight *= persistence;
        }

        return (1 - persistence) * sum;
    }

    private static double[] Discounted(double[] gains)
    {
        var sums = new double[gains.Length + 1];
        for (var i = 0; i < gains.Length; i++) sums[i + 1] = gains[i] == 0 ? sums[i] : sums[i] + gains[i] / Math.Log2(i + 2);
        return sums;
    }
}
