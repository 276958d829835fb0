using System.CommandLine;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

internal sealed record FuseOutput(string Method, int Runs, int Queries, string Out);

/// <summary><c>longrag eval fuse</c>: one run from several.</summary>
internal static class FuseCommand
{
    private static readonly Dictionary<string, ScoreNorm> Norms = new(StringComparer.Ordinal) { ["none"] = ScoreNorm.None, ["minmax"] = ScoreNorm.MinMax, ["zscore"] = ScoreNorm.ZScore, ["sum"] = ScoreNorm.Sum };

    public static Command Create()
    {
        var method = new Option<string>("--method") { Description = $"One of {string.Join(", ", RunFusion.Names)}.", HelpName = "NAME", DefaultValueFactory = _ => "rrf" };
        var runs = new Option<string[]>("--run") { Description = "A TREC run, plain or gzip; give two or more.", HelpName = "FILE", Required = true, AllowMultipleArgumentsPerToken = true };
        var weights = new Option<double[]>("--weights") { Description = "A weight for each run, in their order (default: 1 each).", HelpName = "NUMBER", AllowMultipleArgumentsPerToken = true };
        var norm = new Option<string>("--normalize") { Description = "Per list, before scores are joined: none, minmax, zscore or sum. rrf and isr look at ranks alone; minmax-weighted is always minmax.", DefaultValueFactory = _ => "none" };
        norm.AcceptOnlyFromAmong([.. Norms.Keys]);
        var k = new Option<double>("--rrf-k") { Description = "The constant of rrf.", HelpName = "K", DefaultValueFactory = _ => 60 };
        var top = new Option<int>("--top") { Description = "At most this many documents a query.", HelpName = "N", DefaultValueFactory = _ => 1000 };
        var tag = new Option<string?>("--tag") { Description = "Name of the run (default: the method).", HelpName = "NAME" };
        var path = new Option<string>("--out") { Description = "Run to write; gzip where the name ends in .gz.", HelpName = "FILE", Required = true };
        var command = new Command("fuse", """
            Join several runs into one. With w the weight of a run, r a document's rank and s its score in it, over the n runs that hold the document:

              rrf       sum of w / (k + r)          isr       n times sum of w / r^2
              combsum   sum of w s                  combmnz   n times that sum
              combmax   highest w s                 combmin   lowest w s
              combmed   median of w s               combanz   mean of w s
              minmax-weighted   sum of w (s - lowest) / (highest - lowest), of the list

              longrag eval fuse --method rrf --run bm25.trec.gz --run dense.trec.gz --out both.trec.gz
              longrag eval fuse --method minmax-weighted --run a.trec --run b.trec --weights 0.3 0.7 --out both.trec
            """) { method, runs, weights, norm, k, top, tag, path };
        return command.Does((invocation, _) =>
        {
            var named = invocation.Get(runs);
            if (named.Length < 2) throw new LongRagException("bad_argument", "Give at least two runs.");
            if (invocation.Get(top) < 1 || !(invocation.Get(k) >= 0)) throw new LongRagException("bad_argument", "--top is at least 1, and --rrf-k not below 0.");
            WrittenFile.CheckFolder(invocation.Get(path));
            var fused = RunFusion.Fuse(invocation.Get(method), [.. named.Select(Run.Read)], invocation.Get(weights), Norms[invocation.Get(norm)], invocation.Get(k), invocation.Get(top));
            if (invocation.Get(tag) is { } name) fused = new Run(name, fused.Lists);
            RunWriter.Write(invocation.Get(path), fused);
            var terminal = invocation.Terminal;
            if (terminal.IsHuman) terminal.Note($"{fused.Lists.Count} queries from {named.Length} runs, written to {invocation.Get(path)}");
            else EvalJson.Write(terminal, new FuseOutput(invocation.Get(method), named.Length, fused.Lists.Count, invocation.Get(path)));
            return Task.FromResult(ExitCode.Done);
        });
    }
}
