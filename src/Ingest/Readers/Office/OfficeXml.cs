using System.Text;
using System.Xml;

namespace LongRag.Ingest;

/// <summary>Steps over the markup of Office parts, forward only: a part is never held as a tree, and names count, not the prefixes or the two namespaces (transitional and strict) they come in.</summary>
internal static class OfficeXml
{
    /// <summary>Elements inside each other that are followed. Word itself nests tables 30 deep at most; the walks call themselves and rely on the bound.</summary>
    public const int MaxDepth = 1000;

    private const int ChunkLength = 4096;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    /// <summary>Reads a part. A document type, and with it any entity, is refused.</summary>
    public static XmlReader Read(Stream stream) => XmlReader.Create(stream, Settings);

    /// <summary>
    /// Moves on to the next element inside of the element at <paramref name="depth"/>, from which the walk began; false at its end. What a caller does not skip is entered, so that elements that
    /// only wrap others need no mention.
    /// </summary>
    public static bool ToNextElement(this XmlReader reader, int depth)
    {
        if (reader.NodeType == XmlNodeType.Element && reader.Depth == depth && reader.IsEmptyElement) return false;
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                if (reader.Depth > MaxDepth) throw new LongRagException(IngestCodes.TooDeep, FormattableString.Invariant($"The document's markup is nested more than {MaxDepth} deep."));
                return true;
            }

            if (reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth) return false;
        }

        return false;
    }

    /// <summary>Passes over everything inside of the element and stays on its end.</summary>
    public static void SkipContent(this XmlReader reader)
    {
        if (reader.NodeType != XmlNodeType.Element || reader.IsEmptyElement) return;
        var depth = reader.Depth;
        while (reader.Read() && (reader.NodeType != XmlNodeType.EndElement || reader.Depth > depth)) { }
    }

    /// <summary>Appends the text of an element and stays on its end. Line ends and tabs are blanks here, as in the programs that write them.</summary>
    /// <param name="reader">Stands on the element.</param>
    /// <param name="text">Is appended to.</param>
    /// <param name="most">Length that <paramref name="text"/> may come to; beyond it <c>too_large</c> is thrown.</param>
    public static void AppendText(this XmlReader reader, StringBuilder text, int most)
    {
        if (reader.IsEmptyElement) return;
        var depth = reader.Depth;
        Span<char> kept = stackalloc char[256];
        char[]? chunk = null;
        while (reader.Read() && (reader.NodeType != XmlNodeType.EndElement || reader.Depth > depth))
        {
            if (reader.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)) continue;
            chunk ??= new char[ChunkLength];
            for (int read; (read = reader.ReadValueChunk(chunk, 0, ChunkLength)) > 0;)
            {
                if (text.Length + read > most) throw new LongRagException(IngestCodes.TooLarge, "The document's text is more than one document may hold.");
                AppendShown(chunk.AsSpan(0, read), text, kept);
            }
        }
    }

    /// <summary>Value of the attribute of that local name; null where there is none.</summary>
    public static string? Attribute(this XmlReader reader, string name)
    {
        string? value = null;
        if (!reader.MoveToFirstAttribute()) return null;
        do
        {
            if (reader.LocalName == name && reader.Prefix != "xmlns" && !reader.NamespaceURI.EndsWith("/relationships", StringComparison.Ordinal)) value = reader.Value;
        }
        while (value is null && reader.MoveToNextAttribute());
        reader.MoveToElement();
        return value;
    }

    /// <summary>Value of the relationship attribute of that name (<c>r:id</c>); null where there is none.</summary>
    public static string? RelationshipId(this XmlReader reader, string name = "id")
    {
        string? value = null;
        if (!reader.MoveToFirstAttribute()) return null;
        do
        {
            if (reader.LocalName == name && reader.NamespaceURI.EndsWith("/relationships", StringComparison.Ordinal)) value = reader.Value;
        }
        while (value is null && reader.MoveToNextAttribute());
        reader.MoveToElement();
        return value;
    }

    /// <summary>A whole number of an attribute; null where there is none.</summary>
    public static int? Number(this XmlReader reader, string name = "val") => int.TryParse(reader.Attribute(name), System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A property that is on by being there, unless its value says otherwise.</summary>
    public static bool IsOn(this XmlReader reader) => reader.Attribute("val") is not ("0" or "false" or "off");

    private static void AppendShown(ReadOnlySpan<char> chunk, StringBuilder text, Span<char> kept)
    {
        // Almost every text has none of these; it is appended as it stands.
        if (chunk.IndexOfAny("\n\r\t\u00ad") < 0 && chunk.IndexOfAnyInRange(SymbolText.FirstPrivate, SymbolText.LastPrivate) < 0)
        {
            text.Append(chunk);
            return;
        }

        var count = 0;
        foreach (var c in chunk)
        {
            if (c == '\u00ad') continue;
            var shown = c is '\n' or '\r' or '\t' ? ' ' : SymbolText.OfPrivate(c);
            if (shown == '\0') continue;
            kept[count++] = shown;
            if (count < kept.Length) continue;
            text.Append(kept);
            count = 0;
        }

        text.Append(kept[..count]);
    }
}
