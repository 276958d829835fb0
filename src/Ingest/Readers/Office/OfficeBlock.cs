namespace LongRag.Ingest;

/// <summary>A block of an Office document before it is written: inside of a table it becomes a part of a cell, on a slide it waits for its place in the reading order.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; empty for a table with rows.</param>
/// <param name="Level">As in <see cref="Block"/>.</param>
/// <param name="Rows">Cells of a table; null for text.</param>
internal readonly record struct OfficeBlock(BlockKind Kind, string Text, int Level = 0, IReadOnlyList<string[]>? Rows = null)
{
    /// <summary>The block inside of a cell: rows as lines.</summary>
    public string Flat => Rows is null ? Text ?? "" : string.Join('\n', Rows.Select(row => string.Join(BlockWriter.CellDivider, row)));

    /// <summary>Characters of its text, without putting it together.</summary>
    public long Length => Rows is null ? Text?.Length ?? 0 : Rows.Sum(row => row.Sum(cell => (long)cell.Length));

    /// <summary>Writes the block.</summary>
    public void WriteTo(BlockWriter writer)
    {
        if (Rows is null) writer.Add(Kind, Text, Level);
        else writer.AddTable(Rows);
    }
}
