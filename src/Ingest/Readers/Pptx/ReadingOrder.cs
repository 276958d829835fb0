namespace LongRag.Ingest;

/// <summary>
/// Puts shapes into the order in which they are read, by recursive cuts along the gaps between them (G. Nagy and S. Seth, "Hierarchical representation of optically scanned documents", ICPR 1984):
/// at each step along the direction with the widest gap, so that columns stay together where they stand apart.
/// </summary>
internal static class ReadingOrder
{
    // Cuts inside of cuts; slides have three or four.
    private const int MostCuts = 32;

    /// <summary>The shapes, titles first.</summary>
    public static IReadOnlyList<PptxShape> Of(IReadOnlyList<PptxShape> shapes)
    {
        var ordered = new List<PptxShape>(shapes.Count);
        ordered.AddRange(shapes.Where(shape => shape.IsTitle));
        Cut([.. shapes.Where(shape => !shape.IsTitle)], ordered, 0);
        return ordered;
    }

    private static void Cut(List<PptxShape> shapes, List<PptxShape> ordered, int cuts)
    {
        // Sorting keeps the order of equals, which is that of the slide.
        var byTop = shapes.OrderBy(shape => shape.Top).ThenBy(shape => shape.Left).ToList();
        if (shapes.Count < 2 || cuts == MostCuts)
        {
            ordered.AddRange(byTop);
            return;
        }

        var byLeft = shapes.OrderBy(shape => shape.Left).ThenBy(shape => shape.Top).ToList();
        var rows = Split(byTop, shape => shape.Top, shape => shape.Bottom);
        var columns = Split(byLeft, shape => shape.Left, shape => shape.Right);
        var parts = rows.Parts.Count > 1 && (columns.Parts.Count == 1 || rows.Gap >= columns.Gap) ? rows.Parts : columns.Parts;
        if (parts.Count == 1) ordered.AddRange(byTop);
        else foreach (var part in parts) Cut(part, ordered, cuts + 1);
    }

    /// <summary>The runs of shapes with a wide gap between them, and the widest gap.</summary>
    private static (List<List<PptxShape>> Parts, long Gap) Split(List<PptxShape> sorted, Func<PptxShape, long> start, Func<PptxShape, long> end)
    {
        var gaps = new long[sorted.Count];
        var (reached, widest) = (end(sorted[0]), -1L);
        for (var i = 1; i < sorted.Count; i++)
        {
            gaps[i] = start(sorted[i]) - reached;
            widest = Math.Max(widest, gaps[i]);
            reached = Math.Max(reached, end(sorted[i]));
        }

        // Lines of a grid are never spaced quite alike; what is less than half as wide parts a head from its text.
        var parts = new List<List<PptxShape>> { new() };
        for (var i = 0; i < sorted.Count; i++)
        {
            if (i > 0 && gaps[i] >= 0 && gaps[i] * 2 >= widest) parts.Add([]);
            parts[^1].Add(sorted[i]);
        }

        return (parts, widest);
    }
}
