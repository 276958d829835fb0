using System.Xml;

namespace LongRag.Ingest;

/// <summary>Names what is wrong with a document by what its container or its markup threw.</summary>
internal static class OfficeFailure
{
    /// <summary>True for what a damaged document makes the libraries throw.</summary>
    public static bool IsOfDocument(Exception exception) => exception is XmlException or InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or IndexOutOfRangeException or OverflowException;

    /// <summary>The failure of the file.</summary>
    public static LongRagException Of(string name, Exception exception) => exception is XmlException
        ? new LongRagException(IngestCodes.Corrupt, $"'{name}' holds markup that cannot be read: {BlockWriter.OneLine(exception.Message)}", exception)
        : new LongRagException(IngestCodes.CorruptArchive, $"'{name}' is a damaged archive: {BlockWriter.OneLine(exception.Message)}", exception);
}
