using System.CommandLine;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

internal sealed record GoldenOutput(IReadOnlyList<GoldenResult> Checks);

/// <summary><c>longrag eval golden</c>: this build against reference values.</summary>
internal static class GoldenCommand
{
    /// <summary>A line for each method that has reference values.</summary>
    public static IReadOnlyList<IGoldenCheck> Checks { get; } =
    [
        new TrecGolden(),
        new PMrrGolden(),
        new SquadGolden(),
        new RougeGolden(),
        new PairedGolden(),
        new ReorderGolden(),
        new StructurizationGolden(),
    ];

    public static Command Create()
    {
        var folder = new Argument<string>("dir") { Description = "Folder of reference values, in it metrics, seeds and the like." };
        var command = new Command("golden", $"""
            Check this build against a folder of reference values: a line a file with its cases, failures and first difference. Exit code 5 where any differs.

            Looked at, where they are there: {string.Join(", ", Checks.Select(check => check.Folder))}.
            """) { folder };
        return command.Does((invocation, _) =>
        {
            var root = invocation.Get(folder);
            var present = Checks.Select(check => (Check: check, Folder: Path.Combine([root, .. check.Folder.Split('/')]))).Where(pair => Directory.Exists(pair.Folder)).ToArray();
            if (present.Length == 0) throw new LongRagException("not_found", $"'{root}' holds none of {string.Join(", ", Checks.Select(check => check.Folder))}.");
            var terminal = invocation.Terminal;
            var results = new List<GoldenResult>();
            foreach (var result in present.SelectMany(pair => Results(pair.Check, pair.Folder)))
            {
                results.Add(result);
                if (terminal.IsHuman) terminal.Out.WriteLine(FormattableString.Invariant($"{(result.Failed == 0 ? "ok  " : "FAIL")} {result.Name}: {result.Cases} cases, {result.Failed} failed{(result.First is null ? "" : $"; {PrintableText.OneLine(result.First)}")}"));
                else if (terminal.Format == OutputFormat.Jsonl) EvalJson.Write(terminal, result);
            }

            if (terminal.Format == OutputFormat.Json) EvalJson.Write(terminal, new GoldenOutput(results));
            return Task.FromResult(results.Exists(result => result.Failed > 0) ? ExitCode.Validation : ExitCode.Done);
        });
    }

    // Reference values that cannot be read are a check that fails; the next ones are still looked at.
    private static IEnumerable<GoldenResult> Results(IGoldenCheck check, string folder)
    {
        using var results = check.Check(folder).GetEnumerator();
        GoldenResult? result;
        do
        {
            try
            {
                result = results.MoveNext() ? results.Current : null;
            }
            catch (Exception e) when (e is LongRagException or InvalidOperationException or FormatException)
            {
                result = new GoldenResult(check.Folder, 1, 1, e.Message);
            }

            if (result is not null) yield return result;
        }
        while (result is not null);
    }
}
