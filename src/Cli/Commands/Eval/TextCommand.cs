using System.CommandLine;
using System.Text;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

internal sealed record TextOutput(IReadOnlyList<IReadOnlyDictionary<string, double>> Rows, IReadOnlyDictionary<string, double> Averages);

/// <summary><c>longrag eval text</c>: answers against gold answers.</summary>
internal static class TextCommand
{
    public static Command Create()
    {
        var input = new Option<string>("--input") { Description = "JSON Lines {\"prediction\": \"…\", \"answers\": [\"…\"]}, plain or gzip; - for standard input.", HelpName = "FILE", Required = true };
        var stem = new Option<bool>("--stem") { Description = "ROUGE on stems (rouge-score's use_stemmer)." };
        var command = new Command("text", """
            Score answers against gold answers: a JSON line a row, the averages in the last. All values are fractions.

            em, f1: SQuAD v1.1. em_v2, f1_v2: SQuAD v2.0. best_subspan_em: a gold answer stands in the prediction. longbench_f1: LongBench's QA F1.
            rouge1, rouge2, rougeL, rougeLsum: F as rouge-score computes it. Of several gold answers the best counts.

              longrag eval text --input answers.jsonl | tail -1
            """) { input, stem };
        return command.Does((invocation, _) =>
        {
            var path = invocation.Get(input);
            using var standardInput = path == "-" ? new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)) : null;
            var rows = AnswerRow.Read(standardInput is null ? InputLines.Read(path) : InputLines.Read(standardInput, "standard input"), standardInput is null ? path : "standard input");
            var rouge = new Rouge(invocation.Get(stem));
            IReadOnlyDictionary<string, double>[] scores = [.. rows.Select(row => TextScores.Of(row, rouge))];
            if (scores.Length == 0) throw new LongRagException("bad_input", $"{path}: no answer in it");
            var averages = scores[0].Keys.ToDictionary(name => name, name => scores.Average(row => row[name]), StringComparer.Ordinal);
            var terminal = invocation.Terminal;
            if (terminal.Format == OutputFormat.Json) EvalJson.Write(terminal, new TextOutput(scores, averages));
            else foreach (var row in scores.Append(averages.Prepend(new("rows", scores.Length)).ToDictionary(StringComparer.Ordinal))) EvalJson.Write(terminal.Out, row, isIndented: false);
            return Task.FromResult(ExitCode.Done);
        });
    }
}
