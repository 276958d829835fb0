using System.CommandLine;
using System.Diagnostics;
using LongRag.Evaluation;
using LongRag.Rankers;

namespace LongRag.Cli.Commands.Eval;

internal sealed record RerankOutput(
    string Dataset, string Split, string Reranker, int Queries, int Depth, Dictionary<string, double?> Metrics, Dictionary<string, double?> FirstMetrics, RankingOutput Reranking, string? Run);

/// <summary>A list that was ranked.</summary>
/// <param name="Query">Its query.</param>
/// <param name="Candidates">The documents as they came.</param>
/// <param name="Order">The documents as they were ranked.</param>
/// <param name="Report">What that cost.</param>
internal sealed record RankedQuery(string Query, IReadOnlyList<string> Candidates, IReadOnlyList<string> Order, RankingReport Report);

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
              longrag eval rerank --dataset msmarco-dl19 --first bm25.trec.gz --reranker mine --journal mine.jsonl
              longrag eval rerank --dataset msmarco-dl19 --first bm25.trec.gz --reranker mine --oracle
            """);
        var kept = Journals.Option();
        lists.AddTo(command);
        foreach (var option in new Option[] { path, kept, measures }) command.Add(option);
        return command.Does(async (invocation, cancellationToken) =>
        {
            foreach (var file in new[] { path, kept }) WrittenFile.CheckFolder(invocation.Get(file));
            var columns = Measures.Select(invocation.Get(measures));
            using var given = lists.Open(invocation);
            using var journal = Journals.Open(invocation, kept, $"eval rerank, {given.Set.Name}, {given.Set.Split}, {given.Ranker.Name} {given.Fingerprint}", EvalJson.Compact.RankedQuery, entry => entry.Query);
            var (ranked, lastNote) = (new List<RankedQuery>(), Stopwatch.GetTimestamp());
            foreach (var query in given.Queries)
            {
                ranked.Add(await RankAsync(given, query, journal, cancellationToken));
                if (Stopwatch.GetElapsedTime(lastNote) < BetweenNotes) continue;
                lastNote = Stopwatch.GetTimestamp();
                invocation.Terminal.Note($"{ranked.Count} of {given.Queries.Count} queries");
            }

            var reports = ranked.ConvertAll(entry => entry.Report);
            RankingOutput.CheckAnswered(reports);
            var (run, after) = given.Evaluate(given.Ranker.Name, [.. ranked.Select(entry => entry.Order)], columns);
            var (_, before) = given.Evaluate("first", [.. ranked.Select(entry => entry.Candidates)], columns);
            if (invocation.Get(path) is { } written) RunWriter.Write(written, run);
            Write(invocation.Terminal, before, after, new RerankOutput(
                given.Set.Name, given.Set.Split, given.Ranker.Name, given.Queries.Count, given.Ranker.Depth, MetricsCommand.Values(after, after.Averages, isAverage: true),
                MetricsCommand.Values(before, before.Averages, isAverage: true), RankingOutput.Of(given.Ranker.Name, reports), invocation.Get(path)));
            return ExitCode.Done;
        });
    }

    private static async Task<RankedQuery> RankAsync(GivenRanking given, RetrievalQuery query, Journal<RankedQuery>? journal, CancellationToken cancellationToken)
    {
        List<string> candidates = [.. given.Head(query).Select(entry => entry.Document)];
        if (journal?.Find(query.Id) is { } known)
        {
            if (!known.Candidates.SequenceEqual(candidates, StringComparer.Ordinal)) throw new LongRagException("bad_input", $"The journal ranked other documents for query '{query.Id}' than the run has now: name another journal, or delete it.");
            return known;
        }

        var (order, report) = await given.RankAsync(query, candidates, cancellationToken);
        var found = new RankedQuery(query.Id, candidates, order, report);
        // A model that did not answer is asked again.
        if (report.Failed == 0) journal?.Add(found);
        return found;
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
