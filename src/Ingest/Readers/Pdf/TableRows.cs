namespace LongRag.Ingest.Pdf;

/// <summary>Rows of a table that has no rules: cells on one baseline, and lines that go on in the cells above.</summary>
internal static class TableRows
{
    // A line that goes on in a cell stands nearer to the line above it than the next row does.
    private const double NearerThanRows = 0.87;

    /// <summary>Takes rows of one cell off the top and the bottom of a band of at least two strips: a caption, a note.</summary>
    public static (List<Chunk> Above, List<Chunk> Below) TakeSingles(List<List<Chunk>> strips)
    {
        var rows = ColumnBands.Rows([.. strips.SelectMany(s => s)]);
        var first = rows.FindIndex(r => r.Count > 1);
        var last = rows.FindLastIndex(r => r.Count > 1);
        if (first < 0) return ([], []);
        List<Chunk> above = [.. rows.Take(first).SelectMany(r => r)], below = [.. rows.Skip(last + 2).SelectMany(r => r)];
        var taken = new HashSet<Chunk>([.. above, .. below], ReferenceEqualityComparer.Instance);
        foreach (var strip in strips) strip.RemoveAll(taken.Contains);
        return (above, below);
    }

    /// <summary>The rows of the strips of a band, a cell for each strip.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Of(IReadOnlyList<List<Chunk>> strips, Hyphens hyphens)
    {
        var columnOf = new Dictionary<Chunk, int>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < strips.Count; i++)
            foreach (var chunk in strips[i]) columnOf[chunk] = i;
        var rows = ColumnBands.Rows([.. columnOf.Keys]);
        var typical = TypicalStep(rows, columnOf);
        var table = new List<string[]>();
        for (var r = 0; r < rows.Count; r++)
        {
            var cells = new string[strips.Count];
            Array.Fill(cells, "");
            foreach (var group in rows[r].GroupBy(c => columnOf[c])) cells[group.Key] = TextLine.Of([.. group]).Text;
            if (r > 0 && GoesOn(table[^1], cells) && rows[r - 1][0].Y - rows[r][0].Y < NearerThanRows * typical)
            {
                for (var i = 0; i < cells.Length; i++)
                    if (cells[i].Length > 0) table[^1][i] = hyphens.Join(table[^1][i], cells[i]);
                continue;
            }

            table.Add(cells);
        }

        return table;
    }

    private static bool GoesOn(string[] above, string[] cells)
    {
        if (cells[0].Length > 0) return false;
        for (var i = 0; i < cells.Length; i++)
            if (cells[i].Length > 0 && (above[i].Length == 0 || !cells[i].Any(char.IsLetter))) return false;
        return true;
    }

    /// <summary>Distance between rows that begin with a first cell.</summary>
    private static double TypicalStep(List<List<Chunk>> rows, Dictionary<Chunk, int> columnOf)
    {
        var starts = rows.FindAll(r => columnOf[r[0]] == 0);
        if (starts.Count < 2) return 0;
        var steps = new List<double>();
        for (var i = 1; i < starts.Count; i++) steps.Add(starts[i - 1][0].Y - starts[i][0].Y);
        steps.Sort();
        return steps[steps.Count / 2];
    }
}
