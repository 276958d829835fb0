using System.Text.Json;

namespace LongRag.Retrievers.Dense;

/// <summary>What filters may ask of a document, as JSON in the index.</summary>
internal sealed record DocumentDescription(string Id, string Source, string Title, string MediaType, IReadOnlyList<string> Tags, IReadOnlyDictionary<string, JsonElement> Metadata)
{
    public static byte[] Write(Document document) =>
        JsonSerializer.SerializeToUtf8Bytes(new DocumentDescription(document.Id.Value, document.Source, document.Title, document.MediaType, document.Tags, document.Metadata));

    /// <summary>As much of a summary as filters read; the rest is empty.</summary>
    public static DocumentSummary Read(ReadOnlySpan<byte> json)
    {
        var description = JsonSerializer.Deserialize<DocumentDescription>(json)!;
        return new DocumentSummary
        {
            Id = new DocumentId(description.Id),
            Collection = "",
            Source = description.Source,
            Title = description.Title,
            MediaType = description.MediaType,
            Tags = description.Tags,
            Metadata = description.Metadata,
            ContentHash = "",
            TextLength = 0,
            Passages = 0,
            StoredAt = default,
            Sequence = 0,
        };
    }
}
