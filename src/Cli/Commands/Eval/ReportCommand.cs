using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

/// <summary><c>longrag eval report</c>: what was measured, as one page for a browser.</summary>
internal static class ReportCommand
{
    private const string RecallMeasure = "iprec_at_recall";

    private static readonly string[] Usual = ["ndcg_cut_10", "map", "recip_rank", "recall_100", "P_10"];

    public static Command Create()
    {
        var runs = new Option<string[]>("--run") { Description = "TREC runs, the first the one to compare with; NAME=FILE gives one a name (default: the file's).", HelpName = "FILE", AllowMultipleArgumentsPerToken = true };
        var qrels = new Option<string?>("--qrels") { Description = "Judgments of the runs, TREC or BEIR, plain or gzip.", HelpName = "FILE" };
        var measures = new Option<string[]>("--measure", "-m") { Description = "Measures of the table; the first is the one of the plots.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => Usual };
        var queries = new Option<string?>("--queries") { Description = "BEIR's queries.jsonl, to show the texts.", HelpName = "FILE" };
        var times = new Option<string[]>("--per-query") { Description = "Tables of eval run --per-query, for the times; NAME=FILE as above.", HelpName = "FILE", AllowMultipleArgumentsPerToken = true };
        var positions = new Option<string[]>("--position") { Description = "JSON of eval position: a curve, or a grid for a heat map.", HelpName = "FILE", AllowMultipleArgumentsPerToken = true };
        var title = new Option<string>("--title") { Description = "Heading of the page.", DefaultValueFactory = _ => "Evaluation" };
        var page = new Option<string>("--out") { Description = "HTML page to write.", HelpName = "FILE", Required = true };
        var command = new Command("report", """
            Write one HTML page of what was measured: measures with confidence intervals, every query of two systems, precision and recall, times, and heat maps.

              longrag eval report --qrels qrels/test.tsv --run bm25.trec.gz --run lexical.trec.gz --queries queries.jsonl --out report.html
              longrag eval report --position needle.json --out needle.html
            """) { runs, qrels, measures, queries, times, positions, title, page };
        return command.Does((invocation, _) =>
        {
            WrittenFile.CheckFolder(invocation.Get(page));
            var named = invocation.Get(runs).Select(Named).ToList();
            if (named.Count > 0 && invocation.Get(qrels) is null) throw new LongRagException("bad_argument", "Runs need --qrels to be scored.");
            if (named.Count == 0 && invocation.Get(times).Length == 0 && invocation.Get(positions).Length == 0) throw new LongRagException("bad_argument", "There is nothing to report: give --run, --per-query or --position.");
            var report = new EvaluationReport
            {
                Title = invocation.Get(title),
                Systems = [],
                QueryTexts = invocation.Get(queries) is { } texts ? QueryTexts.Read(texts) : new Dictionary<string, string>(StringComparer.Ordinal),
                Times = [.. invocation.Get(times).Select(Named).Select(file => new ReportTimes(file.Name, Milliseconds(file.Path)))],
            };
            if (named.Count > 0) report = WithRuns(report, Qrels.Read(invocation.Get(qrels)!), [.. named.Select(file => (file.Name, Run.Read(file.Path)))], Measures.Select(invocation.Get(measures)), Measures.Select(invocation.Get(measures)[0])[0].Name);
            foreach (var path in invocation.Get(positions)) report = WithPosition(report, path);
            WrittenFile.Write(invocation.Get(page), writer => ReportPage.Write(writer, report));
            invocation.Terminal.Note($"Wrote {invocation.Get(page)}");
            return Task.FromResult(ExitCode.Done);
        });
    }

    private static EvaluationReport WithRuns(EvaluationReport report, Qrels judged, IReadOnlyList<(string Name, Run Run)> runs, IReadOnlyList<Measure> columns, string main)
    {
        if (columns.FirstOrDefault(column => column.Averaging is not Averaging.Mean) is { } odd) throw new LongRagException("bad_argument", $"'{odd.Name}' is no mean over the queries, so it has no interval.");
        var options = new TrecOptions { AllJudgedQueries = true };
        return report with
        {
            Systems = [.. runs.Select(run => new ReportSystem(run.Name, TrecEval.Evaluate(judged, run.Run, columns, options)))],
            Measure = main,
            Comparisons = [.. runs.Skip(1).Select(run => RunComparison.Of(judged, runs[0].Run, run.Run, main, options))],
            PrecisionAtRecall = [.. runs.Select(run => TrecEval.Evaluate(judged, run.Run, Measures.Select(RecallMeasure), options).Averages)],
        };
    }

    private static EvaluationReport WithPosition(EvaluationReport report, string path)
    {
        try
        {
            using var parsed = JsonDocument.Parse(InputLines.ReadAll(path));
            var root = parsed.RootElement;
            var name = $"{root.GetProperty("task").GetString()}, {root.GetProperty("generator").GetString()}";
            var accuracy = root.GetProperty("accuracy");
            if (!root.TryGetProperty("lengths", out var lengths))
            {
                var curve = new ReportCurve(name, Integers(root.GetProperty("positions")), accuracy.EnumerateObject().ToDictionary(order => order.Name, order => Numbers(order.Value), StringComparer.Ordinal));
                if (curve.Positions.Count == 0 || curve.Accuracy.Count == 0 || curve.Accuracy.Values.Any(values => values.Count != curve.Positions.Count)) throw new LongRagException("bad_input", $"{path}: accuracy has not a value for each of {curve.Positions.Count} positions");
                return report with { Curves = [.. report.Curves, curve] };
            }

            var grid = new ReportGrid($"{name}, {root.GetProperty("order").GetString()} order", Integers(lengths), Integers(root.GetProperty("depths")), [.. accuracy.EnumerateArray().Select(Numbers)]);
            if (grid.Lengths.Count == 0 || grid.Depths.Count == 0 || grid.Accuracy.Count != grid.Lengths.Count || grid.Accuracy.Any(row => row.Count != grid.Depths.Count)) throw new LongRagException("bad_input", $"{path}: accuracy is no table of {grid.Lengths.Count} lengths and {grid.Depths.Count} depths");
            return report with { Grids = [.. report.Grids, grid] };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new LongRagException("bad_input", $"{path}: it is not what eval position --output json writes ({e.Message})");
        }
    }

    private static IReadOnlyList<int> Integers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetInt32())];

    private static IReadOnlyList<double> Numbers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetDouble())];

    private static List<double> Milliseconds(string path)
    {
        var (column, found) = (-1, new List<double>());
        foreach (var (number, line) in InputLines.Read(path))
        {
            var fields = line.Split('\t');
            if (number == 1)
            {
                column = Array.IndexOf(fields, "ms");
                if (column < 0) throw InputLines.Bad(path, number, "there is no column 'ms'");
                continue;
            }

            found.Add(column < fields.Length && double.TryParse(fields[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var ms) && double.IsFinite(ms) && ms >= 0 ? ms : throw InputLines.Bad(path, number, "there is no time in column 'ms'"));
        }

        return found.Count > 0 ? found : throw new LongRagException("bad_input", $"{path}: no query in it");
    }

    private static (string Name, string Path) Named(string argument)
    {
        var at = argument.IndexOf('=', StringComparison.Ordinal);
        if (at > 0 && argument.AsSpan(0, at).IndexOfAny('/', '\\') < 0) return (argument[..at], argument[(at + 1)..]);
        var name = Path.GetFileName(argument);
        return (name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? name[..dot] : name, argument);
    }
}
