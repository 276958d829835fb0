using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

internal sealed record RunOutput(
    string Dataset, string Split, string Retriever, int Queries, Dictionary<string, double?> Metrics, TimingsOutput TimingsMs, string? Run, string Level, long Documents, Dictionary<string, string> Options,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RankingOutput? Reranking = null);

/// <summary><c>longrag eval run</c>: ranks the documents of a data set and scores the rankings.</summary>
internal static class RunCommand
{
    private static readonly string[] Usual = ["ndcg_cut_10", "map", "recip_rank", "recall_100", "recall_1000", "P_10", "success_1"];

    public static Command Create()
    {
        var (dataset, retriever) = (new DatasetArguments(), new RetrieverArguments());
        var top = new Option<int>("--top") { Description = "Documents a query.", HelpName = "N", DefaultValueFactory = _ => 1000 };
        var path = new Option<string?>("--run") { Description = "TREC run to write; gzip where the name ends in .gz.", HelpName = "FILE" };
        var limit = new Option<int?>("--limit") { Description = "Only the first N queries.", HelpName = "N" };
        var measures = new Option<string[]>("--measure", "-m") { Description = "Measures, by trec_eval's names or the usual ones (nDCG@10, R@100).", HelpName = "NAME", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => Usual };
        var perQuery = new Option<string?>("--per-query") { Description = "Table to write: a line a query with its values and its time in milliseconds, tabs between.", HelpName = "FILE" };
        var tag = new Option<string?>("--tag") { Description = "Name of the run (default: the retriever's).", HelpName = "NAME" };
        var command = new Command("run", """
            Measure a retriever on a data set: documents are stored, indexed, ranked for every query that has a relevant one, and scored.

            The documents go into a store of their own that is gone afterwards; --data names one that holds them already, by the same ids.
            exclude.tsv (query, document) is left out of the rankings, and so is a document that is the query itself (same id, not a mere number).

              longrag eval run --dataset scifact --split test --retriever bm25 --run bm25.trec.gz
              longrag eval run --dataset covidqa --windows 256 --retriever lexical --level passage
              longrag eval run --dataset scifact --retriever bm25 --reranker mine
              longrag eval run --dataset wikiqa --retriever bm25 --candidates judged --output json
            """);
        dataset.AddTo(command);
        retriever.AddTo(command);
        foreach (var option in new Option[] { top, path, limit, measures, perQuery, tag }) command.Add(option);
        return command.Does(async (invocation, cancellationToken) =>
        {
            if (invocation.Get(top) is < 1 or > Query.MostTop) throw new LongRagException("bad_argument", $"--top is {invocation.Get(top)}; it must lie between 1 and {Query.MostTop}.");
            if (invocation.Get(limit) < 1) throw new LongRagException("bad_argument", "--limit is at least 1.");
            WrittenFile.CheckFolder(invocation.Get(path));
            WrittenFile.CheckFolder(invocation.Get(perQuery));
            var choice = retriever.Checked(invocation);
            using var reranker = retriever.Reranker(invocation);
            var name = reranker is null ? choice.Name : $"{choice.Name}+{reranker.Ranker.Name}";
            var columns = Measures.Select(invocation.Get(measures));
            var set = dataset.Read(invocation);
            var candidates = dataset.Candidates(invocation, set);
            var asked = set.Queries.Take(invocation.Get(limit) ?? int.MaxValue).Select(query => (query, QueryScope.Of(set, query, candidates(query.Id)))).ToList();
            await using var corpus = await EvaluationCorpus.OpenAsync(invocation, set.Documents, retriever.Level(invocation), cancellationToken);
            using var retrieved = await corpus.RankingAsync(choice, retriever.Level(invocation), retriever.OneVector(invocation), retriever.Vectors(invocation), cancellationToken);
            var reranked = reranker is null ? null : corpus.Reranked(retrieved, reranker.Ranker);
            var ranking = reranked ?? retrieved;
            var queries = new RankedQueries(ranking, corpus.Collection, invocation.Get(top), invocation.Terminal);
            var run = await queries.RunAsync(invocation.Get(tag) ?? name, asked, cancellationToken);
            var evaluated = TrecEval.Evaluate(set.Qrels, run, columns, new TrecOptions { RelevanceLevel = dataset.RelevanceLevel(invocation) });
            if (invocation.Get(path) is { } written) RunWriter.Write(written, run);
            if (invocation.Get(perQuery) is { } table) QueryTable.Write(table, evaluated, run, queries.Milliseconds);
            var options = dataset.Chosen(invocation);
            options["top"] = invocation.Get(top).ToString(CultureInfo.InvariantCulture);
            Write(invocation.Terminal, evaluated, new RunOutput(
                set.Name, set.Split, name, run.Lists.Count, MetricsCommand.Values(evaluated, evaluated.Averages, isAverage: true), TimingsOutput.Of(corpus, queries.Milliseconds),
                invocation.Get(path), retriever.LevelName(invocation), corpus.Documents, options, reranked is null ? null : RankingOutput.Of(reranker!.Ranker.Name, reranked.Reports)));
            return ExitCode.Done;
        });
    }

    private static void Write(Terminal terminal, EvaluatedRun evaluated, RunOutput output)
    {
        if (!terminal.IsHuman)
        {
            EvalJson.Write(terminal, output);
            return;
        }

        terminal.Out.WriteLine(FormattableString.Invariant($"{PrintableText.OneLine(output.Dataset)}, {PrintableText.OneLine(output.Split)}: {output.Documents} documents, ranked by {output.Level}"));
        MetricsTable.Write(terminal.Out, evaluated, perQuery: false);
        terminal.Note(output.TimingsMs.ToString());
        if (output.Reranking is { } reranking) terminal.Out.WriteLine(reranking.ToString());
    }
}
