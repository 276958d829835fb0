using System.Buffers;
using System.Text;
using System.Xml;

namespace LongRag.Ingest;

/// <summary>Steps over the markup of Office parts, forward only: a part is never held as a tree, and names count, not the prefixes or the two namespaces (transitional and strict) they come in.</summary>
internal static class OfficeXml
{
    private const int ChunkLength = 4096;
    private const char SoftHyphen = '\u00ad';

    /// <summary>
    /// Moves on to the next element inside of the element at <paramref name="depth"/>, from which the walk began; false at its end. What a caller does not skip is entered, so that elements that
    /// only wrap others need no mention.
    /// </summary>
    public static bool ToNextElement(this XmlReader reader, int depth)
    {
        if (reader.NodeType == XmlNodeType.Element && reader.Depth == depth && reader.IsEmptyElement) return false;
        while (SafeXml.Next(reader))
        {
            if (reader.NodeType == XmlNodeType.Element) return true;
            if (reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth) return false;
        }

        return false;
    }

    /// <summary>Passes over everything inside of the element and stays on its end.</summary>
    public static void SkipContent(this XmlReader reader)
    {
        if (reader.NodeType != XmlNodeType.Element || reader.IsEmptyElement) return;
        var depth = reader.Depth;
        while (SafeXml.Next(reader) && (reader.NodeType != XmlNodeType.EndElement || reader.Depth > depth)) { }
    }

    /// <summary>Appends the text of an element and stays on its end. Line ends and other control characters are blanks here, as in the programs that write them.</summary>
    /// <param name="reader">Stands on the element.</param>
    /// <param name="text">Is appended to.</param>
    /// <param name="most">Length that <paramref name="text"/> may come to; beyond it <c>too_large</c> is thrown.</param>
    public static void AppendText(this XmlReader reader, StringBuilder text, int most)
    {
        if (reader.IsEmptyElement) return;
        var depth = reader.Depth;
        var chunk = ArrayPool<char>.Shared.Rent(ChunkLength);
        while (SafeXml.Next(reader) && (reader.NodeType != XmlNodeType.EndElement || reader.Depth > depth))
        {
            if (reader.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)) continue;
            for (int read; (read = reader.ReadValueChunk(chunk, 0, chunk.Length)) > 0;)
            {
                if (text.Length + read > most) throw new LongRagException(IngestCodes.TooLarge, "The document's text is more than one document may hold.");
                AppendShown(chunk.AsSpan(0, read), text);
            }
        }

        ArrayPool<char>.Shared.Return(chunk);
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

    private static void AppendShown(ReadOnlySpan<char> chunk, StringBuilder text)
    {
        // Almost every text has none of these; it is appended as it stands.
        if (chunk.IndexOfAnyInRange('\0', '\x1f') < 0 && chunk.IndexOf(SoftHyphen) < 0 && chunk.IndexOfAnyInRange(SymbolText.FirstPrivate, SymbolText.LastPrivate) < 0)
        {
            text.Append(chunk);
            return;
        }

        Span<char> kept = stackalloc char[256];
        var count = 0;
        foreach (var c in chunk)
        {
            if (c == SoftHyphen) continue;
            var shown = c < ' ' ? ' ' : SymbolText.OfPrivate(c);
            if (shown == '\0') continue;
            kept[count++] = shown;
            if (count < kept.Length) continue;
            text.Append(kept);
            count = 0;
        }

        text.Append(kept[..count]);
    }
}
