using Microsoft.Extensions.Configuration;

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

    /// <summary>The folder that is used where none is named.</summary>
    public static string DefaultDataPath() => Environment.GetEnvironmentVariable("LONGRAG_DATA") is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "longrag");

    internal Hosting.Settings Read() => SettingsReader.Read(Configuration, Path.GetFullPath(DataPath), Settings);
}
