namespace LongRag.Retrievers.Fusion;

/// <summary>How the lexical and the dense list become one.</summary>
public enum FusionRule
{
    /// <summary>Cosines in units of their spread in the collection, and lexical scores in units of the question's best, weighed by how far the best cosine stands out.</summary>
    Spread,

    /// <summary>Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009).</summary>
    ReciprocalRank,

    /// <summary>A weighted sum of scores that are scaled to 0..1 over the candidates (a convex combination; Bruch, Gai and Ingber, ACM TOIS 2023).</summary>
    WeightedSum,
}

/// <summary>Settings of the fusion. The defaults were chosen on the explore sets (experiments/hybrid.md).</summary>
public sealed record FusionOptions
{
    /// <summary>Which rule.</summary>
    /// <value>spread</value>
    public FusionRule Rule { get; set; } = FusionRule.Spread;

    /// <summary>Candidates taken from each list; more where more results are asked for.</summary>
    /// <value>100</value>
    public int Depth { get; set; } = 100;

    /// <summary>Rule <c>spread</c>: weight of the lexical score of a question whose best passage is one spread nearer than the usual passage; one twice as far off weighs it half.</summary>
    /// <value>8</value>
    public double LexicalWeight { get; set; } = 8;

    /// <summary>Rule <c>spread</c>: share of the whole document's cosine in a passage's.</summary>
    /// <value>0.3</value>
    public double DocumentShare { get; set; } = 0.3;

    /// <summary>Rule <c>spread</c>: share of the cosines of the passages before and after.</summary>
    /// <value>0.2</value>
    public double NeighbourShare { get; set; } = 0.2;

    /// <summary>Rule <c>reciprocal_rank</c>: its constant.</summary>
    /// <value>60</value>
    public double RankConstant { get; set; } = 60;

    /// <summary>Rule <c>weighted_sum</c>: weight of the lexical side; the dense side has the rest.</summary>
    /// <value>0.5</value>
    public double LexicalShare { get; set; } = 0.5;

    /// <summary>Throws where a value is out of range.</summary>
    /// <exception cref="LongRagException"><c>bad_config</c>.</exception>
    public FusionOptions Checked()
    {
        Within(nameof(Depth), Depth, 1, Query.MostTop);
        Within(nameof(LexicalWeight), LexicalWeight, 0, 1000);
        Within(nameof(DocumentShare), DocumentShare, 0, 1);
        Within(nameof(NeighbourShare), NeighbourShare, 0, 1 - DocumentShare);
        Within(nameof(RankConstant), RankConstant, 0, 10_000);
        Within(nameof(LexicalShare), LexicalShare, 0, 1);
        return this;
    }

    private static void Within(string name, double value, double least, double most)
    {
        if (!(value >= least && value <= most)) throw new LongRagException("bad_config", FormattableString.Invariant($"Fusion:{name} is {value}; it must lie between {least} and {most}."));
    }
}
