using System.Buffers;
using System.Text;
using System.Xml;

namespace LongRag.Ingest;

/// <summary>Text out of elements, bounded: a single text of an element may be gigabytes.</summary>
internal static class XmlText
{
    private const int ChunkCharacters = 1024;

    /// <summary>All text inside of the element, of which at most <paramref name="most"/> characters are taken. The reader then stands on the element's end (on itself where it is empty).</summary>
    public static string Read(XmlReader reader, int most)
    {
        if (reader.IsEmptyElement) return "";
        var text = new StringBuilder();
        var depth = reader.Depth;
        while (SafeXml.Next(reader) && reader.Depth > depth)
            if (IsText(reader)) Append(reader, text, most);
        return text.ToString();
    }

    /// <summary>Moves to the end of the element (stays on it where it is empty).</summary>
    public static void Skip(XmlReader reader)
    {
        if (reader.IsEmptyElement) return;
        var depth = reader.Depth;
        while (SafeXml.Next(reader) && reader.Depth > depth)
        {
        }
    }

    /// <summary>True where the reader stands on text, blanks included.</summary>
    public static bool IsText(XmlReader reader) => reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace;

    /// <summary>Appends the text that the reader stands on, up to <paramref name="most"/> characters in all; false where some was left out.</summary>
    public static bool Append(XmlReader reader, StringBuilder text, int most)
    {
        var chunk = ArrayPool<char>.Shared.Rent(ChunkCharacters);
        try
        {
            for (int read; (read = reader.ReadValueChunk(chunk, 0, chunk.Length)) > 0;)
            {
                var taken = Math.Min(read, Math.Max(0, most - text.Length));
                text.Append(chunk, 0, taken);
                if (taken < read) return false;
            }

            return true;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chunk);
        }
    }
}
