using System.Xml;

namespace LongRag.Ingest;

/// <summary>What a zip container is: by what it holds, and by its name only where it is damaged.</summary>
internal static class PackageTypes
{
    public const string ContentTypesPart = "[Content_Types].xml";
    public const string ContainerPart = "META-INF/container.xml";

    // A list of content types of more bytes is not read for the detection only.
    private const long MostContentTypesBytes = 4 * 1024 * 1024;

    /// <summary>The media type; <c>application/zip</c> for one that is no document.</summary>
    /// <param name="name">The source key.</param>
    /// <param name="file">All of it, seekable; null where only its head is at hand.</param>
    /// <param name="head">Its first bytes.</param>
    public static string Of(string name, Stream? file, ReadOnlySpan<byte> head)
    {
        try
        {
            if (file is not null) return OfParts(new ZipPackage(file, name));
        }
        catch (Exception e) when (e is LongRagException or EndOfStreamException)
        {
            // Damaged or hostile: the reader that its name asks for says so in its own words.
            return OfEnding(name);
        }

        return OfLocalHeaders(head) ?? OfEnding(name);
    }

    private static string OfParts(ZipPackage package)
    {
        if (package.Find(ContentTypesPart) is { } types && OfContentTypes(package, types) is { } office) return office;
        if (package.Find(ContainerPart) is not null) return MediaTypes.Epub;
        return package.Find("mimetype") is { } mimetype && IsEpub(package, mimetype) ? MediaTypes.Epub : MediaTypes.Zip;
    }

    private static bool IsEpub(ZipPackage package, ZipPart mimetype)
    {
        using var content = package.Open(mimetype);
        var said = new byte[MediaTypes.Epub.Length];
        return content.ReadAtLeast(said, said.Length, throwOnEndOfStream: false) == said.Length && said.AsSpan().SequenceEqual("application/epub+zip"u8);
    }

    private static string? OfContentTypes(ZipPackage package, ZipPart part)
    {
        if (Math.Min(part.Declared, part.MostBytes) > MostContentTypesBytes) return null;
        try
        {
            using var types = SafeXml.Create(package.Open(part));
            while (SafeXml.Next(types))
                if (types.NodeType == XmlNodeType.Element && types.GetAttribute("ContentType") is { } type && OfMainPart(type) is { } found) return found;
            return null;
        }
        catch (XmlException e)
        {
            throw SafeXml.Corrupt(package.Source, e);
        }
    }

    /// <summary>Templates, slide shows and add-ins are read as what they are made of; null for other parts.</summary>
    private static string? OfMainPart(string contentType)
    {
        if (!contentType.EndsWith(".main+xml", StringComparison.OrdinalIgnoreCase)) return contentType.EndsWith("sheet.binary.macroEnabled.main", StringComparison.OrdinalIgnoreCase) ? MediaTypes.Xlsb : null;
        var hasMacros = contentType.Contains("macroEnabled", StringComparison.OrdinalIgnoreCase);
        if (Has("wordprocessingml") || Has("ms-word")) return hasMacros ? MediaTypes.Docm : MediaTypes.Docx;
        if (Has("presentationml") || Has("ms-powerpoint")) return hasMacros ? MediaTypes.Pptm : MediaTypes.Pptx;
        if (Has("spreadsheetml") || Has("ms-excel")) return hasMacros ? MediaTypes.Xlsm : MediaTypes.Xlsx;
        return null;

        bool Has(string kind) => contentType.Contains(kind, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Names of the first parts, which are not compressed: enough to tell the formats apart, not their macro variants.</summary>
    private static string? OfLocalHeaders(ReadOnlySpan<byte> head)
    {
        if (head.IndexOf("mimetypeapplication/epub+zip"u8) >= 0 || head.IndexOf("META-INF/container.xml"u8) >= 0) return MediaTypes.Epub;
        if (head.IndexOf("xl/workbook.xml"u8) >= 0 || head.IndexOf("xl/worksheets/"u8) >= 0) return MediaTypes.Xlsx;
        if (head.IndexOf("word/document.xml"u8) >= 0) return MediaTypes.Docx;
        return head.IndexOf("ppt/presentation.xml"u8) >= 0 || head.IndexOf("ppt/slides/"u8) >= 0 ? MediaTypes.Pptx : null;
    }

    private static string OfEnding(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".docx" or ".dotx" => MediaTypes.Docx,
        ".docm" or ".dotm" => MediaTypes.Docm,
        ".pptx" or ".ppsx" or ".potx" => MediaTypes.Pptx,
        ".pptm" or ".ppsm" or ".potm" => MediaTypes.Pptm,
        ".xlsx" or ".xltx" => MediaTypes.Xlsx,
        ".xlsm" or ".xltm" or ".xlam" => MediaTypes.Xlsm,
        ".epub" => MediaTypes.Epub,
        _ => MediaTypes.Zip,
    };
}
