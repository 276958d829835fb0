using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;

namespace LongRag.Hosting;

/// <summary>Writes settings as the configuration file that would give them, with secrets masked.</summary>
internal static class SettingsWriter
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
        Encoders = settings.Encoders.ToDictionary(one => one.Key, one => one.Value with { Endpoint = EndpointAddress.Masked(one.Value.Endpoint) }, StringComparer.Ordinal),
        ChatModels = settings.ChatModels.ToDictionary(one => one.Key, one => one.Value with { Endpoint = EndpointAddress.Masked(one.Value.Endpoint) }, StringComparer.Ordinal),
        Rankers = settings.Rankers.ToDictionary(one => one.Key, one => one.Value with { Endpoint = EndpointAddress.Masked(one.Value.Endpoint) }, StringComparer.Ordinal),
        Retrieval = settings.Retrieval,
        Reorder = settings.Reorder,
        Generation = settings.Generation,
        Telemetry = settings.Telemetry,
        Server = settings.Server,
        Postgres = new PostgresSettings { Schema = settings.Postgres.Schema, ConnectionString = settings.Postgres.ConnectionString is { } connection ? MaskedConnection(connection) : null },
    };

    /// <summary>The driver's own parser knows every name and quoting of a password; what it cannot parse is not shown at all.</summary>
    private static string MaskedConnection(string connection)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(connection);
            if (parts.Password is not null) parts.Password = Mask;
            if (parts.Passfile is not null) parts.Passfile = Mask;
            if (parts.SslPassword is not null) parts.SslPassword = Mask;
            return parts.ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            return Mask;
        }
    }

    private const string Mask = "***";

    internal sealed record ConfigurationFile(Settings LongRag);
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(SettingsWriter.ConfigurationFile))]
internal sealed partial class SettingsJson : JsonSerializerContext
{
    public static SettingsJson Readable { get; } = new(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
