namespace LongRag.Models.Remote;

/// <summary>Reads what every server needs from its settings: an address and perhaps a key.</summary>
internal static class ServerSettings
{
    /// <exception cref="LongRagException"><c>bad_config</c>.</exception>
    public static Uri Address(SettingsCheck check, string? endpoint)
    {
        // What holds an @ may hold a password, and is not repeated.
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) throw check.Bad($"Endpoint {(endpoint?.Contains('@', StringComparison.Ordinal) is true ? "is no address" : $"is '{endpoint}'")}; it must be an address such as https://host/v1");
        if (address.UserInfo.Length > 0 || address.Query.Length > 0) throw check.Bad("Endpoint must hold neither a user nor a query: a key goes into ApiKeyEnvironment or ApiKeyFile");
        return address;
    }

    /// <summary>The key, read again where it was refused.</summary>
    /// <inheritdoc cref="Key"/>
    public static ServerKey KeyOf(SettingsCheck check, string? variable, string? file, Func<string, string?> environment) => new(Key(check, variable, file, environment), () => Key(check, variable, file, environment));

    /// <param name="check">Says what is wrong.</param>
    /// <param name="variable">The environment variable that holds the key.</param>
    /// <param name="file">The file that holds it.</param>
    /// <param name="environment">Gives an environment variable.</param>
    /// <returns>Null where neither is named.</returns>
    /// <exception cref="LongRagException"><c>bad_config</c>.</exception>
    public static string? Key(SettingsCheck check, string? variable, string? file, Func<string, string?> environment)
    {
        if (variable is not null && file is not null) throw check.Bad("ApiKeyEnvironment and ApiKeyFile are both set; remove one");
        string? key = null;
        if (variable is not null) key = environment(variable) ?? throw check.Bad($"the environment variable {variable}, which is to hold its key, is not set");
        if (file is not null)
        {
            try
            {
                key = File.ReadAllText(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw check.Bad($"the file of its key cannot be read ({e.Message})");
            }
        }

        key = key?.Trim();
        if (key is not null && (key.Length == 0 || key.Any(c => c is <= ' ' or > '~'))) throw check.Bad("its key is empty, or holds characters that no key holds");
        return key;
    }
}
