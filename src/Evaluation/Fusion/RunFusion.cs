namespace LongRag.Evaluation;

/// <summary>How the scores of a list become comparable before they are joined.</summary>
public enum ScoreNorm
{
    /// <summary>They stay as they are.</summary>
    None,

    /// <summary>(score - lowest) / (highest - lowest) of the list; 1 where all are the same.</summary>
    MinMax,

    /// <summary>(score - mean) / standard deviation of the list; 0 where all are the same.</summary>
    ZScore,

    /// <summary>(score - lowest) / sum of those.</summary>
    Sum,
}

/// <summary>What several runs found, joined into one ranking a query.</summary>
public static class RunFusion
{
    private static readonly Dictionary<string, Func<Found[], double>> Methods = new(StringComparer.Ordinal)
    {
        // Cormack, Clarke and Büttcher, SIGIR 2009.
        ["rrf"] = found => found.Sum(f => f.Weight / (f.K + f.Rank)),
        // Inverse square rank (Mourão, Martins and Magalhães, TREC 2013).
        ["isr"] = found => found.Length * found.Sum(f => f.Weight / ((double)f.Rank * f.Rank)),
        // Fox and Shaw, TREC-2, 1994.
        ["combsum"] = found => found.Sum(f => f.Weight * f.Score),
        ["combmnz"] = found => found.Length * found.Sum(f => f.Weight * f.Score),
        ["combanz"] = found => found.Average(f => f.Weight * f.Score),
        ["combmax"] = found => found.Max(f => f.Weight * f.Score),
        ["combmin"] = found => found.Min(f => f.Weight * f.Score),
        ["combmed"] = found => Median([.. found.Select(f => f.Weight * f.Score).Order()]),
        // A convex combination where the weights sum to 1 (Bruch, Gai and Ingber, ACM TOIS 2023).
        ["minmax-weighted"] = found => found.Sum(f => f.Weight * f.Score),
    };

    /// <summary>The methods.</summary>
    public static IReadOnlyCollection<string> Names => Methods.Keys;

    /// <summary>Joins runs. Only lists that hold a document speak about it. Ranks are those of the lists; equal results are ordered by document id, falling, as trec_eval does.</summary>
    /// <param name="method">One of <see cref="Names"/>. <c>minmax-weighted</c> always takes <see cref="ScoreNorm.MinMax"/>.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="weights">One a run; none for 1 each.</param>
    /// <param name="norm">For the methods that join scores.</param>
    /// <param name="k">The constant of <c>rrf</c>.</param>
    /// <param name="top">At most this many documents a query.</param>
    /// <exception cref="LongRagException"><c>bad_argument</c>: no such method, not a weight for each run, one that is not finite, or a result that is not.</exception>
    public static Run Fuse(string method, IReadOnlyList<Run> runs, IReadOnlyList<double>? weights = null, ScoreNorm norm = ScoreNorm.None, double k = 60, int top = 1000)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (!Methods.TryGetValue(method, out var join)) throw new LongRagException("bad_argument", $"There is no method '{method}'; there are {string.Join(", ", Names)}.");
        if (weights is { Count: > 0 } && weights.Count != runs.Count) throw new LongRagException("bad_argument", $"There are {runs.Count} runs and {weights.Count} weights.");
        if (!double.IsFinite(k) || weights?.Any(weight => !double.IsFinite(weight)) == true) throw new LongRagException("bad_argument", "Weights and the constant of rrf are finite numbers.");
        if (method == "minmax-weighted") norm = ScoreNorm.MinMax;
        var queries = runs.SelectMany(run => run.Lists).Select(list => list.Query).Distinct(StringComparer.Ordinal);
        return new Run(method, queries.Select(query => FuseQuery(query)));

        RankedList FuseQuery(string query)
        {
            var found = new Dictionary<string, List<Found>>(StringComparer.Ordinal);
            for (var i = 0; i < runs.Count; i++)
            {
                if (runs[i][query] is not { Entries.Count: > 0 } list) continue;
                var scores = Normalized(list, norm);
                for (var rank = 1; rank <= list.Entries.Count; rank++)
                {
                    if (!found.TryGetValue(list.Entries[rank - 1].Document, out var all)) found.Add(list.Entries[rank - 1].Document, all = []);
                    all.Add(new Found(rank, scores[rank - 1], weights is { Count: > 0 } ? weights[i] : 1, k));
                }
            }

            var joined = found.Select(pair => new RunEntry(pair.Key, join([.. pair.Value]) is var score && double.IsFinite(score) ? score : throw new LongRagException("bad_argument", $"'{pair.Key}' would have no finite score for query '{query}'.")));
            return new RankedList(query, [.. RankedList.Sorted(query, joined).Entries.Take(top)]);
        }
    }

    private static double[] Normalized(RankedList list, ScoreNorm norm)
    {
        double[] scores = [.. list.Entries.Select(entry => entry.Score)];
        var (lowest, highest, mean) = (scores.Min(), scores.Max(), scores.Average());
        var deviation = Math.Sqrt(scores.Average(score => (score - mean) * (score - mean)));
        var above = scores.Sum(score => score - lowest);
        return norm switch
        {
            ScoreNorm.MinMax => [.. scores.Select(score => highest > lowest ? (score - lowest) / (highest - lowest) : 1)],
            ScoreNorm.ZScore => [.. scores.Select(score => deviation > 0 ? (score - mean) / deviation : 0)],
            ScoreNorm.Sum => [.. scores.Select(score => above > 0 ? (score - lowest) / above : 1.0 / scores.Length)],
            _ => scores,
        };
    }

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    /// <summary>A document in one run's list.</summary>
    private readonly record struct Found(int Rank, double Score, double Weight, double K);
}
