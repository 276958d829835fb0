using System.Numerics;

namespace LongRag.Retrievers.Dense;

/// <summary>A set of rows.</summary>
internal sealed class RowBits(int rows)
{
    private const int WordBits = 64;

    /// <summary>Bit r % 64 of word r / 64 is row r. Bits behind the last row are zero.</summary>
    public ulong[] Words { get; } = new ulong[(rows + WordBits - 1) / WordBits];

    /// <summary>How many rows there are, in the set or not.</summary>
    public int Rows { get; } = rows;

    /// <summary>How many are in it.</summary>
    public int Count => Words.Sum(word => BitOperations.PopCount(word));

    public bool this[int row] => (Words[row / WordBits] & (1UL << (row % WordBits))) != 0;

    /// <summary>Adds rows that follow one another.</summary>
    public void Set(int first, int count) => Change(first, count, static (word, mask) => word | mask);

    /// <summary>Takes rows out that follow one another.</summary>
    public void Clear(int first, int count) => Change(first, count, static (word, mask) => word & ~mask);

    private void Change(int first, int count, Func<ulong, ulong, ulong> change)
    {
        for (var end = first + count; first < end;)
        {
            var bits = Math.Min(WordBits - (first % WordBits), end - first);
            var mask = (bits == WordBits ? ulong.MaxValue : (1UL << bits) - 1) << (first % WordBits);
            Words[first / WordBits] = change(Words[first / WordBits], mask);
            first += bits;
        }
    }
}
