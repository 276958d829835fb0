using System.Globalization;
using System.Xml;

namespace LongRag.Ingest;

/// <summary>The number formats of a workbook's cell styles.</summary>
internal sealed class CellStyles
{
    // Excel allows 65,490 cell formats.
    private const int MostStyles = 65_536;

    private readonly List<NumberFormat> _formats = [];

    /// <summary>The format of a style; general for one that is not there.</summary>
    public NumberFormat this[int style] => style >= 0 && style < _formats.Count ? _formats[style] : NumberFormat.General;

    /// <summary>Reads the styles part; none for null.</summary>
    public static CellStyles Read(ZipPackage package, ZipPart? part)
    {
        var styles = new CellStyles();
        if (part is null) return styles;
        var codes = new Dictionary<int, string>();
        var formats = new Dictionary<int, NumberFormat>();
        var isInCellFormats = false;
        using var reader = SafeXml.Create(package.Open(part));
        while (SafeXml.Next(reader))
        {
            if (reader.Depth == 1) isInCellFormats = reader is { NodeType: XmlNodeType.Element, LocalName: "cellXfs", IsEmptyElement: false };
            if (reader.NodeType != XmlNodeType.Element) continue;
            if (reader.LocalName == "numFmt" && codes.Count < MostStyles && Number(reader, "numFmtId") is { } own) codes.TryAdd(own, reader.GetAttribute("formatCode") ?? "");
            else if (isInCellFormats && reader is { LocalName: "xf", Depth: 2 } && styles._formats.Count < MostStyles)
            {
                var id = Number(reader, "numFmtId") ?? 0;
                if (!formats.TryGetValue(id, out var format)) formats[id] = format = NumberFormat.Parse(codes.GetValueOrDefault(id) ?? BuiltInFormats.Code(id));
                styles._formats.Add(format);
            }
        }

        return styles;
    }

    private static int? Number(XmlReader reader, string attribute) => int.TryParse(reader.GetAttribute(attribute), CultureInfo.InvariantCulture, out var number) ? number : null;
}
