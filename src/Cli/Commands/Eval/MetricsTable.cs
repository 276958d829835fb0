using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

/// <summary>An evaluation for the eye: a line a measure, or with the queries a line a query and a column a measure.</summary>
internal static class MetricsTable
{
    public static void Write(TextWriter output, EvaluatedRun evaluated, bool perQuery)
    {
        var shown = Enumerable.Range(0, evaluated.Measures.Count).Where(i => evaluated.Measures[i].Averaging is not (Averaging.RunTag or Averaging.None)).ToArray();
        output.WriteLine($"{PrintableText.OneLine(evaluated.RunTag)}, {evaluated.Queries.Count} queries");
        if (!perQuery)
        {
            var width = shown.Select(i => evaluated.Measures[i].Name.Length).DefaultIfEmpty().Max();
            foreach (var i in shown) output.WriteLine($"  {evaluated.Measures[i].Name.PadRight(width)}  {Cell(evaluated, i, evaluated.Averages[i]),9}");
            return;
        }

        var columns = shown.Where(i => evaluated.Measures[i].IsPerQuery).ToArray();
        var first = Math.Max(5, evaluated.Queries.Select(query => query.Query.Length).DefaultIfEmpty().Max());
        output.WriteLine($"{"query".PadRight(first)}{string.Concat(columns.Select(i => Right(evaluated, i, evaluated.Measures[i].Name)))}");
        foreach (var query in evaluated.Queries) output.WriteLine($"{PrintableText.OneLine(query.Query).PadRight(first)}{string.Concat(columns.Select(i => Right(evaluated, i, Cell(evaluated, i, query.Values[i]))))}");
        output.WriteLine($"{"all".PadRight(first)}{string.Concat(columns.Select(i => Right(evaluated, i, Cell(evaluated, i, evaluated.Averages[i]))))}");
    }

    private static string Right(EvaluatedRun evaluated, int i, string cell) => "  " + cell.PadLeft(Math.Max(7, evaluated.Measures[i].Name.Length));

    private static string Cell(EvaluatedRun evaluated, int i, double value) => evaluated.Measures[i].Form == MeasureForm.Count ? FormattableString.Invariant($"{value:0}") : TrecEvalText.Number(value);
}
