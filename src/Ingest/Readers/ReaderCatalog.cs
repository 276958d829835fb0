using System.Collections.Frozen;

namespace LongRag.Ingest;

/// <summary>Which reader reads what. Adding a format is one class, one line here, one test file.</summary>
public static class ReaderCatalog
{
    private static readonly MarkdownReader Markdown = new();

    private static readonly Dictionary<string, IDocumentReader> ByMediaType = new IDocumentReader[] { new PdfReader(), new DocxReader(), new PptxReader(), new XlsxReader(), new EpubReader(), Markdown, new HtmlReader(), new RestructuredTextReader(), new PlainTextReader(), new SeparatedValuesReader(), new JsonLinesReader(), new JsonReader() }
        .SelectMany(reader => reader.MediaTypes, (reader, mediaType) => (reader, mediaType))
        .ToDictionary(pair => pair.mediaType, pair => pair.reader, StringComparer.Ordinal);

    private static readonly FrozenSet<string> Isolated = new[] { LongRag.Ingest.MediaTypes.Pdf, LongRag.Ingest.MediaTypes.Docx, LongRag.Ingest.MediaTypes.Docm, LongRag.Ingest.MediaTypes.Pptx, LongRag.Ingest.MediaTypes.Pptm, LongRag.Ingest.MediaTypes.Xlsx, LongRag.Ingest.MediaTypes.Xlsm, LongRag.Ingest.MediaTypes.Epub }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Media types that are read.</summary>
    public static IReadOnlyCollection<string> MediaTypes => ByMediaType.Keys;

    /// <summary>
    /// True for formats whose parsers can be killed by what they read (nesting without end, streams that inflate without end): they are read in a process of their own, from content that can be sought.
    /// </summary>
    public static bool IsIsolated(string mediaType) => Isolated.Contains(mediaType);

    /// <summary>The reader of a media type; throws <c>unsupported_type</c> where there is none.</summary>
    public static IDocumentReader Find(string mediaType) => ByMediaType.TryGetValue(mediaType, out var reader)
        ? reader
        : throw new LongRagException(IngestCodes.Unsupported, $"Files of type {mediaType} are not read yet.");

    /// <summary>Reads the text of a record, whose format is said by its name (<c>md</c>, <c>html</c>, <c>rst</c> or <c>txt</c>; others are plain text).</summary>
    internal static ParsedDocument ParseRecord(string? format, string text, ReadOptions options) => format switch
    {
        "md" or "markdown" => Markdown.Parse(text, options),
        "html" => HtmlReader.Parse(text, options),
        "rst" => RestructuredTextReader.Parse(text, options),
        _ => PlainTextReader.Parse(text),
    };

    /// <summary>Media type of a record's text.</summary>
    internal static string RecordMediaType(string? format) => format switch
    {
        "md" or "markdown" => LongRag.Ingest.MediaTypes.Markdown,
        "html" => LongRag.Ingest.MediaTypes.Html,
        "rst" => LongRag.Ingest.MediaTypes.RestructuredText,
        _ => LongRag.Ingest.MediaTypes.PlainText,
    };
}
