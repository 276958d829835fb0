using System.Globalization;
using System.Net;

namespace LongRag.Evaluation;

/// <summary>Writes a report as one HTML page that needs nothing besides itself: no script, no font, no picture from elsewhere.</summary>
public static class ReportPage
{
    private const int QueriesShown = 10;

    private static readonly double[] Shares = [0.5, 0.9, 0.99];

    private const string Style = """
        body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#222;background:#fff}
        h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2.5rem;border-bottom:1px solid #ddd}h3{font-size:1.05rem}
        table{border-collapse:collapse;margin:1rem 0}th,td{padding:.3rem .7rem;text-align:left;border-bottom:1px solid #e5e5e5;vertical-align:top}
        th{font-weight:600}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td small{color:#666}b{font-weight:650}
        figure{margin:1rem 0}figure svg{max-width:100%;height:auto}figure text{font-family:Arial,Helvetica,sans-serif}figcaption{color:#555;font-size:.9rem;max-width:42rem}
        .up{color:#22772f}.down{color:#b3263a}
        """;

    /// <summary>Writes the page.</summary>
    public static void Write(TextWriter output, EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(report);
        output.Write($"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Text(report.Title)}</title><style>{Style}</style></head><body>\n<h1>{Text(report.Title)}</h1>\n");
        if (report.Systems.Count > 0) WriteMeasures(output, report);
        for (var i = 0; i < report.Comparisons.Count; i++) WriteComparison(output, report, report.Comparisons[i], report.Systems[0].Name, report.Systems[i + 1].Name);
        if (report.PrecisionAtRecall.Count > 0) Section(output, "Precision and recall", ReportPlots.PrecisionRecall([.. report.Systems.Zip(report.PrecisionAtRecall, (system, precision) => (system.Name, precision))]), "Precision interpolated at eleven points of recall, the mean over the queries.");
        if (report.Times.Count > 0) WriteTimes(output, report.Times);
        foreach (var curve in report.Curves) Section(output, curve.Name, ReportPlots.Positions(curve), "Share of the questions whose answer holds a gold answer, by where the passage with it stands.");
        foreach (var grid in report.Grids) Section(output, grid.Name, ReportPlots.HeatMap(grid), "Share of the answers that were found, by the length of the context and how deep the answer stands in it.");
        output.Write("</body></html>\n");
    }

    private static void WriteMeasures(TextWriter output, EvaluationReport report)
    {
        var measures = report.Systems[0].Evaluated.Measures;
        var intervals = report.Systems.Select(system => measures.Select((measure, i) => PairedTests.Bootstrap([.. system.Evaluated.Queries.Select(query => query.Values[i])])).ToList()).ToList();
        output.Write($"<h2>Measures</h2>\n<table><tr><th>system</th><th class=\"n\">queries</th>{string.Concat(measures.Select(measure => $"<th class=\"n\">{Text(measure.Name)}</th>"))}</tr>\n");
        for (var s = 0; s < report.Systems.Count; s++)
        {
            output.Write($"<tr><td>{Text(report.Systems[s].Name)}</td><td class=\"n\">{report.Systems[s].Evaluated.Queries.Count}</td>");
            for (var m = 0; m < measures.Count; m++)
            {
                var value = report.Systems[s].Evaluated.Averages[m];
                var isBest = value >= report.Systems.Max(system => system.Evaluated.Averages[m]);
                output.Write($"<td class=\"n\">{(isBest ? "<b>" : "")}{Number(value)}{(isBest ? "</b>" : "")}<br><small>{Number(intervals[s][m].Low)} – {Number(intervals[s][m].High)}</small></td>");
            }

            output.Write("</tr>\n");
        }

        output.Write("</table>\n");
        var main = Math.Max(0, measures.Select(measure => measure.Name).ToList().IndexOf(report.Measure));
        Figure(output, ReportPlots.Means(measures[main].Name, [.. report.Systems.Select((system, s) => (system.Name, system.Evaluated.Averages[main], intervals[s][main]))]), "Mean over all judged queries; one that a run lacks counts as 0, here and below. Lines and small print: 95 % intervals, the queries resampled 10,000 times.");
    }

    private static void WriteComparison(TextWriter output, EvaluationReport report, RunComparison comparison, string first, string second)
    {
        var differences = comparison.Differences;
        var (test, interval) = (PairedTests.T(differences), PairedTests.Bootstrap(differences));
        output.Write($"<h2>{Text(second)} against {Text(first)}</h2>\n<p>{Text(comparison.Measure)}: {Signed(comparison.After - comparison.Before)} (95 %: {Signed(interval.Low)} to {Signed(interval.High)}); better with {comparison.Wins} queries, worse with {comparison.Losses}, the same with {differences.Count - comparison.Wins - comparison.Losses}. Two-sided p: paired t-test {P(test.P)}, randomisation test {P(PairedTests.Randomisation(differences))}.</p>\n");
        Figure(output, ReportPlots.Scatter(first, second, comparison), $"A point is a query; above the line {second} is better.");
        var changed = comparison.MostChanged.Take(QueriesShown).ToList();
        if (changed.Count == 0) return;
        output.Write($"<h3>Queries that changed most</h3>\n<table><tr><th class=\"n\">change</th><th class=\"n\">{Text(first)}</th><th class=\"n\">{Text(second)}</th><th>query</th></tr>\n");
        foreach (var query in changed)
            output.Write($"<tr><td class=\"n {(query.Difference > 0 ? "up" : "down")}\">{Signed(query.Difference)}</td><td class=\"n\">{Number(query.Before)}</td><td class=\"n\">{Number(query.After)}</td><td>{Text(report.QueryTexts.GetValueOrDefault(query.Query) ?? "")} <small>{Text(query.Query)}</small></td></tr>\n");
        output.Write("</table>\n");
    }

    private static void WriteTimes(TextWriter output, IReadOnlyList<ReportTimes> times)
    {
        output.Write("<h2>Time a query</h2>\n<table><tr><th>system</th><th class=\"n\">queries</th><th class=\"n\">median</th><th class=\"n\">90 %</th><th class=\"n\">99 %</th></tr>\n");
        foreach (var system in times)
        {
            double[] sorted = [.. system.Milliseconds.Order()];
            output.Write($"<tr><td>{Text(system.Name)}</td><td class=\"n\">{sorted.Length}</td>{string.Concat(Shares.Select(share => $"<td class=\"n\">{Percentiles.At(sorted, share).ToString("0.00", CultureInfo.InvariantCulture)} ms</td>"))}</tr>\n");
        }

        output.Write("</table>\n");
        Figure(output, ReportPlots.Times(times), "How many queries took how long; a step is a tenth of a power of ten.");
    }

    private static void Section(TextWriter output, string title, string svg, string caption)
    {
        output.Write($"<h2>{Text(title)}</h2>\n");
        Figure(output, svg, caption);
    }

    // What a picture shows is said beside it; a screen reader skips its strokes.
    private static void Figure(TextWriter output, string svg, string caption) => output.Write($"<figure><div role=\"img\" aria-label=\"{Text(caption)}\">{svg}</div><figcaption>{Text(caption)}</figcaption></figure>\n");

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.0000;−0.0000;0.0000", CultureInfo.InvariantCulture);

    private static string P(double p) => double.IsNaN(p) ? "undefined" : p < 0.0001 ? "< 0.0001" : p.ToString("0.####", CultureInfo.InvariantCulture);
}
