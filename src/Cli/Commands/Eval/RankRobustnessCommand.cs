using System.CommandLine;
using LongRag.Evaluation;
using LongRag.Rankers;

namespace LongRag.Cli.Commands.Eval;

/// <summary>A ranker over candidates that come in one order.</summary>
/// <param name="Order"><c>retrieved</c>, <c>reversed</c> or <c>shuffled-1</c>, …</param>
/// <param name="Metrics">Of what it made of them.</param>
/// <param name="InputMetrics">Of the candidates as they came.</param>
/// <param name="TauToRetrieved">Mean of Kendall's tau between its order and the one it gives to the candidates as retrieved: 1 the same, 0 unrelated, -1 reversed.</param>
/// <param name="SameFirst">Share of the queries with the same first document as then.</param>
/// <param name="Reranking">What it cost.</param>
internal sealed record RobustnessOrder(string Order, Dictionary<string, double?> Metrics, Dictionary<string, double?> InputMetrics, double TauToRetrieved, double SameFirst, RankingOutput Reranking);

internal sealed record RobustnessOutput(string Dataset, string Split, string Reranker, int Queries, int Depth, int Seed, IReadOnlyList<RobustnessOrder> Orders);

/// <summary><c>longrag eval rank-robustness</c>: whether a ranker's order depends on the order in which the candidates come.</summary>
internal static class RankRobustnessCommand
{
    private static readonly string[] Usual = ["ndcg_cut_10"];

    public static Command Create()
    {
        var lists = new GivenLists();
        var shuffles = new Option<int>("--shuffles") { Description = "How many shuffled orders.", HelpName = "N", DefaultValueFactory = _ => 3 };
        var seed = new Option<int>("--seed") { Description = "Seed of the shuffles.", HelpName = "N" };
        var measures = new Option<string[]>("--measure", "-m") { Description = "Measures, by trec_eval's names or the usual ones.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => Usual };
        var command = new Command("rank-robustness", """
            Rank the first documents of each list of a run as retrieved, reversed and shuffled, and compare: a measure of each, and how far the orders agree.

              longrag eval rank-robustness --dataset msmarco-dl19 --first bm25.trec.gz --reranker mine
            """);
        lists.AddTo(command);
        foreach (var option in new Option[] { shuffles, seed, measures }) command.Add(option);
        return command.Does(async (invocation, cancellationToken) =>
        {
            if (invocation.Get(shuffles) is < 0 or > 100) throw new LongRagException("bad_argument", "--shuffles is 0 to 100.");
            var columns = Measures.Select(invocation.Get(measures));
            using var given = lists.Open(invocation);
            var random = new Random(invocation.Get(seed));
            var orders = new List<RobustnessOrder>();
            List<IReadOnlyList<string>>? retrieved = null;
            foreach (var (name, change) in Changes(invocation.Get(shuffles), random))
            {
                var (inputs, ranked, reports) = (new List<IReadOnlyList<string>>(), new List<IReadOnlyList<string>>(), new List<RankingReport>());
                foreach (var query in given.Queries)
                {
                    var input = given.Head(query).Select(entry => entry.Document).ToArray();
                    change(input);
                    var (order, report) = await given.RankAsync(query, input, cancellationToken);
                    inputs.Add(input);
                    ranked.Add(order);
                    reports.Add(report);
                }

                if (retrieved is null) RankingOutput.CheckAnswered(reports);
                retrieved ??= ranked;
                var (_, after) = given.Evaluate(name, ranked, columns);
                var (_, before) = given.Evaluate(name, inputs, columns);
                orders.Add(new RobustnessOrder(
                    name, MetricsCommand.Values(after, after.Averages, isAverage: true), MetricsCommand.Values(before, before.Averages, isAverage: true),
                    Math.Round(ranked.Zip(retrieved, RankAgreement.Tau).Average(), 4), Math.Round(ranked.Zip(retrieved, (x, y) => string.Equals(x[0], y[0], StringComparison.Ordinal) ? 1.0 : 0).Average(), 4),
                    RankingOutput.Of(given.Ranker.Name, reports)));
                invocation.Terminal.Note($"{name}: {orders[^1].Reranking}");
            }

            Write(invocation.Terminal, columns, new RobustnessOutput(given.Set.Name, given.Set.Split, given.Ranker.Name, given.Queries.Count, given.Ranker.Depth, invocation.Get(seed), orders));
            return ExitCode.Done;
        });
    }

    private static IEnumerable<(string Name, Action<string[]> Change)> Changes(int shuffles, Random random)
    {
        yield return ("retrieved", _ => { });
        yield return ("reversed", Array.Reverse);
        for (var i = 1; i <= shuffles; i++) yield return (FormattableString.Invariant($"shuffled-{i}"), random.Shuffle);
    }

    private static void Write(Terminal terminal, IReadOnlyList<Measure> columns, RobustnessOutput output)
    {
        if (!terminal.IsHuman)
        {
            EvalJson.Write(terminal, output);
            return;
        }

        terminal.Out.WriteLine($"{PrintableText.OneLine(output.Dataset)}: {PrintableText.OneLine(output.Reranker)}, the first {output.Depth} of {output.Queries} queries");
        foreach (var order in output.Orders)
        {
            var values = columns.Select(measure => measure.Name).Where(order.Metrics.ContainsKey).Select(name => FormattableString.Invariant($"{name} {order.InputMetrics[name]:0.0000} -> {order.Metrics[name]:0.0000}"));
            terminal.Out.WriteLine(FormattableString.Invariant($"{order.Order,-12} {string.Join("  ", values)}  tau {order.TauToRetrieved:0.000}  same first {order.SameFirst:0.00}"));
        }
    }
}
