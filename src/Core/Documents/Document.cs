using System.Text.Json;

namespace LongRag;

/// <summary>A document as it was read: its text, kept once, and its tree. Immutable.</summary>
public sealed record Document
{
    /// <summary>Made from <see cref="Collection"/> and <see cref="Source"/>.</summary>
    public required DocumentId Id { get; init; }

    /// <summary>Name of the collection that holds the document.</summary>
    public required string Collection { get; init; }

    /// <summary>What the document is known by inside its collection: the path relative to the ingested folder (with '/'), or a record's own id.</summary>
    public required string Source { get; init; }

    /// <summary>Title as the document gives it, else made from its source. Never empty.</summary>
    public required string Title { get; init; }

    /// <summary>Media type, e.g. <c>text/markdown</c>.</summary>
    public required string MediaType { get; init; }

    /// <summary>The text as a reader would read it. Every span of the corpus points into it.</summary>
    public required string Text { get; init; }

    /// <summary>The tree, in document order; the first is the root and spans all of <see cref="Text"/>.</summary>
    public required IReadOnlyList<Section> Sections { get; init; }

    /// <summary>Where each page starts in <see cref="Text"/>, page 1 first; empty where the source has no pages.</summary>
    public IReadOnlyList<int> PageStarts { get; init; } = [];

    /// <summary>Named values: strings, numbers, booleans, and arrays of those.</summary>
    public IReadOnlyDictionary<string, JsonElement> Metadata { get; init; } = EmptyMetadata;

    /// <summary>Free labels.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Hash of the bytes that were read and of the version of what read them: equal hashes need no second reading.</summary>
    public required string ContentHash { get; init; }

    /// <summary>A dictionary with nothing in it.</summary>
    public static IReadOnlyDictionary<string, JsonElement> EmptyMetadata { get; } = new Dictionary<string, JsonElement>();

    /// <summary>The page, from 1, that holds <paramref name="offset"/>; null where the source has no pages.</summary>
    public int? PageAt(int offset) => PageAt(PageStarts, offset);

    /// <summary>The same, of a document whose pages start at <paramref name="pageStarts"/>.</summary>
    internal static int? PageAt(IReadOnlyList<int> pageStarts, int offset)
    {
        if (pageStarts.Count == 0) return null;
        var (low, high) = (0, pageStarts.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (pageStarts[middle] <= offset) low = middle;
            else high = middle - 1;
        }

        return low + 1;
    }
}

/// <summary>What is known of a stored document without its text.</summary>
public sealed record DocumentSummary
{
    /// <inheritdoc cref="Document.Id"/>
    public required DocumentId Id { get; init; }

    /// <inheritdoc cref="Document.Collection"/>
    public required string Collection { get; init; }

    /// <inheritdoc cref="Document.Source"/>
    public required string Source { get; init; }

    /// <inheritdoc cref="Document.Title"/>
    public required string Title { get; init; }

    /// <inheritdoc cref="Document.MediaType"/>
    public required string MediaType { get; init; }

    /// <inheritdoc cref="Document.Metadata"/>
    public IReadOnlyDictionary<string, JsonElement> Metadata { get; init; } = Document.EmptyMetadata;

    /// <inheritdoc cref="Document.Tags"/>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <inheritdoc cref="Document.ContentHash"/>
    public required string ContentHash { get; init; }

    /// <summary>Length of the text in UTF-16 code units.</summary>
    public required int TextLength { get; init; }

    /// <summary>Number of pages; 0 where the source has none.</summary>
    public int Pages { get; init; }

    /// <summary>Number of passages.</summary>
    public required int Passages { get; init; }

    /// <summary>When this content was stored, in UTC.</summary>
    public required DateTimeOffset StoredAt { get; init; }

    /// <summary>Position of the document's last change in the corpus.</summary>
    public required long Sequence { get; init; }
}
