using System.Globalization;
using System.Reflection;

namespace LongRag.Storage;

/// <summary>One file of <c>migrations/</c>: brings a database from version <paramref name="Version"/> - 1 to <paramref name="Version"/>.</summary>
internal sealed record SchemaScript(int Version, string Name, Func<string> Sql);

/// <summary>The migrations of one database system, in order. They travel inside the assembly; their text is read only when one is applied.</summary>
internal sealed record SchemaScripts(IReadOnlyList<SchemaScript> Scripts)
{
    /// <summary>The version that this program reads and writes.</summary>
    public int Latest => Scripts[^1].Version;

    /// <summary>The scripts of <c>migrations/<paramref name="system"/>/</c>.</summary>
    public static SchemaScripts Of(string system)
    {
        var assembly = typeof(SchemaScripts).Assembly;
        var scripts = new List<SchemaScript>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            var parts = resource.Split('/', '\\');
            if (parts is not ["migrations", var folder, var file] || folder != system) continue;
            scripts.Add(new SchemaScript(int.Parse(file.AsSpan(0, 4), CultureInfo.InvariantCulture), file, () => Read(assembly, resource)));
        }

        return new SchemaScripts([.. scripts.OrderBy(s => s.Version)]);
    }

    /// <summary>Throws where the database at <paramref name="place"/> is newer than this program.</summary>
    public void RefuseNewer(int version, string place)
    {
        if (version > Latest)
            throw new LongRagException(StorageCodes.NewerSchema, $"{place} has schema version {version}; this program knows up to {Latest}. Nothing was changed: use the newer program.");
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
