using System.Text.Json;

namespace LongRag.Api.Uploads;

/// <summary>A document sent as JSON: its text, or the address of a page to be fetched.</summary>
public sealed record NewDocument
{
    /// <summary>The text, Markdown by default.</summary>
    public string? RawText { get; init; }

    /// <summary>The address (http or https) of what is to be fetched and read, where the configuration allows it.</summary>
    public string? Url { get; init; }

    /// <summary>What the document is known by in its collection; the same source again replaces it. Null: made from the text, or the address.</summary>
    public string? Source { get; init; }

    /// <summary>Media type of the text.</summary>
    /// <value>null: text/markdown</value>
    public string? MediaType { get; init; }

    /// <summary>Named values: strings, numbers, booleans, and arrays of those.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary><c>upsert</c>: add or replace; <c>skip-existing</c>: only add.</summary>
    /// <value>null: upsert</value>
    public string? Mode { get; init; }
}

/// <summary>A replacement that was not needed.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="Changed">False: what was sent is what is stored.</param>
public sealed record UnchangedDocument(string DocumentId, bool Changed);
