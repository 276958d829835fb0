using System.CommandLine;
using System.Runtime.InteropServices;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag doctor</c>: whether what LongRag needs is there.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("files") { Description = "Files to examine instead: what they are, whether they can be read, and what to do if not.", Arity = ArgumentArity.ZeroOrMore };
        var reading = new ReadingOptions();
        var command = new Command("doctor", "Check what LongRag needs (exit code 3 where something is missing), or what is wrong with files (7 where one cannot be read).") { files };
        reading.AddTo(command);
        return command.Does((invocation, cancellationToken) => invocation.Get(files) is { Length: > 0 } named ? FileExamination.RunAsync(invocation, reading, named, cancellationToken) : CheckAsync(invocation, cancellationToken));
    }

    private static async Task<int> CheckAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var checks = new List<CheckOutput>
        {
            new("program", "ok", $"LongRag {typeof(DoctorCommand).Assembly.GetName().Version?.ToString(3)} on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} cores"),
            CheckFolder(invocation.DataPath),
        };
        await AddAsync(checks, "configuration", () => Task.FromResult($"storage {invocation.Settings.Storage}"));
        await AddAsync(checks, "store", async () =>
        {
            await using var workspace = await Workspace.OpenToReadAsync(invocation.Context, cancellationToken);
            var collections = await workspace.Store.ListCollectionsAsync(cancellationToken);
            foreach (var collection in collections)
            {
                checks.Add(CheckIndex(workspace, collection));
                if (await workspace.VectorsAsync(collection, cancellationToken) is { } vectors) checks.Add(new CheckOutput($"vectors {collection.Name}", vectors.Problem is null ? "ok" : "warn", VectorsText.Line(vectors)));
            }

            return $"{collections.Count} collections";
        });
        if (!checks.Exists(check => check is { Check: "configuration", State: "fail" })) checks.AddRange(await ConfiguredChecks.OfAsync(invocation.Settings, cancellationToken));
        var terminal = invocation.Terminal;
        if (terminal.Format == OutputFormat.Json) CliJson.Write<IReadOnlyList<CheckOutput>>(terminal, checks);
        else
            foreach (var check in checks)
            {
                if (terminal.Format == OutputFormat.Jsonl) CliJson.Write(terminal, check);
                else terminal.Out.WriteLine($"{check.State,-5} {terminal.Bold(check.Check)}: {PrintableText.OneLine(check.Detail)}");
            }

        return checks.Exists(c => c.State is "fail") ? ExitCode.MissingPrerequisite : ExitCode.Done;
    }

    private static async Task AddAsync(List<CheckOutput> checks, string name, Func<Task<string>> check)
    {
        var at = checks.Count;
        try
        {
            checks.Insert(at, new CheckOutput(name, "ok", await check()));
        }
        catch (LongRagException e)
        {
            // An empty data folder is how everybody starts.
            checks.Insert(at, new CheckOutput(name, e.Code is "no_corpus" ? "ok" : "fail", e.Message));
        }
    }

    private static CheckOutput CheckIndex(Workspace workspace, Collection collection)
    {
        var name = $"index {collection.Name}";
        try
        {
            return workspace.IndexStatistics(collection) is { } statistics ? new CheckOutput(name, "ok", $"{statistics.Passages} passages") : new CheckOutput(name, "warn", "not built yet: longrag index build");
        }
        catch (LongRagException e)
        {
            return new CheckOutput(name, "fail", e.Message);
        }
    }

    private static CheckOutput CheckFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var probe = Path.Combine(path, $".probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            var free = new DriveInfo(path).AvailableFreeSpace;
            return new CheckOutput("data folder", "ok", $"{path}, {Places.Bytes(free)} free");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new CheckOutput("data folder", "fail", $"{path} cannot be written: {e.Message}");
        }
    }
}
