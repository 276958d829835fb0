namespace LongRag.Ingest.Pdf;

/// <summary>What the strips of a band are to each other.</summary>
internal enum BandKind
{
    /// <summary>Columns of text: read one after the other.</summary>
    Columns,

    /// <summary>Cells of a table: read row by row.</summary>
    Table,

    /// <summary>Markers of a list, and its items.</summary>
    Marked,

    /// <summary>Numbers of the lines in the margin, and the lines.</summary>
    LineNumbers,
}

/// <summary>Tells columns of text from tables, lists and numbered lines.</summary>
internal static class BandShape
{
    // A line of prose has words, and most lines come near the width of their column.
    private const double ProseWords = 3;
    private const double ProseFill = 0.55;
    private const double WideCharactersPerWord = 3;
    private const double AlignedRows = 0.6;
    private const int LeastLineNumbers = 5;

    /// <summary>The kind of a band with these strips, from left to right.</summary>
    public static BandKind Of(IReadOnlyList<List<Chunk>> strips)
    {
        if (strips.Any(s => s.Exists(c => c.Table is not null))) return BandKind.Columns;
        if (strips.Count == 2 && IsLineNumbers(strips[0])) return BandKind.LineNumbers;
        if (strips.Count == 2 && strips[0].TrueForAll(c => c.Words.Count == 1 && ListMarker.Is(c.Words[0].Text)) && Aligned(strips[0], strips[1]) > 0.9) return BandKind.Marked;
        var prose = strips.Where(IsProse).ToArray();
        var aligned = strips.Where(s => !prose.Contains(s)).Select(s => strips.Max(other => ReferenceEquals(s, other) ? 0 : Aligned(s, other))).DefaultIfEmpty(0).Average();
        if (prose.Length >= 2) return prose.Length * 2 > strips.Count || aligned < AlignedRows ? BandKind.Columns : BandKind.Table;
        return aligned >= AlignedRows ? BandKind.Table : BandKind.Columns;
    }

    private static bool IsProse(List<Chunk> strip)
    {
        var rows = ColumnBands.Rows(strip);
        if (rows.Count < 2) return false;
        var width = strip.Max(c => c.X1) - strip.Min(c => c.X0);
        var fills = rows.Select(r => (r[^1].X1 - r[0].X0) / Math.Max(width, 1)).Order().ToArray();
        return rows.Average(r => r.Sum(Words)) >= ProseWords && fills[fills.Length / 2] >= ProseFill;
    }

    private static double Words(Chunk chunk) => chunk.Words.Sum(w => GlyphText.IsWide(w.Text[0]) ? Math.Max(1, w.Text.Length / WideCharactersPerWord) : w.Text.Any(char.IsLetter) ? 1 : 0.25);

    /// <summary>Share of the rows of a strip that stand on the baseline of something in the other.</summary>
    private static double Aligned(List<Chunk> strip, List<Chunk> other)
    {
        var hits = 0;
        foreach (var chunk in strip)
            if (other.Exists(o => Math.Abs(o.Y - chunk.Y) <= 0.3 * Math.Min(o.Size, chunk.Size))) hits++;
        return (double)hits / strip.Count;
    }

    private static bool IsLineNumbers(List<Chunk> strip)
    {
        if (strip.Count < LeastLineNumbers) return false;
        var last = int.MinValue;
        var step = 0;
        foreach (var chunk in strip.OrderByDescending(c => c.Y))
        {
            if (chunk.Words.Count != 1 || !int.TryParse(chunk.Words[0].Text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)) return false;
            if (last != int.MinValue && (number <= last || step > 0 && number - last != step)) return false;
            if (last != int.MinValue) step = number - last;
            last = number;
        }

        return step is 1 or 5 or 10;
    }
}
