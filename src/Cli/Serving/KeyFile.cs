namespace LongRag.Cli.Serving;

/// <summary>The first key of a service that is started where nobody types commands: a container reads it from the file that <c>LONGRAG_API_KEY_FILE</c> names. It may do everything.</summary>
internal static class KeyFile
{
    public const string Variable = "LONGRAG_API_KEY_FILE";
    private const string Client = "key-file";

    /// <summary>Takes the key over, where there is such a file; the same again changes nothing.</summary>
    /// <exception cref="LongRagException"><c>bad_config</c>: the file cannot be read, or holds no key of the form that <see cref="IKeyStore.AdoptAsync"/> takes.</exception>
    public static async Task AdoptAsync(IKeyStore keys, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path) return;
        var secret = await ReadAsync(path, cancellationToken);
        try
        {
            await keys.AdoptAsync(secret, new NewApiKey { Client = Client, Right = AccessRight.Admin }, cancellationToken);
        }
        catch (LongRagException e) when (e.Code is "bad_argument")
        {
            throw new LongRagException("bad_config", $"{Variable} ('{path}'): {e.Message}", e);
        }
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LongRagException("bad_config", $"{Variable}: '{path}' cannot be read: {PrintableText.OneLine(e.Message)}", e);
        }
    }
}
