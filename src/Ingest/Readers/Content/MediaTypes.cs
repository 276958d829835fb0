namespace LongRag.Ingest;

/// <summary>Names of the kinds of files, and how they are told apart: by content first, then by name.</summary>
public static class MediaTypes
{
    /// <summary>PDF.</summary>
    public const string Pdf = "application/pdf";

    /// <summary>Word.</summary>
    public const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    /// <summary>Word with macros.</summary>
    public const string Docm = "application/vnd.ms-word.document.macroEnabled.12";

    /// <summary>PowerPoint.</summary>
    public const string Pptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation";

    /// <summary>PowerPoint with macros.</summary>
    public const string Pptm = "application/vnd.ms-powerpoint.presentation.macroEnabled.12";

    /// <summary>Excel.</summary>
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Excel with macros.</summary>
    public const string Xlsm = "application/vnd.ms-excel.sheet.macroEnabled.12";

    /// <summary>EPUB.</summary>
    public const string Epub = "application/epub+zip";

    /// <summary>Excel in its binary form; not read.</summary>
    internal const string Xlsb = "application/vnd.ms-excel.sheet.binary.macroEnabled.12";

    /// <summary>A zip container that is no document; not read.</summary>
    internal const string Zip = "application/zip";

    /// <summary>An OLE container, as Word and Excel wrote them until 2003; not read.</summary>
    internal const string Ole = "application/x-ole-storage";

    /// <summary>Plain text.</summary>
    public const string PlainText = "text/plain";

    /// <summary>Markdown.</summary>
    public const string Markdown = "text/markdown";

    /// <summary>HTML, also as XHTML.</summary>
    public const string Html = "text/html";

    /// <summary>reStructuredText.</summary>
    public const string RestructuredText = "text/x-rst";

    /// <summary>Separated values.</summary>
    public const string Csv = "text/csv";

    /// <summary>JSON Lines: one object a line.</summary>
    public const string JsonLines = "application/x-ndjson";

    /// <summary>A JSON document: one object, or an array of objects.</summary>
    public const string Json = "application/json";

    // Documents with readers to come are recognised, so that they are refused by their name and not as rubbish.
    private static readonly (byte[] Magic, string MediaType)[] Magics =
    [
        ("%PDF-"u8.ToArray(), Pdf),
        ("PK\u0003\u0004"u8.ToArray(), Zip),
        ("PK\u0005\u0006"u8.ToArray(), Zip),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], Ole),
        ("{\\rtf"u8.ToArray(), "application/rtf"),
    ];

    private const int TarMagicAt = 257;

    // Where readers look for the header of a PDF (PDF Reference 1.7, Appendix H, note 13): mail programs and servers put lines before it.
    private const int PdfHeaderWithin = 1024;

    private static readonly byte[][] BinaryMagics =
    [
        [0x7F, (byte)'E', (byte)'L', (byte)'F'], [0x89, (byte)'P', (byte)'N', (byte)'G'], [0xFF, 0xD8, 0xFF], "GIF8"u8.ToArray(), "RIFF"u8.ToArray(), "7z\u00bc\u00af"u8.ToArray(),
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], "BZh"u8.ToArray(), [0x28, 0xB5, 0x2F, 0xFD], "Rar!"u8.ToArray(), [0xCA, 0xFE, 0xBA, 0xBE], "SQLite format 3\0"u8.ToArray(), "OggS"u8.ToArray(), "ID3"u8.ToArray(), [0x00, 0x61, 0x73, 0x6D],
    ];

    /// <summary>The media type of a content; throws <c>binary_file</c> where it is no text and no known document, and <c>encrypted</c> for an Office document under a password.</summary>
    /// <param name="name">The source key; its ending counts where the content leaves the choice.</param>
    /// <param name="head">The first bytes, decompressed.</param>
    /// <param name="isWhole">True where <paramref name="head"/> is all there is.</param>
    /// <param name="file">All of it, where it can be sought: containers are known by what stands at their end. Its position stays. Null for none.</param>
    public static string Of(string name, ReadOnlySpan<byte> head, bool isWhole, Stream? file = null)
    {
        foreach (var (magic, mediaType) in Magics)
        {
            if (!head.StartsWith(magic)) continue;
            if (mediaType is not (Zip or Ole)) return mediaType;
            if (file is null && isWhole) file = new MemoryStream(head.ToArray(), writable: false);
            var position = file?.Position ?? 0;
            var inside = OfContainer(name, mediaType, head, file);
            if (file is not null) file.Position = position;
            return inside;
        }

        if (IsPdfBehindOther(name, head)) return Pdf;
        if (head.Length > TarMagicAt + 5 && head[TarMagicAt..].StartsWith("ustar"u8)) return "application/x-tar";
        foreach (var magic in BinaryMagics)
            if (head.StartsWith(magic) && head.Contains((byte)0)) throw Binary(name);

        var found = EncodingDetection.Detect(head, isWhole);
        if (found.Preamble == 0 && found.Encoding.CodePage is not (1200 or 1201) && LooksBinary(head)) throw Binary(name);
        var text = EncodingLabels.Lenient(found.Encoding).GetString(head[found.Preamble..]);
        return OfText(Path.GetExtension(name).ToLowerInvariant(), text.AsSpan().TrimStart());
    }

    private static string OfContainer(string name, string mediaType, ReadOnlySpan<byte> head, Stream? file)
    {
        if (mediaType == Zip) return PackageTypes.Of(name, file, head);
        return OleContainer.IsEncryptedOffice(file, head)
            ? throw new LongRagException(IngestCodes.Encrypted, $"'{name}' is an Office document under a password. Office encryption is not opened, not even with --password; save it without one.")
            : mediaType;
    }

    /// <summary>A text may speak of PDF in its first lines, so either the name or the bytes must agree.</summary>
    private static bool IsPdfBehindOther(string name, ReadOnlySpan<byte> head) =>
        head[..Math.Min(head.Length, PdfHeaderWithin)].IndexOf("%PDF-"u8) >= 0 && (name.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase) || LooksBinary(head));

    private static string OfText(string ending, ReadOnlySpan<char> text)
    {
        if (IsHtml(text)) return Html;
        switch (ending)
        {
            case ".html" or ".htm" or ".xhtml" or ".xht": return Html;
            case ".md" or ".markdown" or ".mdown" or ".mkd" or ".mdx": return Markdown;
            case ".rst" or ".rest": return RestructuredText;
            case ".csv" or ".tsv" or ".tab": return Csv;
            case ".jsonl" or ".ndjson": return JsonLines;
            case ".txt" or ".text" or ".log": return PlainText;
            case ".json": return LooksLikeJsonLines(text) ? JsonLines : Json;
        }

        if (LooksLikeJsonLines(text)) return JsonLines;
        return ending.Length == 0 && LooksLikeMarkdown(text) ? Markdown : PlainText;
    }

    private static bool IsHtml(ReadOnlySpan<char> text)
    {
        while (text.StartsWith("<!--") || text.StartsWith("<?xml"))
        {
            var end = text.IndexOf(text[1] == '!' ? "-->" : "?>");
            if (end < 0) return false;
            text = text[(end + (text[1] == '!' ? 3 : 2))..].TrimStart();
        }

        return text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || IsTag(text, "<html") || IsTag(text, "<head") || IsTag(text, "<body");
    }

    private static bool IsTag(ReadOnlySpan<char> text, string tag) => text.StartsWith(tag, StringComparison.OrdinalIgnoreCase) && text.Length > tag.Length && text[tag.Length] is '>' or ' ' or '\n' or '\r' or '\t';

    /// <summary>A first line that is an object by itself, and nothing else on it.</summary>
    private static bool LooksLikeJsonLines(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('\n');
        var line = (end < 0 ? text : text[..end]).TrimEnd();
        if (line is not ['{', .., '}'] || line.TrimStart('{').TrimStart() is not ['"' or '}', ..]) return false;
        var rest = end < 0 ? default : text[end..].TrimStart();
        return rest.IsEmpty || rest[0] == '{';
    }

    private static bool LooksLikeMarkdown(ReadOnlySpan<char> text)
    {
        foreach (var line in text.EnumerateLines())
            if (line.TrimStart('#') is [' ', ..] && line is ['#', ..] || line.StartsWith("```")) return true;
        return false;
    }

    /// <summary>Control characters that no text has, in a share that no text has by accident. NULs alone may be damage, up to a quarter.</summary>
    private static bool LooksBinary(ReadOnlySpan<byte> head)
    {
        var (controls, nuls) = (0, 0);
        foreach (var b in head)
        {
            if (b == 0) nuls++;
            else if (b < 0x20 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or 0x0B or 0x1B or 0x08 or 0x1A) || b == 0x7F) controls++;
        }

        return controls * 50 > head.Length || nuls * 4 > head.Length;
    }

    private static LongRagException Binary(string name) => new(IngestCodes.Binary, $"'{name}' does not hold text.");
}
