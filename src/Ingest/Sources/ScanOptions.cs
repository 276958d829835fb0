namespace LongRag.Ingest;

/// <summary>Which files of the given paths are taken.</summary>
public sealed record ScanOptions
{
    /// <summary>Paths of files and folders, globs (<c>*</c>, <c>?</c>, <c>**</c>), or <c>-</c> for standard input.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Only files whose key matches one of these globs; empty for all. A glob without '/' matches in every folder.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>No files whose key matches one of these globs.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Leave out what a <c>.gitignore</c> in or below an ingested folder leaves out, and names that begin with a dot.</summary>
    /// <value>true</value>
    public bool RespectIgnoreFiles { get; init; } = true;

    /// <summary>Key of the document read from standard input or from a single file; null for the file's name.</summary>
    public string? Id { get; init; }
}
