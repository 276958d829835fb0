using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LongRag.Retrievers.Dense;

/// <summary>Ten bytes: the 20 hexadecimal digits of a passage's or a document's name. Compared as the digits are.</summary>
[InlineArray(Length)]
internal struct ShortId : IComparable<ShortId>, IEquatable<ShortId>
{
    public const int Length = 10;

    private byte _first;

    public static ShortId Of(string digits)
    {
        var id = default(ShortId);
        // Not every store's ids need be hexadecimal: any other is refused, not cut.
        if (digits.Length != 2 * Length || Convert.FromHexString(digits, id, out _, out var written) != System.Buffers.OperationStatus.Done || written != Length)
            throw new ArgumentException($"'{digits}' is not the name of a passage or a document: 20 hexadecimal digits are.", nameof(digits));
        return id;
    }

    /// <summary>A number that differs for different ids as good as always: they are hashes.</summary>
    public readonly ulong Hash => BinaryPrimitives.ReadUInt64LittleEndian(this);

    public readonly int CompareTo(ShortId other) => ((ReadOnlySpan<byte>)this).SequenceCompareTo(other);

    public readonly bool Equals(ShortId other) => ((ReadOnlySpan<byte>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is ShortId other && Equals(other);

    public override readonly int GetHashCode() => (int)Hash;

    public override readonly string ToString() => Convert.ToHexStringLower(this);
}

/// <summary>A passage in the index.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1, Size = Bytes)]
internal struct RowRecord
{
    public const int Bytes = 32;

    public ShortId Passage;
    public ushort Unused;

    /// <summary>Number of its document in the table.</summary>
    public int Document;

    /// <summary>Ordinal of the innermost section that holds it.</summary>
    public int Section;

    /// <summary>Row of its vector in the cache.</summary>
    public int Slot;

    /// <summary>UTF-16 units of the text that was embedded.</summary>
    public int Characters;

    /// <summary>Of its code and scale.</summary>
    public uint Checksum;

    public static uint ChecksumOf(ReadOnlySpan<byte> code, float scale)
    {
        var hash = new XxHash32();
        hash.Append(code);
        hash.Append(MemoryMarshal.AsBytes([scale]));
        return hash.GetCurrentHashAsUInt32();
    }
}

/// <summary>A document in the index. Its passages are rows that follow one another.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1, Size = Bytes)]
internal struct DocumentRecord
{
    public const int Bytes = 40;

    public ShortId Document;
    public ushort Unused;

    /// <summary>Its first row.</summary>
    public int FirstRow;

    /// <summary>Number of its rows.</summary>
    public int Rows;

    /// <summary>Length of the sum of its passages' vectors: with it, the cosine of the mean vector is the sum of the passages' cosines over this.</summary>
    public float SumNorm;

    /// <summary>Bytes of its description in JSON.</summary>
    public int JsonBytes;

    /// <summary>Where they begin.</summary>
    public long JsonAt;

    /// <summary>Of the description.</summary>
    public uint Checksum;
}
