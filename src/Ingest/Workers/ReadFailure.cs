namespace LongRag.Ingest;

/// <summary>Which failure of a file an exception is. Whatever a parser throws over one file is that file's failure.</summary>
internal static class ReadFailure
{
    public static string CodeOf(Exception exception) => exception switch
    {
        LongRagException named => named.Code,
        IOException or UnauthorizedAccessException => IngestCodes.Unreadable,
        OutOfMemoryException => IngestCodes.MemoryLimit,
        InsufficientExecutionStackException => IngestCodes.TooDeep,
        _ => IngestCodes.ReaderFailed,
    };
}
