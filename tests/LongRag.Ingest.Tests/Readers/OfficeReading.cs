namespace LongRag.Ingest.Tests.Readers;

/// <summary>Reads bytes with a reader of its own choice, whatever they are.</summary>
internal static class OfficeReading
{
    /// <summary>Reads to the end and checks what was read.</summary>
    public static IReadOnlyList<ReadItem> All(IDocumentReader reader, byte[] bytes, ReadOptions? options = null)
    {
        var items = reader.ReadAsync(new ReaderInput("damaged", reader.MediaTypes.First(), new MemoryStream(bytes, writable: false)), options ?? new ReadOptions()).ToBlockingEnumerable().ToList();
        foreach (var item in items.OfType<ReadItem.Parsed>()) Invariants.Hold(item.Document);
        return items;
    }
}
