namespace LongRag.Storage.Tests;

/// <summary>The migrations that a later program would bring, or an earlier one brought.</summary>
internal static class LaterSchemas
{
    public static SchemaScripts After(string system, string sql)
    {
        var now = SchemaScripts.Of(system);
        return new SchemaScripts([.. now.Scripts, new SchemaScript(now.Latest + 1, $"{now.Latest + 1:0000}_later.sql", () => sql)]);
    }

    /// <summary>What a program brought that knew no more than this version.</summary>
    public static SchemaScripts Until(string system, int version) => new([.. SchemaScripts.Of(system).Scripts.Where(script => script.Version <= version)]);
}
