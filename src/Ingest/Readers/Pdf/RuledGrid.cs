namespace LongRag.Ingest.Pdf;

/// <summary>The grid of a table's rules. Where a rule is missing between two cells they are one.</summary>
internal sealed class RuledGrid
{
    private const int MostCells = 20_000;
    private const double Snap = 2;
    private const double Outside = 6;

    // Where only the columns are ruled, lines on one height are rows.
    private const int LeastUnruledRows = 3;
    private const double WordsOfProse = 4;

    private readonly double[] _xs;
    private readonly double[] _ys;
    private readonly int[] _cell;
    private readonly int[] _first;

    private RuledGrid(double[] xs, double[] ys, List<Rule> across, List<Rule> down)
    {
        (_xs, _ys) = (xs, ys);
        _cell = [.. Enumerable.Range(0, Rows * Columns)];
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                if (column + 1 < Columns && !Covers(down, _xs[column + 1], _ys[row + 1], _ys[row])) Unite(row, column, row, column + 1);
                if (row + 1 < Rows && !Covers(across, _ys[row + 1], _xs[column], _xs[column + 1])) Unite(row, column, row + 1, column);
            }
        }

        _first = new int[_cell.Length];
        for (var cell = _cell.Length - 1; cell >= 0; cell--) _first[Root(cell)] = cell;
    }

    public int Rows => _ys.Length - 1;

    public int Columns => _xs.Length - 1;

    public double Left => _xs[0];

    public double Right => _xs[^1];

    public double Top => _ys[0];

    public double Bottom => _ys[^1];

    /// <summary>The grid of rules that cross; null where it has fewer than two columns or cells.</summary>
    public static RuledGrid? Of(List<Rule> across, List<Rule> down)
    {
        if (across.Count < 2 || down.Count < 1) return null;
        // Tables without a frame end where their rules do.
        var xs = Distinct([.. down.Select(r => r.At)], across.Min(r => r.From), across.Max(r => r.To));
        var ys = Distinct([.. across.Select(r => r.At)], down.Min(r => r.From), down.Max(r => r.To));
        Array.Reverse(ys);
        return xs.Length >= 3 && ys.Length >= 2 && (xs.Length - 1) * (ys.Length - 1) <= MostCells ? new RuledGrid(xs, ys, across, down) : null;
    }

    public bool Holds(Chunk chunk)
    {
        var (x, y) = ((chunk.X0 + chunk.X1) / 2, chunk.Y + 0.3 * chunk.Size);
        return y < Top && y > Bottom && chunk.X0 < Right - 1 && chunk.X1 > Left + 1 && (x > Left && x < Right || chunk.Words.Exists(w => w.X0 > Left && w.X1 < Right));
    }

    /// <summary>Words of the chunks by cell, as lines; words beyond the grid are left over.</summary>
    public Dictionary<int, List<Chunk>> Distribute(List<Chunk> chunks, out List<Chunk> left)
    {
        var cells = new Dictionary<int, List<Chunk>>();
        left = [];
        foreach (var chunk in chunks)
        {
            var row = Array.FindLastIndex(_ys, y => y >= chunk.Y + 0.3 * chunk.Size);
            foreach (var part in chunk.Words.GroupBy(w => ColumnOf((w.X0 + w.X1) / 2)))
            {
                var words = chunk.With([.. part]);
                if (part.Key < 0 || row < 0 || row >= Rows)
                {
                    left.Add(words);
                    continue;
                }

                var cell = Root(row * Columns + part.Key);
                if (!cells.TryGetValue(cell, out var lines)) cells[cell] = lines = [];
                lines.Add(words);
            }
        }

        return cells;
    }

    /// <summary>The rows, each with a cell for every column; null where there is nothing like a table.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Table(Dictionary<int, List<Chunk>> words, Hyphens hyphens)
    {
        if (words.Count < 2) return null;
        var table = new List<string[]>();
        for (var row = 0; row < Rows; row++)
        {
            // A cell over several rows or columns says its text once, in the first of them.
            var own = Enumerable.Range(0, Columns).Where(c => IsFirst(row, c) && words.ContainsKey(Root(row * Columns + c))).ToDictionary(c => c, c => words[Root(row * Columns + c)]);
            if (UnruledRows(own) is { } unruled)
            {
                table.AddRange(unruled);
                continue;
            }

            table.Add([.. Enumerable.Range(0, Columns).Select(c => own.TryGetValue(c, out var lines) ? Text(lines, hyphens) : "")]);
        }

        return table;
    }

    private string[][]? UnruledRows(Dictionary<int, List<Chunk>> cells)
    {
        if (cells.Count < 2) return null;
        var rows = ColumnBands.Rows([.. cells.Values.SelectMany(c => c)]);
        if (rows.Count < LeastUnruledRows) return null;
        var full = cells.Values.Count(c => ColumnBands.Rows(c).Count >= LeastUnruledRows && c.Average(line => line.Words.Count) < WordsOfProse);
        if (full < 2 || full * 2 < cells.Count || rows.Count(r => r.Count >= 2) * 3 < rows.Count * 2) return null;
        var columnOf = cells.SelectMany(c => c.Value, (c, chunk) => (chunk, c.Key)).ToDictionary(p => p.chunk, p => p.Key);
        return [.. rows.Select(r => Enumerable.Range(0, Columns).Select(c => r.Where(chunk => columnOf[chunk] == c).ToArray() is { Length: > 0 } here ? TextLine.Of(here).Text : "").ToArray())];
    }

    private static string Text(List<Chunk> chunks, Hyphens hyphens)
    {
        var text = "";
        foreach (var line in ColumnBands.Rows(chunks).Select(r => TextLine.Of(r).Text))
            text = hyphens.Join(text, line);

        return text;
    }

    private bool IsFirst(int row, int column) => _first[Root(row * Columns + column)] == row * Columns + column;

    private int ColumnOf(double x)
    {
        if (x < Left || x > Right) return -1;
        var at = Array.FindLastIndex(_xs, edge => edge <= x);
        return Math.Min(at, Columns - 1);
    }

    private int Root(int cell)
    {
        while (_cell[cell] != cell) cell = _cell[cell] = _cell[_cell[cell]];
        return cell;
    }

    private void Unite(int row, int column, int otherRow, int otherColumn) => _cell[Root(otherRow * Columns + otherColumn)] = Root(row * Columns + column);

    private static bool Covers(List<Rule> rules, double at, double from, double to)
    {
        var covered = 0.0;
        foreach (var rule in rules)
            if (Math.Abs(rule.At - at) < Snap) covered += Math.Max(0, Math.Min(rule.To, to) - Math.Max(rule.From, from));
        return covered * 2 >= to - from;
    }

    private static double[] Distinct(List<double> at, double first, double last)
    {
        at.Sort();
        if (first < at[0] - Outside) at.Insert(0, first);
        if (last > at[^1] + Outside) at.Add(last);
        var distinct = new List<double>();
        foreach (var value in at)
            if (distinct.Count == 0 || value - distinct[^1] >= Snap) distinct.Add(value);
        return [.. distinct];
    }
}
