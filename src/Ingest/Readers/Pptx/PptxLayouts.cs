namespace LongRag.Ingest;

/// <summary>Where the layouts of a presentation put what a slide does not place itself.</summary>
internal sealed class PptxLayouts(OfficePackage package, int maxCharacters)
{
    private readonly Dictionary<string, List<PptxShape>> _layouts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gives a place to the shapes that have none.</summary>
    /// <param name="shapes">Shapes of a slide.</param>
    /// <param name="slideLinks">Links of the slide.</param>
    public void Place(IReadOnlyList<PptxShape> shapes, IReadOnlyList<Relationship> slideLinks)
    {
        if (package.Find(slideLinks, "slideLayout") is not { } part) return;
        foreach (var shape in shapes)
            if (!shape.IsPlaced && shape.Placeholder is not null && Of(part).FirstOrDefault(place => IsFor(place, shape)) is { } found) shape.PlaceAs(found);
    }

    private static bool IsFor(PptxShape place, PptxShape shape) => place.IsPlaced && (shape.PlaceholderIndex is { } index ? place.PlaceholderIndex == index : place.Placeholder == shape.Placeholder);

    private List<PptxShape> Of(string part)
    {
        if (_layouts.TryGetValue(part, out var known)) return known;
        var links = package.Relationships(part);
        var shapes = PptxSlidePart.Read(package, part, links, maxCharacters).Shapes;
        if (package.Find(links, "slideMaster") is { } master)
        {
            foreach (var shape in shapes.Where(shape => !shape.IsPlaced && shape.Placeholder is not null))
                if (OfMaster(master).FirstOrDefault(place => place.IsPlaced && place.Placeholder == KindOf(shape.Placeholder!)) is { } found) shape.PlaceAs(found);
        }

        // Only the places are kept.
        foreach (var shape in shapes) shape.Blocks.Clear();
        return _layouts[part] = shapes;
    }

    private List<PptxShape> OfMaster(string part)
    {
        if (!_layouts.TryGetValue(part, out var shapes)) _layouts[part] = shapes = PptxSlidePart.Read(package, part, package.Relationships(part), maxCharacters).Shapes;
        return shapes;
    }

    /// <summary>The kind of place of a master that a place of a layout follows.</summary>
    private static string KindOf(string placeholder) => placeholder switch
    {
        "ctrTitle" => "title",
        "title" or "dt" or "ftr" or "sldNum" => placeholder,
        _ => "body",
    };
}
