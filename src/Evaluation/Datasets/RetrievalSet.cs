using System.Text.Json;

namespace LongRag.Evaluation;

/// <summary>A document to be ranked.</summary>
/// <param name="Id">Unique in the set, without white space.</param>
/// <param name="Title">May be empty.</param>
/// <param name="Text">May be empty.</param>
/// <param name="Metadata">Named values.</param>
public sealed record RetrievalDocument(string Id, string Title, string Text, IReadOnlyDictionary<string, JsonElement> Metadata);

/// <summary>A query to be asked.</summary>
public sealed record RetrievalQuery
{
    /// <summary>Unique in the set, without white space.</summary>
    public required string Id { get; init; }

    /// <summary>What is asked.</summary>
    public required string Text { get; init; }

    /// <summary>What counts as relevant, in words; null where the set does not say.</summary>
    public string? Instruction { get; init; }

    /// <summary>Named values.</summary>
    public IReadOnlyDictionary<string, JsonElement> Metadata { get; init; } = Document.EmptyMetadata;
}

/// <summary>Documents, queries and judgments to measure a retriever with. Made by <see cref="RetrievalSetReader"/>.</summary>
public sealed record RetrievalSet
{
    /// <summary>Name of the folder.</summary>
    public required string Name { get; init; }

    /// <summary>Which queries and judgments.</summary>
    public required string Split { get; init; }

    /// <summary>Queries with at least one relevant document, in the order of their file.</summary>
    public required IReadOnlyList<RetrievalQuery> Queries { get; init; }

    /// <summary>Which documents are relevant.</summary>
    public required Qrels Qrels { get; init; }

    /// <summary>The documents; read from the files, and checked, each time they are enumerated.</summary>
    public required IEnumerable<RetrievalDocument> Documents { get; init; }

    /// <summary>Documents left out of a query's ranking, by query.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Excluded { get; init; } = new Dictionary<string, IReadOnlySet<string>>();

    /// <summary>Metadata field that must be the same for query and document; null where all documents are ranked.</summary>
    public string? Within { get; init; }
}
