using System.Globalization;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

/// <summary>Values and times of each query, with tabs between.</summary>
internal static class QueryTable
{
    /// <summary>Writes the table in the order in which the queries were asked; it appears when it is complete.</summary>
    /// <exception cref="LongRagException"><c>unwritable</c>.</exception>
    public static void Write(string path, EvaluatedRun evaluated, Run run, IReadOnlyList<double> milliseconds)
    {
        var columns = Enumerable.Range(0, evaluated.Measures.Count).Where(i => evaluated.Measures[i] is { IsPerQuery: true, Form: not MeasureForm.Text }).ToArray();
        var values = evaluated.Queries.ToDictionary(query => query.Query, query => query.Values, StringComparer.Ordinal);
        WrittenFile.Write(path, writer =>
        {
            writer.Write($"query\t{string.Join('\t', columns.Select(i => evaluated.Measures[i].Name))}\tms\n");
            for (var at = 0; at < run.Lists.Count; at++)
            {
                var query = run.Lists[at].Query;
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{query}\t{string.Join('\t', columns.Select(i => values[query][i].ToString("0.######", CultureInfo.InvariantCulture)))}\t{milliseconds[at]:0.###}\n"));
            }
        });
    }
}
