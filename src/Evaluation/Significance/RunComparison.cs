namespace LongRag.Evaluation;

/// <summary>One query's value with two systems.</summary>
public readonly record struct QueryChange(string Query, double Before, double After)
{
    /// <summary>After minus before.</summary>
    public double Difference => After - Before;
}

/// <summary>Two runs side by side, on one measure.</summary>
/// <param name="Measure">Its name.</param>
/// <param name="Queries">The judged queries that either run has, or all, by the bytes of their ids; a run that lacks one has 0 there.</param>
public sealed record RunComparison(string Measure, IReadOnlyList<QueryChange> Queries)
{
    /// <summary>Mean of the first run.</summary>
    public double Before => Queries.Average(query => query.Before);

    /// <summary>Mean of the second run.</summary>
    public double After => Queries.Average(query => query.After);

    /// <summary>Queries with which the second run is better.</summary>
    public int Wins => Queries.Count(query => query.Difference > 0);

    /// <summary>Queries with which the second run is worse.</summary>
    public int Losses => Queries.Count(query => query.Difference < 0);

    /// <summary>After minus before, query by query.</summary>
    public IReadOnlyList<double> Differences => [.. Queries.Select(query => query.Difference)];

    /// <summary>The queries that changed most, most first.</summary>
    public IEnumerable<QueryChange> MostChanged => Queries.Where(query => query.Difference != 0).OrderByDescending(query => Math.Abs(query.Difference));

    /// <summary>Scores both runs, over all judged queries where the options say so.</summary>
    /// <exception cref="LongRagException"><c>bad_input</c>: no query of either run is judged. <c>bad_argument</c>: the measure has no value for a single query.</exception>
    public static RunComparison Of(Qrels qrels, Run before, Run after, string measure, TrecOptions? options = null)
    {
        var columns = Measures.Select(measure);
        if (columns is not [{ IsPerQuery: true, Form: not MeasureForm.Text } column]) throw new LongRagException("bad_argument", $"'{measure}' is not one measure with a value for each query; ndcg_cut_10 and map are.");
        var takesAll = options?.AllJudgedQueries == true;
        options = (options ?? new TrecOptions()) with { AllJudgedQueries = true };
        var (first, second) = (TrecEval.Evaluate(qrels, before, columns, options), TrecEval.Evaluate(qrels, after, columns, options));
        return new RunComparison(column.Name, [.. first.Queries.Zip(second.Queries)
            .Where(pair => takesAll || before[pair.First.Query] is not null || after[pair.First.Query] is not null)
            .Select(pair => new QueryChange(pair.First.Query, pair.First.Values[0], pair.Second.Values[0]))]);
    }
}
