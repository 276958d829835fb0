using System.Numerics;

namespace LongRag.Retrievers.Dense.Scan;

/// <summary>Walks the allowed rows of a range, by ascending number.</summary>
internal unsafe ref struct RowCursor
{
    private readonly ulong* _allowed;
    private readonly int _end;
    private int _row;

    /// <param name="allowed">A bit for each row, or null for all.</param>
    /// <param name="start">The first row of the range.</param>
    /// <param name="end">The row after the last.</param>
    public RowCursor(ulong* allowed, int start, int end)
    {
        _allowed = allowed;
        _row = start;
        _end = end;
    }

    /// <summary>Fills the buffer as far as there are rows; gives what it filled.</summary>
    public Span<int> Next(Span<int> buffer)
    {
        var count = 0;
        if (_allowed is null)
        {
            while (count < buffer.Length && _row < _end) buffer[count++] = _row++;
            return buffer[..count];
        }

        while (count < buffer.Length && _row < _end)
        {
            var word = _allowed[_row >> 6] >> (_row & 63);
            if (word == 0)
            {
                _row = (_row | 63) + 1;
                continue;
            }

            _row += BitOperations.TrailingZeroCount(word);
            if (_row < _end) buffer[count++] = _row++;
        }

        return buffer[..count];
    }
}
