using LongRag.Ingest;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace LongRag.Hosting;

/// <summary>How LongRag is opened in a program of one's own.</summary>
public sealed class LongRagOptions
{
    /// <summary>The data folder; created where it is missing. One process at a time may write in it.</summary>
    /// <value><c>LONGRAG_DATA</c>, else <c>longrag</c> in the user's folder for application data: what the command line uses.</value>
    public string DataPath { get; set; } = DefaultDataPath();

    /// <summary>Settings by their keys below <c>LongRag</c>, such as <c>Retrieval:Encoder</c>; they count before the file and the environment.</summary>
    public IDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>A configuration whose section <c>LongRag</c> counts in the place of <c>longrag.json</c> and the environment; null for these.</summary>
    public IConfiguration? Configuration { get; set; }

    /// <summary>
    /// How a process is started that reads PDF, Office files and e-books, so that a file that kills its reader, or has it run in circles or fill the memory, ends that process and not this one; the file then
    /// ends with <c>reader_crashed</c>, <c>time_limit</c> or <c>memory_limit</c>, and <c>Ingestion:FileSilenceSeconds</c>, <c>FileSeconds</c>, <c>FileMegabytes</c> and <c>Workers</c> bound it. It is a program that
    /// calls <see cref="ReadWorkerProgram.RunAsync"/>: the command line, as <c>new WorkerCommand("longrag", ["read-worker"])</c> in the same version, or this one, started with an argument of its own.
    /// </summary>
    /// <value>
    /// null: the command line's executable (<c>longrag</c> or <c>LongRag.Cli</c>) in the program's own folder where it stands there. Otherwise these formats are read <b>in this process</b>, which a hostile
    /// file can then end: a stack overflow cannot be caught.
    /// </value>
    public WorkerCommand? ReaderCommand { get; set; }

    /// <summary>The folder that is used where none is named.</summary>
    public static string DefaultDataPath() => Environment.GetEnvironmentVariable("LONGRAG_DATA") is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "longrag");

    /// <summary>What an engine is opened with.</summary>
    internal EngineOptions Engine(ILogger log, TimeProvider time)
    {
        var settings = Read();
        var reader = ReaderCommand ?? ReaderWorkers.Beside(AppContext.BaseDirectory);
        return new EngineOptions(settings, Path.GetFullPath(DataPath))
        {
            Workers = reader is null ? null : ReaderWorkers.OptionsOf(settings.Ingestion, reader, log: line => EngineLog.ReaderReplaced(log, PrintableText.Printable(line))),
            Log = log,
            Time = time,
        };
    }

    internal Hosting.Settings Read() => SettingsReader.Read(Configuration, Path.GetFullPath(DataPath), Settings);
}
