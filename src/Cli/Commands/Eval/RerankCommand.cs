using System.CommandLine;
using System.Diagnostics;
using LongRag.Evaluation;
using LongRag.Rankers;

namespace LongRag.Cli.Commands.Eval;

internal sealed record RerankOutput(
    string Dataset, string Split, string Reranker, int Queries, int Depth, Dictionary<string, double?> Metrics, Dictionary<string, double?> FirstMetrics, RankingOutput Reranking, string? Run);

/// <summary><c>longrag eval rerank</c>: ranks the lists of a run again, and scores them before and after.</summary>
internal static class RerankCommand
{
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromSeconds(10);
    private static readonly string[] Usual = ["ndcg_cut_10", "map", "recip_rank", "success_1"];

    public static Command Create()
    {
        var lists = new GivenLists();
        var path = new Option<string?>("--run") { Description = "TREC run to write; gzip where the name ends in .gz.", HelpName = "FILE" };
        var measures = new Option<string[]>("--measure", "-m") { Description = "Measures, by trec_eval's names or the usual ones (nDCG@10, R@100).", HelpName = "NAME", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => Usual };
        var command = new Command("rerank", """
            Rank the first documents of each list of a run by a ranker, and score the lists before and after. Nothing is indexed: texts come from the data set.

              longrag eval rerank --dataset msmarco-dl19 --first bm25.trec.gz --reranker mine --run mine.trec.gz
              longrag eval rerank --dataset msmarco-dl19 --first bm25.trec.gz --reranker mine --oracle
            """);
        lists.AddTo(command);
        command.Add(path);
        command.Add(measures);
        return command.Does(async (invocation, cancellationToken) =>
        {
            WrittenFile.CheckFolder(invocation.Get(path));
            var columns = Measures.Select(invocation.Get(measures));
            using var given = lists.Open(invocation);
            var (ranked, reports, lastNote) = (new List<IReadOnlyList<string>>(), new List<RankingReport>(), Stopwatch.GetTimestamp());
            foreach (var query in given.Queries)
            {
                var (order, report) = await given.RankAsync(query, [.. given.Head(query).Select(entry => entry.Document)], cancellationToken);
                ranked.Add(order);
                reports.Add(report);
                if (Stopwatch.GetElapsedTime(lastNote) < BetweenNotes) continue;
                lastNote = Stopwatch.GetTimestamp();
                invocation.Terminal.Note($"{ranked.Count} of {given.Queries.Count} queries");
            }

            RankingOutput.CheckAnswered(reports);
            var (run, after) = given.Evaluate(given.Ranker.Name, ranked, columns);
            var (_, before) = given.Evaluate("first", [.. given.Queries.Select(query => given.Head(query).Select(entry => entry.Document).ToList())], columns);
            if (invocation.Get(path) is { } written) RunWriter.Write(written, run);
            Write(invocation.Terminal, before, after, new RerankOutput(
                given.Set.Name, given.Set.Split, given.Ranker.Name, given.Queries.Count, given.Ranker.Depth, MetricsCommand.Values(after, after.Averages, isAverage: true),
                MetricsCommand.Values(before, before.Averages, isAverage: true), RankingOutput.Of(given.Ranker.Name, reports), invocation.Get(path)));
            return ExitCode.Done;
        });
    }

    private static void Write(Terminal terminal, EvaluatedRun before, EvaluatedRun after, RerankOutput output)
    {
        if (!terminal.IsHuman)
        {
            EvalJson.Write(terminal, output);
            return;
        }

        MetricsTable.Write(terminal.Out, before, perQuery: false);
        MetricsTable.Write(terminal.Out, after, perQuery: false);
        terminal.Out.WriteLine(output.Reranking.ToString());
    }
}
