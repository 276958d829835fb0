namespace LongRag.Retrievers.Fusion;

/// <summary>Makes one list of the candidates of two. Best first; equal scores by passage id.</summary>
internal static class Fused
{
    // Of an index with too few passages to tell; about the mean over eighteen collections with the default encoder.
    private const double UsualSpread = 0.07;

    /// <summary>The candidates in their order.</summary>
    /// <param name="options">Which rule, and its constants.</param>
    /// <param name="candidates">The union of the lists.</param>
    /// <param name="usual">Mean cosine of the question and passages taken at random.</param>
    /// <param name="spread">Standard deviation of cosines of passages taken at random; 0 where it is not known.</param>
    public static IReadOnlyList<FusedCandidate> Of(FusionOptions options, IReadOnlyList<Candidate> candidates, double usual, double spread)
    {
        var scored = options.Rule switch
        {
            FusionRule.ReciprocalRank => candidates.Select(c => Sum(c, Reciprocal(c.DenseRank, options), Reciprocal(c.LexicalRank, options))),
            FusionRule.WeightedSum => WeightedSum(options, candidates),
            _ => BySpread(options, candidates, usual, spread > 0 ? spread : UsualSpread),
        };
        return [.. scored.OrderByDescending(c => c.Score).ThenBy(c => c.Candidate.Id.Value, StringComparer.Ordinal)];
    }

    // score = D / σ + w / z * L / max L, where D joins the cosines of passage, document and neighbours, and z = (max cos - usual) / σ.
    private static IEnumerable<FusedCandidate> BySpread(FusionOptions options, IReadOnlyList<Candidate> candidates, double usual, double spread)
    {
        var known = candidates.Where(c => c.HasVector).ToList();
        if (known.Count == 0) return candidates.Select(c => Sum(c, 0, c.Lexical));
        var distance = Math.Max(1, (known.Max(c => c.Dense.Passage) - usual) / spread);
        var best = candidates.Max(c => c.Lexical);
        // A passage whose vector is still to come is neither better nor worse for it than the others.
        var middle = known.Average(c => Joined(options, c));
        return candidates.Select(c => Sum(c, (c.HasVector ? Joined(options, c) : middle) / spread, best > 0 ? options.LexicalWeight / distance * c.Lexical / best : 0));
    }

    private static double Joined(FusionOptions options, Candidate candidate) =>
        ((1 - options.DocumentShare - options.NeighbourShare) * candidate.Dense.Passage) + (options.DocumentShare * candidate.Dense.Document) + (options.NeighbourShare * candidate.Dense.Neighbours);

    private static IEnumerable<FusedCandidate> WeightedSum(FusionOptions options, IReadOnlyList<Candidate> candidates)
    {
        var lexical = Scaled([.. candidates.Select(c => c.Lexical)]);
        var dense = Scaled([.. candidates.Select(c => c.Dense.Passage)]);
        return candidates.Select((c, i) => Sum(c, (1 - options.LexicalShare) * dense[i], options.LexicalShare * lexical[i]));
    }

    // What has no vector yet stands where the worst stands.
    private static double[] Scaled(double[] scores)
    {
        var known = scores.Where(score => !double.IsNaN(score)).ToList();
        if (known.Count == 0) return new double[scores.Length];
        var (least, most) = (known.Min(), known.Max());
        return [.. scores.Select(score => double.IsNaN(score) ? 0 : most > least ? (score - least) / (most - least) : 1)];
    }

    private static double Reciprocal(int rank, FusionOptions options) => rank == 0 ? 0 : 1 / (options.RankConstant + rank);

    private static FusedCandidate Sum(Candidate candidate, double dense, double lexical) => new(candidate, dense + lexical, dense, lexical);
}
