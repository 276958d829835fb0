using System.Text.Json;

namespace LongRag.Ingest;

/// <summary>What happens to documents that are already stored.</summary>
public enum IngestMode
{
    /// <summary>New ones are added, changed ones replaced.</summary>
    Upsert,

    /// <summary>New ones are added, stored ones left as they are, changed or not.</summary>
    SkipExisting,

    /// <summary>As <see cref="Upsert"/>, and documents of the collection that this run did not meet are deleted.</summary>
    Sync,
}

/// <summary>Settings of one ingest.</summary>
public sealed record IngestionOptions
{
    /// <summary>What happens to documents that are already stored.</summary>
    public IngestMode Mode { get; init; } = IngestMode.Upsert;

    /// <summary>How files are read.</summary>
    public ReadOptions Reading { get; init; } = new();

    /// <summary>Reads and reports, but stores nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Threads that read and structurize.</summary>
    /// <value>the number of cores</value>
    public int Jobs { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// The processes that read the formats of <see cref="ReaderCatalog.IsIsolated"/>. Without them those are read in this process, which a hostile file can then end: a stack overflow cannot be caught.
    /// </summary>
    /// <value>null: none</value>
    public WorkerOptions? Workers { get; init; }

    /// <summary>Labels given to every document.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Named values given to every document; where a document has one of its own by the same name, this counts.</summary>
    public IReadOnlyDictionary<string, JsonElement> Metadata { get; init; } = Document.EmptyMetadata;
}
