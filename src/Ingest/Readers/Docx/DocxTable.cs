using System.Xml;

namespace LongRag.Ingest;

/// <summary>Reads a table: a row for each of its rows, or, where it only puts blocks side by side or draws a frame around them, these blocks. One use.</summary>
internal sealed class DocxTable(DocxFlow flow)
{
    // A cell with more text is a column of a page. Long cells of real tables (requirements, minutes) stay below.
    private const int LongestCell = 2000;

    // Columns that a row may leave out before its first cell: Word has 63 at most.
    private const int MostSkipped = 63;

    private readonly List<Content[]> _rows = [];
    private readonly List<OfficeBlock> _blocks = [];
    private int _columns;

    /// <summary>Reads the table and stays on its end.</summary>
    public void Read(XmlReader reader, List<OfficeBlock> blocks)
    {
        var depth = reader.Depth;
        while (reader.ToNextElement(depth))
        {
            if (flow.IsRepeated(reader)) continue;
            switch (reader.LocalName)
            {
                case "gridCol":
                    _columns++;
                    break;
                case "tr":
                    ReadRow(reader);
                    break;
                case "tblPr" or "tblGridChange" or "sdtPr" or "sdtEndPr" or "del" or "moveFrom":
                    reader.SkipContent();
                    break;
            }
        }

        if (!IsLayout()) blocks.Add(new OfficeBlock(BlockKind.Table, "", Rows: [.. _rows.Select(row => Array.ConvertAll(row, cell => cell.Text))]));
        else foreach (var cell in _rows.SelectMany(row => row)) cell.AddTo(blocks);
    }

    private bool IsLayout() => _columns == 1 && _rows.TrueForAll(row => row.Length <= 1) || _rows.Exists(row => Array.Exists(row, cell => cell.Length > LongestCell));

    private void ReadRow(XmlReader reader)
    {
        var row = new List<Content>();
        var (depth, isDropped) = (reader.Depth, false);
        while (reader.ToNextElement(depth))
        {
            if (flow.IsRepeated(reader)) continue;
            switch (reader.LocalName)
            {
                case "trPr":
                    isDropped = ReadRowProperties(reader, row);
                    break;
                case "tc":
                    if (ReadCell(reader) is { } cell) row.Add(cell);
                    break;
                case "tblPrEx" or "sdtPr" or "sdtEndPr":
                    reader.SkipContent();
                    break;
            }
        }

        // Cells cost memory even where they are empty.
        flow.Source.Count(row.Count);
        if (!isDropped) _rows.Add([.. row]);
    }

    /// <summary>True for a row that was deleted or is hidden.</summary>
    private static bool ReadRowProperties(XmlReader reader, List<Content> row)
    {
        var (depth, isDropped) = (reader.Depth, false);
        while (reader.ToNextElement(depth))
        {
            switch (reader.LocalName)
            {
                case "gridBefore":
                    for (var i = Math.Min(reader.Number() ?? 0, MostSkipped); i > 0; i--) row.Add(default);
                    break;
                case "del":
                    isDropped = true;
                    break;
                case "hidden":
                    isDropped |= reader.IsOn();
                    break;
                case "trPrChange":
                    reader.SkipContent();
                    break;
            }
        }

        return isDropped;
    }

    /// <summary>The blocks of a cell: none where it goes on with the cell above, null where it goes on with the cell before.</summary>
    private Content? ReadCell(XmlReader reader)
    {
        var cell = new DocxCell();
        flow.Read(reader, _blocks, cell);
        var content = cell.IsJoinedToAbove || cell.IsDeleted ? default : Content.Of(_blocks);
        _blocks.Clear();
        return cell.IsJoinedToLeft ? null : content;
    }

    /// <summary>The blocks of a cell. A table of a million cells is held until it ends, and almost all of them have one block.</summary>
    private readonly record struct Content(OfficeBlock Only, OfficeBlock[]? Many)
    {
        public long Length => Many is null ? Only.Length : Many.Sum(block => block.Length);

        public string Text => Many is null ? Only.Flat : string.Join('\n', Many.Select(block => block.Flat));

        public static Content Of(List<OfficeBlock> blocks) => blocks.Count switch
        {
            0 => default,
            1 => new Content(blocks[0], null),
            _ => new Content(default, [.. blocks]),
        };

        public void AddTo(List<OfficeBlock> blocks)
        {
            if (Many is not null) blocks.AddRange(Many);
            else if (Only.Length > 0) blocks.Add(Only);
        }
    }
}
