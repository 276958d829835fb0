using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace LongRag.Ingest;

/// <summary>Text of shared and inline strings.</summary>
internal static partial class RichText
{
    /// <summary>Most characters of a cell (Excel's own limit).</summary>
    public const int MostCharacters = 32_767;

    /// <summary>The runs of a string element joined, on one line; readings beside ideographs are left out. The reader then stands on the element's end (on itself where it is empty).</summary>
    /// <param name="reader">On the <c>si</c> or <c>is</c> element.</param>
    /// <param name="buffer">Anything; used for the work.</param>
    public static string Read(XmlReader reader, StringBuilder buffer)
    {
        if (reader.IsEmptyElement) return "";
        buffer.Clear();
        var depth = reader.Depth;
        var isText = false;
        while (SafeXml.Next(reader) && reader.Depth > depth)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.LocalName is "rPh" or "phoneticPr" or "rPr":
                    XmlText.Skip(reader);
                    break;
                case XmlNodeType.Element:
                    isText = reader.LocalName == "t" && !reader.IsEmptyElement;
                    break;
                case XmlNodeType.EndElement:
                    isText = false;
                    break;
                default:
                    if (isText && XmlText.IsText(reader)) XmlText.Append(reader, buffer, MostCharacters);
                    break;
            }
        }

        return Shown(buffer.ToString());
    }

    /// <summary>The text as a cell shows it: escaped characters (<c>_x000D_</c>) as themselves, everything on one line.</summary>
    public static string Shown(string text)
    {
        if (text.Contains("_x", StringComparison.Ordinal)) text = Escape().Replace(text, Unescaped);
        return BlockWriter.OneLine(text);
    }

    private static string Unescaped(Match escape)
    {
        var c = (char)ushort.Parse(escape.Groups["code"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return char.IsControl(c) ? char.IsWhiteSpace(c) ? " " : "" : c.ToString();
    }

    [GeneratedRegex("_x(?<code>[0-9A-Fa-f]{4})_", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escape();
}
