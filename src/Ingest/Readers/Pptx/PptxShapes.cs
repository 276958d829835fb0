using System.Globalization;
using System.Xml;

namespace LongRag.Ingest;

/// <summary>Reads the shapes of a slide, a layout or a page of notes.</summary>
/// <param name="package">The presentation.</param>
/// <param name="links">Links of the part, by name.</param>
/// <param name="maxCharacters">Most characters of a text.</param>
internal sealed class PptxShapes(OfficePackage package, IReadOnlyDictionary<string, Relationship> links, int maxCharacters)
{
    private readonly Alternatives _alternatives = new();
    private readonly PptxText _text = new(maxCharacters);
    private readonly HashSet<string> _embedded = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the shapes inside of a tree or group and stays on its end.</summary>
    /// <param name="reader">Stands on the tree or group.</param>
    /// <param name="group">Takes the place of the group; null for a tree.</param>
    public List<PptxShape> Read(XmlReader reader, PptxShape? group = null)
    {
        var shapes = new List<PptxShape>();
        var depth = reader.Depth;
        while (reader.ToNextElement(depth))
        {
            if (IsRepeated(reader)) continue;
            switch (reader.LocalName)
            {
                case "grpSp":
                    shapes.Add(ReadGroup(reader));
                    break;
                case "sp" or "graphicFrame":
                    shapes.Add(ReadShape(reader));
                    break;
                case "grpSpPr":
                    ReadPlace(reader, group);
                    break;
                case "cNvPr" when group is not null:
                    group.IsHidden = reader.Attribute("hidden") is "1" or "true";
                    reader.SkipContent();
                    break;
                case "pic" or "cxnSp" or "contentPart" or "extLst":
                    reader.SkipContent();
                    break;
            }
        }

        return shapes;
    }

    private PptxShape ReadGroup(XmlReader reader)
    {
        var group = new PptxShape();
        var members = Read(reader, group);
        foreach (var member in ReadingOrder.Of(members))
            if (!member.IsHidden) group.Blocks.AddRange(member.Blocks);
        return group;
    }

    private PptxShape ReadShape(XmlReader reader)
    {
        var shape = new PptxShape();
        var depth = reader.Depth;
        while (reader.ToNextElement(depth))
        {
            if (IsRepeated(reader)) continue;
            switch (reader.LocalName)
            {
                case "cNvPr":
                    shape.IsHidden = reader.Attribute("hidden") is "1" or "true";
                    reader.SkipContent();
                    break;
                case "ph":
                    (shape.Placeholder, shape.PlaceholderIndex) = (reader.Attribute("type") ?? "obj", reader.Number("idx"));
                    break;
                case "spPr" or "xfrm":
                    ReadPlace(reader, shape);
                    break;
                case "txBody":
                    shape.Blocks.AddRange(_text.Read(reader, isList: shape.Placeholder is "obj" or "body"));
                    break;
                case "tbl":
                    shape.Blocks.Add(new OfficeBlock(BlockKind.Table, "", Rows: PptxTable.Read(reader, _text)));
                    break;
                case "relIds" when package.Find(links, reader.RelationshipId("dm")) is { } diagram && _embedded.Add(diagram):
                    shape.Blocks.AddRange(DiagramText.Read(package, diagram, maxCharacters).Select(point => new OfficeBlock(BlockKind.ListItem, point.Text, point.Depth)));
                    break;
                case "chart" when package.Find(links, reader.RelationshipId()) is { } chart && _embedded.Add(chart):
                    shape.Blocks.AddRange(ChartText.Read(package, chart, maxCharacters));
                    break;
                case "style" or "extLst" or "pic":
                    reader.SkipContent();
                    break;
            }
        }

        return shape;
    }

    private static void ReadPlace(XmlReader reader, PptxShape? shape)
    {
        long? left = null, top = null;
        var depth = reader.Depth;
        while (reader.ToNextElement(depth))
        {
            if (shape is null || shape.IsPlaced) continue;
            if (reader.LocalName == "off") (left, top) = (Measure(reader, "x"), Measure(reader, "y"));
            else if (reader.LocalName == "ext" && left is { } x && top is { } y) shape.Place(x, y, Measure(reader, "cx") ?? 0, Measure(reader, "cy") ?? 0);
        }
    }

    private static long? Measure(XmlReader reader, string name) => long.TryParse(reader.Attribute(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    private bool IsRepeated(XmlReader reader)
    {
        if (!_alternatives.IsRepeated(reader)) return false;
        reader.SkipContent();
        return true;
    }
}
