using System.Text.Json;
using Microsoft.SemanticKernel.Data;

namespace LongRag.SemanticKernel;

/// <summary>A passage that was found, as Semantic Kernel's text search gives it.</summary>
public sealed record LongRagRecord
{
    /// <summary>The document's title.</summary>
    [TextSearchResultName]
    public string Title { get; init; } = "";

    /// <summary>Where the passage stands: <c>/v1/documents/{id}#char=a,b</c>, after RFC 5147, with the service's address in front where it is known.</summary>
    [TextSearchResultLink]
    public string Link { get; init; } = "";

    /// <summary>Its text.</summary>
    [TextSearchResultValue]
    public string Text { get; init; } = "";

    /// <summary>Its document.</summary>
    public string DocumentId { get; init; } = "";

    /// <summary>Collection of the document.</summary>
    public string Collection { get; init; } = "";

    /// <summary>What the document is known by in its collection.</summary>
    public string Source { get; init; } = "";

    /// <summary>Headings above it.</summary>
    public IReadOnlyList<string> SectionPath { get; init; } = [];

    /// <summary>First page, from 1; null where the source has no pages.</summary>
    public int? PageStart { get; init; }

    /// <summary>Last page.</summary>
    public int? PageEnd { get; init; }

    /// <summary>Where it begins in the document's text, in UTF-16 code units.</summary>
    public int StartChar { get; init; }

    /// <summary>Where it ends, exclusive.</summary>
    public int EndChar { get; init; }

    /// <summary>Higher is better; comparable only within one list.</summary>
    public double Score { get; init; }

    /// <summary>The document's labels, for filters alone: <c>r => r.Tags.Contains("draft")</c>. Empty in what was found.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The document's named values: strings, doubles, booleans, and arrays of them. In filters: <c>r => (int)r.Metadata["year"]! >= 2020</c>.</summary>
    public IReadOnlyDictionary<string, object?> Metadata { get; init; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    internal static LongRagRecord From(SearchHit hit, Uri? service) => new()
    {
        Title = hit.Title,
        Link = FormattableString.Invariant($"{service?.AbsoluteUri.TrimEnd('/')}/v1/documents/{Uri.EscapeDataString(hit.DocumentId)}#char={hit.StartChar},{hit.EndChar}"),
        Text = hit.Text,
        DocumentId = hit.DocumentId,
        Collection = hit.Collection,
        Source = hit.Source,
        SectionPath = hit.SectionPath,
        PageStart = hit.PageStart,
        PageEnd = hit.PageEnd,
        StartChar = hit.StartChar,
        EndChar = hit.EndChar,
        Score = hit.Score,
        Metadata = hit.Metadata.ToDictionary(m => m.Key, m => Value(m.Value), StringComparer.Ordinal),
    };

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => value.EnumerateArray().Select(Value).ToArray(),
        JsonValueKind.Null => null,
        _ => value.GetRawText(),
    };
}
