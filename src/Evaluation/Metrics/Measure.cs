namespace LongRag.Evaluation;

/// <summary>How a measure is written.</summary>
public enum MeasureForm
{
    /// <summary>Four decimals.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Count,

    /// <summary>Text, never averaged.</summary>
    Text,
}

/// <summary>How the value over all queries comes about.</summary>
public enum Averaging
{
    /// <summary>Arithmetic mean.</summary>
    Mean,

    /// <summary>Geometric mean, each value at least 0.00001.</summary>
    GeometricMean,

    /// <summary>Sum.</summary>
    Sum,

    /// <summary>The number of queries.</summary>
    Queries,

    /// <summary>The name of the run.</summary>
    RunTag,

    /// <summary>None.</summary>
    None,
}

/// <summary>One column of an evaluation, such as <c>ndcg_cut_10</c>. Made by <see cref="Measures.Select(string[])"/>.</summary>
public sealed record Measure
{
    internal Measure(string name, Func<JudgedRanking, double> value) => (Name, Value) = (name, value);

    /// <summary>trec_eval's name, parameters included.</summary>
    public string Name { get; }

    /// <summary>How it is written.</summary>
    public MeasureForm Form { get; internal init; }

    /// <summary>How it is averaged.</summary>
    public Averaging Averaging { get; internal init; }

    /// <summary>False for what has a meaning over all queries only.</summary>
    public bool IsPerQuery => Averaging is Averaging.Mean or Averaging.Sum or Averaging.None;

    internal Func<JudgedRanking, double> Value { get; }

    /// <summary>The text of a query, for <see cref="MeasureForm.Text"/>.</summary>
    internal Func<JudgedRanking, string>? Text { get; init; }

    /// <summary>The value over all queries, from the values of each.</summary>
    internal double Average(IReadOnlyList<double> values) => Averaging switch
    {
        Averaging.Mean => values.Sum() / values.Count,
        Averaging.GeometricMean => Math.Exp(values.Sum(value => Math.Log(Math.Max(value, 0.00001))) / values.Count),
        Averaging.Sum => values.Sum(),
        Averaging.Queries => values.Count,
        _ => 0,
    };
}
