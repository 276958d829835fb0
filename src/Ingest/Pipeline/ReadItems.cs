namespace LongRag.Ingest;

/// <summary>Chooses where a file is read: formats that can kill their parser by a worker, the others here.</summary>
internal static class ReadItems
{
    /// <summary>What the file's reader makes of it, read here where <paramref name="workers"/> is null. Throws as <see cref="IDocumentReader.ReadAsync"/> does, and <c>unsupported_type</c> where there is no reader.</summary>
    public static IAsyncEnumerable<ReadItem> Of(FileContent content, ReadOptions options, ReadWorkerPool? workers, CancellationToken cancellationToken) =>
        workers is not null && content.Seekable is { } file && ReaderCatalog.IsIsolated(content.MediaType)
            ? workers.ReadAsync(new ReadRequest(file, content.Input.Name, content.MediaType, options), cancellationToken)
            : ReaderCatalog.Find(content.MediaType).ReadAsync(content.Input, options, cancellationToken);
}
