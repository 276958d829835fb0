using System.Xml;

namespace LongRag.Ingest;

/// <summary>Reads a table: a row for each of its rows, or, where it only puts blocks side by side or draws a frame around them, these blocks. One use.</summary>
internal sealed class DocxTable(DocxFlow flow)
{
    // A cell with more text is a column of a page. Long cells of real tables (requirements, minutes) stay below.
    private const int LongestCell = 2000;

    // Columns that a row may leave out before its first cell: Word has 63 at most.
    private const int MostSkipped = 63;

    // Blocks of all cells without any; never added to.
    private static readonly List<OfficeBlock> Nothing = [];

    private readonly List<List<List<OfficeBlock>>> _rows = [];
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

        if (IsLayout()) blocks.AddRange(_rows.SelectMany(row => row).SelectMany(cell => cell));
        else blocks.Add(new OfficeBlock(BlockKind.Table, "", Rows: [.. _rows.Select(row => row.Select(TextOf).ToArray())]));
    }

    private bool IsLayout() => _columns == 1 && _rows.TrueForAll(row => row.Count <= 1) || _rows.Exists(row => row.Exists(cell => cell.Sum(block => (long)block.Flat.Length) > LongestCell));

    private static string TextOf(List<OfficeBlock> cell) => cell.Count switch
    {
        0 => "",
        1 => cell[0].Flat,
        _ => string.Join('\n', cell.Select(block => block.Flat)),
    };

    private void ReadRow(XmlReader reader)
    {
        var row = new List<List<OfficeBlock>>();
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
        if (!isDropped) _rows.Add(row);
    }

    /// <summary>True for a row that was deleted or is hidden.</summary>
    private static bool ReadRowProperties(XmlReader reader, List<List<OfficeBlock>> row)
    {
        var (depth, isDropped) = (reader.Depth, false);
        while (reader.ToNextElement(depth))
        {
            switch (reader.LocalName)
            {
                case "gridBefore":
                    for (var i = Math.Min(reader.Number() ?? 0, MostSkipped); i > 0; i--) row.Add(Nothing);
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
    private List<OfficeBlock>? ReadCell(XmlReader reader)
    {
        var (blocks, cell) = (new List<OfficeBlock>(), new DocxCell());
        flow.Read(reader, blocks, cell);
        if (cell.IsJoinedToLeft) return null;
        return cell.IsJoinedToAbove || cell.IsDeleted || blocks.Count == 0 ? Nothing : blocks;
    }
}
