using LongRag.Ingest;

namespace LongRag.Hosting;

/// <summary>The processes that read PDF, Office files and e-books for an engine: which program they are, and what a file may cost them.</summary>
internal static class ReaderWorkers
{
    /// <summary>The one argument that makes a worker of the command line.</summary>
    public const string Verb = "read-worker";

    // As it is installed, and as it is built.
    private static readonly string[] Names = ["longrag", "LongRag.Cli"];

    /// <param name="settings">What a file may cost.</param>
    /// <param name="command">How a worker is started.</param>
    /// <param name="count">Most workers at a time; null for the configured number.</param>
    /// <param name="log">Told why a worker was replaced; null for nobody.</param>
    public static WorkerOptions OptionsOf(IngestionSettings settings, WorkerCommand command, int? count = null, Action<string>? log = null) => new()
    {
        Command = command,
        Count = count ?? (settings.Workers is > 0 and var set ? set : Environment.ProcessorCount),
        SilenceLimit = TimeSpan.FromSeconds(settings.FileSilenceSeconds),
        TimeLimit = TimeSpan.FromSeconds(settings.FileSeconds),
        MemoryLimit = settings.FileMegabytes * 1024L * 1024,
        Log = log,
    };

    /// <summary>The command line's executable in a folder, as a worker; null where there is none.</summary>
    public static WorkerCommand? Beside(string folder)
    {
        var executable = Names.Select(name => Path.Combine(folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name)).FirstOrDefault(IsExecutable);
        return executable is null ? null : new WorkerCommand(executable, [Verb]);
    }

    private static bool IsExecutable(string path) => File.Exists(path) && (OperatingSystem.IsWindows() || File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute));
}
