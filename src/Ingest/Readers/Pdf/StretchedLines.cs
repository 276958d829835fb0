namespace LongRag.Ingest.Pdf;

/// <summary>Tells lines that justification stretched to their column from cells: their gaps meet by chance.</summary>
internal static class StretchedLines
{
    // All in type sizes.
    private const double SameEdge = 0.5;
    private const double Indent = 4;
    private const double SameParagraph = 1.6;

    /// <summary>True where all rows of a band run from edge to edge, hold words, and go on with the lines above or below.</summary>
    public static bool Are(Band band, Band? above, Band? below)
    {
        if (band.Chunks.Exists(c => c.Table is not null)) return false;
        var rows = ColumnBands.Rows(band.Chunks);
        var (left, right) = (rows.Min(r => r[0].X0), rows.Max(r => r[^1].X1));
        foreach (var row in rows)
        {
            var size = row[0].Size;
            if (right - row[^1].X1 > SameEdge * size || row[0].X0 - left > Indent * size || !row[^1].Words.TrueForAll(w => w.Text.Any(char.IsLetter))) return false;
        }

        return above is not null && GoesOn(ColumnBands.Rows(above.Chunks)[^1], rows[0], left, right) || below is not null && GoesOn(rows[^1], ColumnBands.Rows(below.Chunks)[0], left, right);
    }

    private static bool GoesOn(List<Chunk> upper, List<Chunk> lower, double left, double right)
    {
        var size = Math.Min(upper[0].Size, lower[0].Size);
        var step = upper[0].Y - lower[0].Y;
        if (step > SameParagraph * size || Math.Abs(upper[0].Size - lower[0].Size) > 0.1 * size) return false;
        // Both lines fill the column, or the lower one ends its paragraph.
        return Math.Abs(upper[^1].X1 - right) <= SameEdge * size && Math.Abs(upper[0].X0 - left) <= Indent * size && Math.Abs(lower[0].X0 - left) <= Indent * size && lower[^1].X1 <= right + SameEdge * size;
    }
}
