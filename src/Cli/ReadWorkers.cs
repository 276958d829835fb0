using LongRag.Ingest;

namespace LongRag.Cli;

/// <summary>How the command line starts itself to read a file in a process that may die over it.</summary>
internal static class ReadWorkers
{
    /// <summary>The one argument that makes a worker of the program. Meant for the program alone, so no help names it.</summary>
    public const string Verb = ReaderWorkers.Verb;

    /// <summary>The options of an invocation.</summary>
    /// <param name="invocation">Says where the log goes.</param>
    /// <param name="count">Most workers at a time; null for the configured number.</param>
    public static WorkerOptions OptionsOf(Invocation invocation, int? count) =>
        ReaderWorkers.OptionsOf(invocation.Settings.Ingestion, Command(), count, invocation.Get(CommonOptions.Verbose) ? line => invocation.Terminal.Note(PrintableText.Printable(line)) : null);

    private static WorkerCommand Command()
    {
        var library = typeof(ReadWorkers).Assembly.Location;
        var running = Environment.ProcessPath;
        // Its own executable stands beside the library, or is all there is; otherwise a host was told to run the library, and is told so again.
        var executable = Path.ChangeExtension(library, OperatingSystem.IsWindows() ? ".exe" : null);
        if (running is not null && (library.Length == 0 || string.Equals(running, executable, StringComparison.OrdinalIgnoreCase))) return new WorkerCommand(running, [Verb]);
        var isHost = string.Equals(Path.GetFileNameWithoutExtension(running), "dotnet", StringComparison.OrdinalIgnoreCase);
        return new WorkerCommand(isHost ? running! : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet", [library, Verb]);
    }
}
