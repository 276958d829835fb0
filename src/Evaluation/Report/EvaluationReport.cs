namespace LongRag.Evaluation;

/// <summary>One system of a report.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Evaluated">What its run is worth; all systems have the same measures.</param>
public sealed record ReportSystem(string Name, EvaluatedRun Evaluated);

/// <summary>How long the queries of one system took.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Milliseconds">One a query.</param>
public sealed record ReportTimes(string Name, IReadOnlyList<double> Milliseconds);

/// <summary>How often an answer was found, by the length of a context and the depth in it.</summary>
/// <param name="Name">What was asked of whom.</param>
/// <param name="Lengths">One a row.</param>
/// <param name="Depths">In per cent, one a column.</param>
/// <param name="Accuracy">Shares from 0 to 1, a row for each length.</param>
public sealed record ReportGrid(string Name, IReadOnlyList<int> Lengths, IReadOnlyList<int> Depths, IReadOnlyList<IReadOnlyList<double>> Accuracy);

/// <summary>How often an answer was found, by its position among others.</summary>
/// <param name="Name">What was asked of whom.</param>
/// <param name="Positions">From 0.</param>
/// <param name="Accuracy">By the order of the passages; shares from 0 to 1, one a position.</param>
public sealed record ReportCurve(string Name, IReadOnlyList<int> Positions, IReadOnlyDictionary<string, IReadOnlyList<double>> Accuracy);

/// <summary>What one page shows.</summary>
public sealed record EvaluationReport
{
    /// <summary>Heading of the page.</summary>
    public required string Title { get; init; }

    /// <summary>The systems; the first is what the others are compared with.</summary>
    public required IReadOnlyList<ReportSystem> Systems { get; init; }

    /// <summary>The measure that is drawn; the table holds it among others.</summary>
    public string Measure { get; init; } = "";

    /// <summary>Of each further system with the first, in their order, on the same measure.</summary>
    public IReadOnlyList<RunComparison> Comparisons { get; init; } = [];

    /// <summary>Interpolated precision at recall 0, 0.1, … 1 of each system, in their order.</summary>
    public IReadOnlyList<IReadOnlyList<double>> PrecisionAtRecall { get; init; } = [];

    /// <summary>Times of queries.</summary>
    public IReadOnlyList<ReportTimes> Times { get; init; } = [];

    /// <summary>Needle grids and their like.</summary>
    public IReadOnlyList<ReportGrid> Grids { get; init; } = [];

    /// <summary>Curves of lost-in-the-middle.</summary>
    public IReadOnlyList<ReportCurve> Curves { get; init; } = [];

    /// <summary>Texts of the queries by their ids; those unknown are shown by id alone.</summary>
    public IReadOnlyDictionary<string, string> QueryTexts { get; init; } = new Dictionary<string, string>();
}
