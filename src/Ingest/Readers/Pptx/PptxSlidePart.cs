namespace LongRag.Ingest;

/// <summary>A part with shapes: a slide, its notes, a layout.</summary>
/// <param name="Shapes">What is on it, back to front.</param>
/// <param name="IsHidden">A slide that is not shown.</param>
internal sealed record PptxSlidePart(List<PptxShape> Shapes, bool IsHidden)
{
    /// <summary>Reads the part.</summary>
    public static PptxSlidePart Read(OfficePackage package, string part, IReadOnlyList<Relationship> links, int maxCharacters)
    {
        var byId = new Dictionary<string, Relationship>(StringComparer.Ordinal);
        foreach (var link in links) byId.TryAdd(link.Id, link);
        var shapes = new PptxShapes(package, byId, maxCharacters);
        using var reader = package.OpenXml(part);
        var isHidden = reader.Attribute("show") is "0" or "false";
        while (reader.ToNextElement(0))
        {
            if (reader.LocalName == "spTree") return new PptxSlidePart(shapes.Read(reader), isHidden);
        }

        return new PptxSlidePart([], isHidden);
    }
}
