using System.Globalization;

namespace LongRag.Ingest;

/// <summary>Writes a workbook sheet by sheet, within bounds. One use for each workbook.</summary>
internal sealed class WorkbookText
{
    /// <summary>Rows read of one sheet, and columns: those Excel has.</summary>
    public const int MostRows = 1_048_576;

    /// <inheritdoc cref="MostRows"/>
    public const int MostColumns = 16_384;

    // Cells read of a workbook, empty ones included: about five seconds. A document of 16 Mi characters has some two million with text.
    private const int MostCells = 16 * 1024 * 1024;

    private readonly ZipPackage _package;
    private readonly Workbook _workbook;
    private readonly CellStyles _styles;
    private readonly SharedStrings _strings;
    private readonly BlockWriter _writer;
    private readonly CancellationToken _cancellationToken;
    private long _charactersLeft;
    private int _cellsLeft = MostCells;

    /// <summary>Opens a workbook. Throws what its parts throw.</summary>
    /// <param name="package">The container.</param>
    /// <param name="writer">What is written to.</param>
    /// <param name="mostCharacters">Most characters that are written.</param>
    /// <param name="cancellationToken">Stops it between rows.</param>
    public WorkbookText(ZipPackage package, BlockWriter writer, int mostCharacters, CancellationToken cancellationToken)
    {
        (_package, _writer, _charactersLeft, _cancellationToken) = (package, writer, mostCharacters, cancellationToken);
        _workbook = Workbook.Read(package);
        _styles = CellStyles.Read(package, _workbook.StylesPart);
        var isLarge = _workbook.StringsPart is { } part && Math.Max(part.Declared, part.Compressed) > SharedStrings.KeptWhole;
        _strings = SharedStrings.Read(package, _workbook.StringsPart, isLarge ? StringsShown() : null, mostCharacters, cancellationToken);
    }

    public IReadOnlyList<Sheet> Sheets => _workbook.Sheets;

    /// <summary>Writes a sheet: its name as a heading, its rows. Nothing for one without text. Returns what was left out, null for nothing.</summary>
    public string? Write(Sheet sheet)
    {
        if (sheet.Part is null) return null;
        if (_charactersLeft <= 0 || _cellsLeft <= 0) return $"sheet '{sheet.Name}'";
        var heading = sheet.IsHidden ? sheet.Name + " (hidden)" : sheet.Name;
        var table = new SheetTable(_writer);
        var most = _charactersLeft - heading.Length - 2;
        var (hasHeading, rows, cutColumns) = (false, 0, false);
        string? leftOut = null;
        using var cells = new SheetCells(_package.Open(sheet.Part));
        while (leftOut is null && cells.NextRow())
        {
            _cancellationToken.ThrowIfCancellationRequested();
            var hasText = false;
            while (_cellsLeft > 0 && cells.NextCell())
            {
                _cellsLeft--;
                if (cells.Column >= MostColumns) cutColumns = true;
                else if (Text(cells) is { Length: > 0 } text)
                {
                    table.Add(cells.Column, text);
                    hasText = true;
                }
            }

            if (hasText && !hasHeading && most > 0)
            {
                _writer.Add(BlockKind.Heading, heading, level: 1);
                hasHeading = true;
            }

            if (!table.EndRow(most) || _cellsLeft <= 0 || ++rows > MostRows) leftOut = string.Create(CultureInfo.InvariantCulture, $"sheet '{sheet.Name}' from row {cells.Row} on");
        }

        table.Write();
        _charactersLeft = leftOut is null ? most - table.Characters : 0;
        return leftOut ?? (cutColumns ? string.Create(CultureInfo.InvariantCulture, $"columns of sheet '{sheet.Name}' behind the {MostColumns}th") : null);
    }

    /// <summary>The cell as it is shown; empty for nothing.</summary>
    private string Text(SheetCells cells)
    {
        if (cells.Kind == CellKind.Inline) return cells.InlineText;
        var value = cells.Value.Trim();
        if (value.IsEmpty) return "";
        switch (cells.Kind)
        {
            case CellKind.Shared:
                return int.TryParse(value, CultureInfo.InvariantCulture, out var index) ? _strings[index] ?? "" : "";
            case CellKind.Boolean:
                return value is "1" or "true" ? "TRUE" : "FALSE";
            case CellKind.Number:
                return Number(value, cells.Style);
            case CellKind.Date:
                return IsoDate(value);
            default:
                return RichText.Shown(value.ToString());
        }
    }

    private string Number(ReadOnlySpan<char> value, int style)
    {
        var format = _styles[style];

        // Most numbers are whole and have no format.
        if (format.IsGeneral && value.Length < 16 && value.IndexOfAnyExceptInRange('0', '9') < 0 && (value[0] != '0' || value.Length == 1)) return value.ToString();
        return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? BlockWriter.OneLine(format.Format(number, _workbook.From1904)) : RichText.Shown(value.ToString());
    }

    /// <summary>Dates that are not numbers are ISO already; a time of midnight says nothing.</summary>
    private static string IsoDate(ReadOnlySpan<char> value)
    {
        var text = RichText.Shown(value.ToString());
        return text.EndsWith("T00:00:00", StringComparison.Ordinal) || text.EndsWith("T00:00:00.000", StringComparison.Ordinal) || text.EndsWith("T00:00:00Z", StringComparison.Ordinal) ? text[..10] : text.Replace('T', ' ');
    }

    /// <summary>The numbers of the strings in the cells that can be written at all: with the least text that a cell can have.</summary>
    private NumberSet StringsShown()
    {
        var shown = new NumberSet();
        var (left, charactersLeft) = (MostCells, _charactersLeft);
        foreach (var sheet in Sheets)
        {
            if (sheet.Part is null) continue;
            using var cells = new SheetCells(_package.Open(sheet.Part));
            for (var rows = 0; left > 0 && charactersLeft > 0 && rows <= MostRows && cells.NextRow(); rows++)
            {
                _cancellationToken.ThrowIfCancellationRequested();
                while (left > 0 && cells.NextCell())
                {
                    left--;
                    if (cells.Value.IsEmpty && cells.InlineText.Length == 0 || cells.Column >= MostColumns) continue;
                    charactersLeft -= 1 + BlockWriter.CellDivider.Length;
                    if (cells.Kind == CellKind.Shared && int.TryParse(cells.Value, CultureInfo.InvariantCulture, out var index)) shown.Add(index);
                }
            }
        }

        return shown;
    }
}
