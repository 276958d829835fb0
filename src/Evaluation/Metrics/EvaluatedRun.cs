namespace LongRag.Evaluation;

/// <summary>The values of one query, one a measure; for a geometric mean the value that enters it.</summary>
/// <param name="Query">Its id.</param>
/// <param name="Values">In the order of the measures; 0 for text.</param>
/// <param name="Texts">Of the measures that are text within a query, in their order.</param>
public sealed record QueryScores(string Query, IReadOnlyList<double> Values, IReadOnlyList<string> Texts);

/// <summary>What a run is worth, query by query and over all.</summary>
public sealed class EvaluatedRun
{
    internal EvaluatedRun(string runTag, IReadOnlyList<Measure> measures, IReadOnlyList<QueryScores> queries)
    {
        (RunTag, Measures, Queries) = (runTag, measures, queries);
        Averages = [.. measures.Select((measure, i) => measure.Average([.. queries.Select(query => query.Values[i])]))];
    }

    /// <summary>The name that the run gives itself.</summary>
    public string RunTag { get; }

    /// <summary>The columns.</summary>
    public IReadOnlyList<Measure> Measures { get; }

    /// <summary>By the bytes of the query's id.</summary>
    public IReadOnlyList<QueryScores> Queries { get; }

    /// <summary>One a measure: mean, geometric mean, sum or count.</summary>
    public IReadOnlyList<double> Averages { get; }

    /// <summary>The value of a measure over all queries.</summary>
    public double this[string measure] => Averages[IndexOf(measure)];

    /// <summary>A measure's value for each query.</summary>
    public IReadOnlyDictionary<string, double> PerQuery(string measure)
    {
        var index = IndexOf(measure);
        return Queries.ToDictionary(query => query.Query, query => query.Values[index], StringComparer.Ordinal);
    }

    private int IndexOf(string measure)
    {
        for (var i = 0; i < Measures.Count; i++)
            if (string.Equals(Measures[i].Name, measure, StringComparison.Ordinal)) return i;
        throw new ArgumentException($"'{measure}' was not measured.", nameof(measure));
    }
}
