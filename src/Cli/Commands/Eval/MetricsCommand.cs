using System.CommandLine;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

internal sealed record MetricsOutput(string Run, int Queries, Dictionary<string, double?> Metrics, Dictionary<string, Dictionary<string, double?>>? PerQuery);

internal sealed record QueryMetricsOutput(string Query, Dictionary<string, double?> Metrics);

/// <summary><c>longrag eval metrics</c>: scores a run against judgments, as trec_eval does.</summary>
internal static class MetricsCommand
{
    private const string Text = "text";
    private const string Json = "json";
    private const string Jsonl = "jsonl";
    private const string TrecLines = "trec_eval";

    public static Command Create()
    {
        var qrels = new Option<string>("--qrels") { Description = "Judgments: TREC (query 0 document grade) or BEIR (tab-separated, with a header); plain or gzip.", HelpName = "FILE", Required = true };
        var run = new Option<string>("--run") { Description = "The run: query Q0 document rank score tag; plain or gzip. The scores decide, not the ranks.", HelpName = "FILE", Required = true };
        var perQuery = new Option<bool>("--per-query", "-q") { Description = "Each query's values too. (Here -q is not --quiet.)" };
        var complete = new Option<bool>("--complete", "-c") { Description = "Average over all judged queries: one that the run lacks counts as 0. (Here -c is not --config.)" };
        var level = new Option<int>("--level", "-l") { Description = "Lowest grade that counts as relevant.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var judgedOnly = new Option<bool>("--judged-only", "-J") { Description = "Leave documents without a judgment out of the lists." };
        var most = new Option<int>("--max-docs", "-M") { Description = "At most this many documents a query (default: all).", HelpName = "N", DefaultValueFactory = _ => int.MaxValue };
        var collection = new Option<long>("--collection-size", "-N") { Description = "Documents of the collection; for utility alone.", HelpName = "N" };
        var noSummary = new Option<bool>("--no-summary", "-n") { Description = "With --output trec_eval: no lines over all queries." };
        var measures = new Option<string[]>("--measure", "-m")
        {
            Description = "Measures: trec_eval's names, with parameters or without (map, P, P.5,10, ndcg_cut_10, ndcg.1=3,2=9), its sets (official, set, all_trec), or usual names (nDCG@10, R@100, MRR@10).",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["official"],
        };
        var form = new Option<string>("--output", "-o") { Description = "text: a table; json; jsonl: a line a query; trec_eval: the very lines of that program.", DefaultValueFactory = _ => Text };
        form.AcceptOnlyFromAmong(Text, Json, Jsonl, TrecLines);
        var command = new Command("metrics", """
            Score a run against judgments, with the measures, names and decimals of trec_eval.

              longrag eval metrics --qrels qrels.tsv --run bm25.trec.gz -m nDCG@10 R@100
              longrag eval metrics --qrels qrels.txt --run bm25.trec -q -m all_trec --output trec_eval
            """) { qrels, run, perQuery, complete, level, judgedOnly, most, collection, noSummary, measures, form };
        return command.Does((invocation, _) =>
        {
            if (invocation.Get(level) < 0 || invocation.Get(most) < 1) throw new LongRagException("bad_argument", "-l is at least 0, and -M at least 1.");
            var columns = Measures.Select(invocation.Get(measures));
            var (judged, ranked) = (Qrels.Read(invocation.Get(qrels)), Run.Read(invocation.Get(run)));
            var options = new TrecOptions
            {
                RelevanceLevel = invocation.Get(level),
                AllJudgedQueries = invocation.Get(complete),
                JudgedOnly = invocation.Get(judgedOnly),
                MaxDocuments = invocation.Get(most),
                CollectionSize = invocation.Get(collection),
            };
            var evaluated = TrecEval.Evaluate(judged, ranked, columns, options);
            QueryNotes.Write(invocation.Terminal, judged, ranked, options.AllJudgedQueries);
            Write(invocation.Terminal.Out, evaluated, invocation.Get(form), invocation.Get(perQuery), !invocation.Get(noSummary));
            return Task.FromResult(ExitCode.Done);
        });
    }

    private static void Write(TextWriter output, EvaluatedRun evaluated, string form, bool perQuery, bool summary)
    {
        switch (form)
        {
            case TrecLines:
                TrecEvalText.Write(output, evaluated, perQuery, summary);
                break;
            case Json:
                var queries = evaluated.Queries.ToDictionary(query => query.Query, query => Values(evaluated, query.Values, isAverage: false), StringComparer.Ordinal);
                EvalJson.Write(output, new MetricsOutput(evaluated.RunTag, evaluated.Queries.Count, Values(evaluated, evaluated.Averages, isAverage: true), perQuery ? queries : null), isIndented: true);
                break;
            case Jsonl:
                foreach (var query in evaluated.Queries) EvalJson.Write(output, new QueryMetricsOutput(query.Query, Values(evaluated, query.Values, isAverage: false)), isIndented: false);
                EvalJson.Write(output, new QueryMetricsOutput("all", Values(evaluated, evaluated.Averages, isAverage: true)), isIndented: false);
                break;
            default:
                MetricsTable.Write(output, evaluated, perQuery);
                break;
        }
    }

    internal static Dictionary<string, double?> Values(EvaluatedRun evaluated, IReadOnlyList<double> values, bool isAverage) => evaluated.Measures.Zip(values)
        .Where(pair => pair.First.Form != MeasureForm.Text && (isAverage || pair.First.IsPerQuery))
        .ToDictionary(pair => pair.First.Name, pair => EvalJson.Number(pair.Second), StringComparer.Ordinal);
}
