using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace LongRag.Cli;

/// <summary>Writes settings as the configuration file that would give them, with secrets masked.</summary>
internal static partial class SettingsWriter
{
    public static string Write(Settings settings)
    {
        var shown = new ConfigurationFile(Masked(settings));
        return JsonSerializer.Serialize(shown, SettingsJson.Readable.ConfigurationFile);
    }

    private static Settings Masked(Settings settings) => new()
    {
        Storage = settings.Storage,
        Ingestion = settings.Ingestion,
        Retrieval = settings.Retrieval,
        Reorder = settings.Reorder,
        Generation = settings.Generation,
        Postgres = new PostgresSettings { Schema = settings.Postgres.Schema, ConnectionString = settings.Postgres.ConnectionString is { } connection ? Secret().Replace(connection, "${name}=***") : null },
    };

    [GeneratedRegex(@"(?<name>password|pwd|passfile)\s*=\s*(""[^""]*""|'[^']*'|[^;]*)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Secret();

    internal sealed record ConfigurationFile(Settings LongRag);
}

[JsonSerializable(typeof(SettingsWriter.ConfigurationFile))]
internal sealed partial class SettingsJson : JsonSerializerContext
{
    public static SettingsJson Readable { get; } = new(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
