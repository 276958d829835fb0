namespace LongRag.Ingest;

/// <summary>A set of numbers from 0, one bit each.</summary>
internal sealed class NumberSet
{
    // 16 MiB of bits. A workbook with more shared strings would have to have gigabytes of them.
    private const int Most = 128 * 1024 * 1024;

    private ulong[] _bits = new ulong[1024];

    public int Count { get; private set; }

    /// <summary>Adds a number; one that no workbook has is left out.</summary>
    public void Add(int number)
    {
        if (number is < 0 or >= Most || Contains(number)) return;
        if (number >> 6 >= _bits.Length) Array.Resize(ref _bits, Math.Max(_bits.Length * 2, (number >> 6) + 1));
        _bits[number >> 6] |= 1UL << number;
        Count++;
    }

    public bool Contains(int number) => number >> 6 < _bits.Length && (_bits[number >> 6] & 1UL << number) != 0;
}
