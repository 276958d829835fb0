using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

internal sealed record ExperimentsOutput(IReadOnlyList<ExperimentOutput> Experiments);

internal sealed record ExperimentOutput(string File, string About, bool Holds, int ExitCode, double Seconds, IReadOnlyList<ExperimentValueOutput> Values);

internal sealed record ExperimentValueOutput(string Path, double? Expected, double? Measured, double? Difference, double Tolerance, bool Holds);

/// <summary><c>longrag eval experiment</c>: published figures, measured again.</summary>
internal static class ExperimentCommand
{
    private const string SharedPrefix = "shared/";
    private const int Decimals = 6;

    public static Command Create()
    {
        var files = new Argument<string[]>("experiments") { Description = "Experiment files, or folders that hold some (*.json), at any depth.", Arity = ArgumentArity.OneOrMore };
        var shared = new Option<string?>("--shared") { Description = "Folder of the shared data, which commands name as shared/… (default: LONGRAG_SHARED, else ../shared).", HelpName = "DIR" };
        var update = new Option<bool>("--update") { Description = "Write the measured values into the files; a value that had no reference is then not called different." };
        var command = new Command("experiment", """
            Run experiments and compare what they measure with what they say. Exit code 5 where a value differs by more than its tolerance.

            A file names a command of longrag eval, and values of its JSON output with tolerances; experiments/README.md has the form.

              longrag eval experiment experiments/retrieval/bm25-scifact.json
              longrag eval experiment experiments --shared ../shared --output json
            """) { files, shared, update };
        return command.Does(async (invocation, cancellationToken) =>
        {
            // Read all of them first: a mistake in the last file should not show after an hour.
            var experiments = invocation.Get(files).SelectMany(FilesOf).Select(path => (Path: path, Experiment: ExperimentFile.Read(path))).ToList();
            var folder = Path.GetFullPath(invocation.Get(shared) ?? (Environment.GetEnvironmentVariable("LONGRAG_SHARED") is { Length: > 0 } named ? named : Path.Combine("..", "shared")));
            var terminal = invocation.Terminal;
            var outputs = new List<ExperimentOutput>();
            foreach (var (path, experiment) in experiments)
            {
                var output = await MeasureAsync(path, experiment, folder, terminal, acceptsNew: invocation.Get(update), cancellationToken);
                outputs.Add(output);
                if (invocation.Get(update) && output.ExitCode == ExitCode.Done) Update(path, experiment, output);
                if (terminal.IsHuman) Write(terminal, output);
                else if (terminal.Format == OutputFormat.Jsonl) EvalJson.Write(terminal, output);
                // Each takes minutes: what is known should show at once, also through a pipe.
                await terminal.Out.FlushAsync(cancellationToken);
            }

            if (terminal.Format == OutputFormat.Json) EvalJson.Write(terminal, new ExperimentsOutput(outputs));
            return outputs.TrueForAll(output => output.Holds) ? ExitCode.Done : ExitCode.Validation;
        });
    }

    private static string[] FilesOf(string path)
    {
        if (!Directory.Exists(path)) return [path];
        string[] found = [.. Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        return found.Length > 0 ? found : throw new LongRagException("not_found", $"There is no experiment (*.json) in '{path}'.");
    }

    private static async Task<ExperimentOutput> MeasureAsync(string path, Experiment experiment, string shared, Terminal terminal, bool acceptsNew, CancellationToken cancellationToken)
    {
        terminal.Note($"{path}: longrag eval {PrintableText.OneLine(string.Join(' ', experiment.Command))}");
        string[] arguments = ["eval", .. experiment.Command.Select(argument => Located(argument, shared)), "--output", "json", .. terminal.Quiet ? ["--quiet"] : Array.Empty<string>()];
        using var written = new StringWriter();
        var started = Stopwatch.GetTimestamp();
        var code = await LongRagCommand.RunAsync(arguments, written, terminal.Error, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var seconds = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 1);
        using var json = code == ExitCode.Done ? Parse(path, written.ToString()) : null;
        ExperimentValueOutput[] values = [.. experiment.Values.Select(value => Compare(value, json is null ? null : Find(json.RootElement, value.Path), acceptsNew))];
        return new ExperimentOutput(path, experiment.About, code == ExitCode.Done && Array.TrueForAll(values, value => value.Holds), code, seconds, values);
    }

    private static string Located(string argument, string shared) => argument.StartsWith(SharedPrefix, StringComparison.Ordinal) ? Path.Combine(shared, argument[SharedPrefix.Length..]) : argument;

    private static JsonDocument Parse(string path, string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            throw new LongRagException("bad_input", $"{path}: what its command writes is no JSON object ({e.Message})", e);
        }
    }

    private static double? Find(JsonElement at, string path)
    {
        foreach (var part in path.Split('.'))
        {
            if (at.ValueKind == JsonValueKind.Array && int.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var index) && index >= 0 && index < at.GetArrayLength()) at = at[index];
            else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(part, out at)) return null;
        }

        return at.ValueKind == JsonValueKind.Number ? Math.Round(at.GetDouble(), Decimals) : null;
    }

    private static ExperimentValueOutput Compare(ExpectedValue value, double? measured, bool acceptsNew) =>
        new(value.Path, value.Reference, measured, measured - value.Reference is { } difference ? Math.Round(difference, Decimals) : null, value.Tolerance, measured is { } number && (value.Holds(number) || (acceptsNew && value.Reference is null)));

    private static void Update(string path, Experiment experiment, ExperimentOutput output)
    {
        var values = experiment.Values.Zip(output.Values, (value, now) => now.Measured is { } measured ? value with { Measured = measured } : value);
        WrittenFile.Write(path, writer => writer.Write(ExperimentFile.Write(experiment with { Values = [.. values] })));
    }

    private static void Write(Terminal terminal, ExperimentOutput output)
    {
        terminal.Out.WriteLine(FormattableString.Invariant($"{(output.Holds ? "ok  " : "FAIL")} {output.File} ({output.Seconds:0.0} s): {PrintableText.OneLine(output.About)}"));
        if (output.ExitCode != ExitCode.Done)
        {
            terminal.Out.WriteLine(FormattableString.Invariant($"     its command ended with exit code {output.ExitCode}"));
            return;
        }

        var width = Math.Max(5, output.Values.Max(value => value.Path.Length));
        terminal.Out.WriteLine($"     {"value".PadRight(width)}    expected    measured  difference   tolerance");
        foreach (var value in output.Values)
            terminal.Out.WriteLine($"     {value.Path.PadRight(width)}  {Cell(value.Expected)}  {Cell(value.Measured)}  {(value.Difference is { } difference ? FormattableString.Invariant($"{difference:+0.0000;-0.0000;0.0000}") : "-"),10}  {Cell(value.Tolerance)}  {(value.Holds ? "ok" : "differs")}");
    }

    private static string Cell(double? value) => (value is { } number ? FormattableString.Invariant($"{number:0.0000##}") : "-").PadLeft(10);
}
