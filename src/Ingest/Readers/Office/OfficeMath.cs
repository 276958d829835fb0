using System.Text;
using System.Xml;

namespace LongRag.Ingest;

/// <summary>Formulas of Office as a line of text: <c>a/b</c>, <c>x^2</c>, <c>x_i</c>, <c>√(x)</c>.</summary>
internal static class OfficeMath
{
    /// <summary>True for an element of the language of formulas.</summary>
    public static bool Is(XmlReader reader) => reader.NamespaceURI.EndsWith("/math", StringComparison.Ordinal);

    /// <summary>Appends a formula and stays on its end.</summary>
    public static void Append(XmlReader reader, StringBuilder text, int most)
    {
        var depth = reader.Depth;
        while (reader.ToNextElement(depth))
        {
            switch (reader.LocalName)
            {
                case "t":
                    reader.AppendText(text, most);
                    break;
                case "den":
                    text.Append('/');
                    break;
                case "sup":
                    text.Append('^');
                    break;
                case "sub":
                    text.Append('_');
                    break;
                case "rad":
                    text.Append('√');
                    break;
                case "chr" when reader.Attribute("val") is { Length: 1 } sign:
                    text.Append(sign);
                    break;
                case "rPr" or "ctrlPr":
                    reader.SkipContent();
                    break;
            }
        }
    }
}
