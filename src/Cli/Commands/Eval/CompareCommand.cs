using System.CommandLine;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

internal sealed record CompareOutput(
    string Metric, int Queries, double MeanA, double MeanB, double MeanDifference, double?[] MeanDifference95, double[] Bootstrap95, double? T, double? TP, double RandomisationP, int Wins, int Losses, int Ties,
    IReadOnlyList<ChangeOutput> MostChanged);

internal sealed record ChangeOutput(string Query, string? Text, double A, double B, double Difference);

/// <summary><c>longrag eval compare</c>: whether two runs differ, and where.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var first = new Argument<string>("a") { Description = "TREC run to compare with." };
        var second = new Argument<string>("b") { Description = "TREC run that may be better." };
        var qrels = new Option<string>("--qrels") { Description = "Judgments, TREC or BEIR, plain or gzip.", HelpName = "FILE", Required = true };
        var metric = new Option<string>("--metric") { Description = "What is compared, such as ndcg_cut_10, map or R@100.", HelpName = "NAME", DefaultValueFactory = _ => "ndcg_cut_10" };
        var queries = new Option<string?>("--queries") { Description = "BEIR's queries.jsonl, to show the texts.", HelpName = "FILE" };
        var level = new Option<int>("--level", "-l") { Description = "Lowest grade that counts as relevant.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var command = new Command("compare", """
            Compare two runs: means, paired t-test and randomisation test, wins and losses, and the queries that changed most.

            Over the judged queries that either run has; one that a run lacks counts as 0 there. Differences are b - a; p values are two-sided.

              longrag eval compare bm25.trec.gz dense.trec.gz --qrels qrels.tsv --queries queries.jsonl
            """) { first, second, qrels, metric, queries, level };
        return command.Does((invocation, _) =>
        {
            var (judged, a, b) = (Qrels.Read(invocation.Get(qrels)), Run.Read(invocation.Get(first)), Run.Read(invocation.Get(second)));
            var texts = invocation.Get(queries) is { } path ? QueryTexts.Read(path) : null;
            var comparison = RunComparison.Of(judged, a, b, invocation.Get(metric), new TrecOptions { RelevanceLevel = invocation.Get(level) });
            var output = Of(comparison, texts);
            if (invocation.Terminal.IsHuman) Write(invocation.Terminal, output);
            else EvalJson.Write(invocation.Terminal, output);
            return Task.FromResult(ExitCode.Done);
        });
    }

    private static CompareOutput Of(RunComparison comparison, IReadOnlyDictionary<string, string>? texts)
    {
        var differences = comparison.Differences;
        var (test, drawn) = (PairedTests.T(differences), PairedTests.Bootstrap(differences));
        return new CompareOutput(
            comparison.Measure, differences.Count, comparison.Before, comparison.After, comparison.After - comparison.Before,
            [EvalJson.Number(test.Mean95.Low), EvalJson.Number(test.Mean95.High)], [drawn.Low, drawn.High], EvalJson.Number(test.T), EvalJson.Number(test.P), PairedTests.Randomisation(differences),
            comparison.Wins, comparison.Losses, differences.Count - comparison.Wins - comparison.Losses,
            [.. comparison.MostChanged.Take(10).Select(change => new ChangeOutput(change.Query, texts?.GetValueOrDefault(change.Query), change.Before, change.After, change.Difference))]);
    }

    private static void Write(Terminal terminal, CompareOutput o)
    {
        var output = terminal.Out;
        output.WriteLine(FormattableString.Invariant($"{o.Metric}, {o.Queries} queries"));
        output.WriteLine(FormattableString.Invariant($"  a {o.MeanA:0.0000}   b {o.MeanB:0.0000}   b - a {o.MeanDifference:+0.0000;-0.0000;0.0000}  (95%: {o.Bootstrap95[0]:+0.0000;-0.0000;0.0000} to {o.Bootstrap95[1]:+0.0000;-0.0000;0.0000}, bootstrap)"));
        output.WriteLine(FormattableString.Invariant($"  b better {o.Wins}, worse {o.Losses}, same {o.Ties}"));
        output.WriteLine(FormattableString.Invariant($"  paired t-test {P(o.TP)}, randomisation test {P(o.RandomisationP)}"));
        if (o.MostChanged.Count > 0) output.WriteLine("Changed most:");
        foreach (var change in o.MostChanged)
            output.WriteLine(FormattableString.Invariant($"  {change.Difference:+0.0000;-0.0000}  {change.A:0.0000} -> {change.B:0.0000}  {PrintableText.OneLine(change.Query)}{(change.Text is null ? "" : $"  {Places.Excerpt(change.Text, 100)}")}"));
    }

    private static string P(double? p) => p switch
    {
        null => "p undefined",
        < 0.0001 => "p < 0.0001",
        { } value => FormattableString.Invariant($"p = {value:0.0000}"),
    };
}
