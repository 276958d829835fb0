using System.Text;

namespace LongRag.Ingest;

/// <summary>
/// Collects the rows of a sheet and writes them as blocks. Columns stay in line: an empty cell keeps its place, except to the left of the first column used, behind the last one of a row, and in gaps wider
/// than <see cref="MostGap"/>.
/// </summary>
internal sealed class SheetTable(BlockWriter writer)
{
    /// <summary>Most empty cells in a row that are written one by one. A sheet with a cell in column A and one in column XFD would else be 16,382 dividers.</summary>
    public const int MostGap = 32;

    // A block is one string more while it is made; passages are cut between rows anyhow.
    private const int RowsPerBlock = 1000;

    private readonly StringBuilder _row = new();
    private readonly List<(int First, string Text)> _rows = [];
    private int _first = int.MaxValue;
    private int _rowFirst;
    private int _last;

    /// <summary>Characters that the rows have so far, dividers included: never less than is written.</summary>
    public long Characters { get; private set; }

    /// <summary>Appends a cell to the row at hand.</summary>
    public void Add(int column, string text)
    {
        if (_row.Length == 0) _rowFirst = column;
        else
        {
            // Cells out of order, which no application writes, follow each other.
            for (var i = Math.Clamp(column - _last, 1, MostGap); i > 0; i--) _row.Append(BlockWriter.CellDivider);
        }

        _row.Append(text);
        _last = column;
    }

    /// <summary>Ends the row at hand; false, and the row is dropped, where it would be more than the characters left.</summary>
    public bool EndRow(long mostCharacters)
    {
        if (_row.Length == 0) return true;
        var cost = _row.Length + Math.Min(_rowFirst, MostGap) * BlockWriter.CellDivider.Length + 2;
        var fits = Characters + cost <= mostCharacters;
        if (fits)
        {
            Characters += cost;
            _first = Math.Min(_first, _rowFirst);
            _rows.Add((_rowFirst, _row.ToString()));
        }

        _row.Clear();
        if (_rows.Count == RowsPerBlock) Write();
        return fits;
    }

    /// <summary>Writes the rows that wait.</summary>
    public void Write()
    {
        if (_rows.Count == 0) return;
        var table = new StringBuilder();
        foreach (var (first, text) in _rows)
        {
            if (table.Length > 0) table.Append('\n');
            for (var i = Math.Min(first - _first, MostGap); i > 0; i--) table.Append(BlockWriter.CellDivider);
            table.Append(text);
        }

        writer.Add(BlockKind.Table, table.ToString());
        _rows.Clear();
    }
}
