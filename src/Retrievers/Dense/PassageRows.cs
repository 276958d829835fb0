using System.Numerics;

namespace LongRag.Retrievers.Dense;

/// <summary>Finds the row of a passage: an open hash table of row numbers, 8 to 16 bytes a row, made when it is first needed.</summary>
internal sealed class PassageRows
{
    // Row numbers plus one; 0 is free. Ids are hashes themselves.
    private readonly int[] _table;

    public PassageRows(ReadOnlySpan<RowRecord> rows, RowBits live)
    {
        _table = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, rows.Length * 2L))];
        for (var row = 0; row < rows.Length; row++)
        {
            if (!live[row]) continue;
            var at = PlaceOf(rows[row].Passage);
            while (_table[at] != 0) at = (at + 1) & (_table.Length - 1);
            _table[at] = row + 1;
        }
    }

    /// <summary>The row; -1 where there is none.</summary>
    public int Find(ReadOnlySpan<RowRecord> rows, ShortId passage)
    {
        for (var at = PlaceOf(passage); _table[at] != 0; at = (at + 1) & (_table.Length - 1))
            if (rows[_table[at] - 1].Passage.Equals(passage)) return _table[at] - 1;
        return -1;
    }

    private int PlaceOf(ShortId passage) => (int)(passage.Hash & (ulong)(_table.Length - 1));
}
