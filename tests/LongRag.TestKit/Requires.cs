using Xunit;

namespace LongRag.TestKit;

/// <summary>Preconditions of a test: missing, they skip it on a laptop and fail it where <c>CI</c> is set.</summary>
public static class Requires
{
    private static bool IsCi => Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ci && !string.Equals(ci, "false", StringComparison.OrdinalIgnoreCase);

    private static string[] Folders => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);

    /// <summary>The folder of the shared material (<c>LONGRAG_SHARED</c>, default <c>../shared</c> beside the checkout).</summary>
    public static string Shared(params string[] path)
    {
        var root = Environment.GetEnvironmentVariable("LONGRAG_SHARED") is { Length: > 0 } named ? named : Path.Combine(Repository.Root, "..", "shared");
        var full = Path.GetFullPath(Path.Combine([root, .. path]));
        if (!File.Exists(full) && !Directory.Exists(full)) Missing($"shared material '{string.Join('/', path)}' (set LONGRAG_SHARED)");
        return full;
    }

    /// <summary>Connection string of the PostgreSQL that <c>./test</c> started or <c>LONGRAG_TEST_POSTGRES</c> names.</summary>
    public static string Postgres()
    {
        var connection = Environment.GetEnvironmentVariable("LONGRAG_TEST_POSTGRES");
        if (string.IsNullOrEmpty(connection)) Missing("a PostgreSQL (run ./test, or set LONGRAG_TEST_POSTGRES)");
        return connection!;
    }

    /// <summary>Path of a Chromium: the one that <c>LONGRAG_TEST_CHROMIUM</c> names, or one on the PATH. None is ever downloaded.</summary>
    public static string Chromium()
    {
        if (Environment.GetEnvironmentVariable("LONGRAG_TEST_CHROMIUM") is { Length: > 0 } named) return named;
        var found = Folders.SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        if (found is null) Missing("a Chromium (Debian's package chromium, or set LONGRAG_TEST_CHROMIUM)");
        return found!;
    }

    /// <summary>A program on the PATH that LongRag can do without: where it is missing, the test is skipped, also where <c>CI</c> is set.</summary>
    public static void Program(string name)
    {
        if (!Folders.Any(folder => File.Exists(Path.Combine(folder, name)))) Assert.Skip($"Needs {name} on the PATH.");
    }

    private static void Missing(string what)
    {
        if (IsCi) Assert.Fail($"CI lacks {what}.");
        Assert.Skip($"Needs {what}.");
    }
}
