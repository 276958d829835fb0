using System.Xml;

namespace LongRag.Ingest;

/// <summary>XML of strangers: no document type, no entity, nothing fetched, no nesting without end.</summary>
internal static class SafeXml
{
    /// <summary>Most elements open at once. Office documents nest to some dozens, nested tables to a few hundred.</summary>
    public const int MaxDepth = 1024;

    /// <summary>A reader over a part. Blanks are kept, comments and instructions left out.</summary>
    /// <param name="stream">The part; closed with the reader.</param>
    /// <param name="allowsDocumentType">Step over a document type (books have one) instead of refusing it; its entities stay unknown either way.</param>
    public static XmlReader Create(Stream stream, bool allowsDocumentType = false) => XmlReader.Create(stream, Settings(allowsDocumentType));

    /// <summary>The settings of <see cref="Create"/>.</summary>
    public static XmlReaderSettings Settings(bool allowsDocumentType = false) => new()
    {
        DtdProcessing = allowsDocumentType ? DtdProcessing.Ignore : DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersFromEntities = 1024,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
        CheckCharacters = false,
    };

    /// <summary>Moves on; throws <c>too_deep</c> below <see cref="MaxDepth"/>.</summary>
    public static bool Next(XmlReader reader)
    {
        if (!reader.Read()) return false;
        return reader.Depth <= MaxDepth ? true : throw new LongRagException(IngestCodes.TooDeep, FormattableString.Invariant($"XML is nested deeper than {MaxDepth} elements."));
    }

    /// <summary>What a file with this error gets as its reason.</summary>
    public static LongRagException Corrupt(string source, XmlException e) =>
        new(IngestCodes.Corrupt, $"'{source}' has a part that is no valid XML: {BlockWriter.OneLine(CleanText.Of(e.Message, out _))}", e);
}
