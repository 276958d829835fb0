namespace LongRag.TestKit;

/// <summary>Where things are in the checkout.</summary>
public static class Repository
{
    /// <summary>The folder with <c>LongRag.sln</c>.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>A path below <see cref="Root"/>.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "LongRag.sln"))) return at.FullName;
        throw new InvalidOperationException($"No LongRag.sln above '{folder}'.");
    }
}
