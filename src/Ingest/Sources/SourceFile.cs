namespace LongRag.Ingest;

/// <summary>A file to be read.</summary>
/// <param name="Key">What its document is known by: the path relative to the ingested folder, with '/'; for a file named by itself, its name.</param>
/// <param name="Path">Where it lies; <see cref="StandardInput"/> for the process's standard input.</param>
/// <param name="Length">Size in bytes when it was found; 0 where unknown.</param>
public sealed record SourceFile(string Key, string Path, long Length)
{
    /// <summary>The path that stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>True for standard input.</summary>
    public bool IsStandardInput => string.Equals(Path, StandardInput, StringComparison.Ordinal);
}

/// <summary>What a scan finds: a file, or what is wrong with a path.</summary>
public abstract record ScanItem
{
    private ScanItem() { }

    /// <summary>A file to be read.</summary>
    public sealed record Found(SourceFile File) : ScanItem;

    /// <summary>A path that leads to none.</summary>
    public sealed record Issue(IngestIssue Value) : ScanItem;
}
