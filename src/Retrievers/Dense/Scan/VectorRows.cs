using System.Runtime.InteropServices;

namespace LongRag.Retrievers.Dense.Scan;

/// <summary>
/// Vectors as they lie in memory, usually a mapped file: one row after the other, the values of a row in order (little endian), then zeros up to a multiple of <see cref="RowAlignment"/> bytes, so that
/// kernels need no tail. Nothing is copied: the memory must stay mapped, and unchanged, while a scan runs.
/// </summary>
internal readonly unsafe struct VectorRows
{
    /// <summary>Bytes of which every row has a multiple. Scans are fastest where the first row also lies at such an address.</summary>
    public const int RowAlignment = 64;

    private const float GreatestByte = 127f;

    /// <param name="rows">The first byte of row 0.</param>
    /// <param name="scales">For <see cref="VectorPrecision.Int8"/> one scale for each row; otherwise not read and may be null.</param>
    /// <param name="count">How many rows there are.</param>
    /// <param name="dimensions">Values of a vector, at least 1.</param>
    /// <param name="precision">How the values are written.</param>
    public VectorRows(byte* rows, float* scales, int count, int dimensions, VectorPrecision precision)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > 0 && rows is null) throw new ArgumentNullException(nameof(rows));
        if (count > 0 && scales is null && precision == VectorPrecision.Int8) throw new ArgumentNullException(nameof(scales));
        RowBytes = BytesOf(precision, dimensions);
        Rows = rows;
        Scales = scales;
        Count = count;
        Dimensions = dimensions;
        Precision = precision;
    }

    public byte* Rows { get; }

    public float* Scales { get; }

    public int Count { get; }

    public int Dimensions { get; }

    public VectorPrecision Precision { get; }

    /// <summary>Bytes from one row to the next.</summary>
    public int RowBytes { get; }

    /// <summary>The row's address.</summary>
    public byte* this[int row] => Rows + ((nint)row * RowBytes);

    /// <summary>Bytes of a row, its zeros included.</summary>
    public static int BytesOf(VectorPrecision precision, int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        if (precision is not (VectorPrecision.Int8 or VectorPrecision.Float16 or VectorPrecision.Float32)) throw new ArgumentOutOfRangeException(nameof(precision), precision, "no known precision");
        return checked((dimensions * (int)precision) + RowAlignment - 1) / RowAlignment * RowAlignment;
    }

    /// <summary>Writes a vector as a row, zeros included.</summary>
    /// <param name="vector">Finite values.</param>
    /// <param name="row">Exactly <see cref="BytesOf"/> bytes.</param>
    /// <param name="precision">How to write them. Half precision takes values to ±65,504; greater ones are clamped.</param>
    /// <param name="scale">What a stored byte is multiplied by: the greatest absolute value / 127 (symmetric, so that zero stays zero); 0 for the zero vector; 1 for the other precisions.</param>
    /// <exception cref="ArgumentException">A value is not finite, or <paramref name="row"/> has another length.</exception>
    public static void Write(ReadOnlySpan<float> vector, Span<byte> row, VectorPrecision precision, out float scale)
    {
        if (row.Length != BytesOf(precision, vector.Length)) throw new ArgumentException($"A row of {vector.Length} values has {BytesOf(precision, vector.Length)} bytes, not {row.Length}.", nameof(row));
        var greatest = 0f;
        foreach (var value in vector)
        {
            if (!float.IsFinite(value)) throw new ArgumentException("A value of the vector is not finite.", nameof(vector));
            greatest = Math.Max(greatest, Math.Abs(value));
        }

        row[(vector.Length * (int)precision)..].Clear();
        scale = 1;
        switch (precision)
        {
            case VectorPrecision.Int8:
                scale = greatest / GreatestByte;
                Bytes(vector, MemoryMarshal.Cast<byte, sbyte>(row), scale);
                break;
            case VectorPrecision.Float16:
                var halves = MemoryMarshal.Cast<byte, Half>(row);
                for (var i = 0; i < vector.Length; i++) halves[i] = (Half)Math.Clamp(vector[i], (float)Half.MinValue, (float)Half.MaxValue);
                break;
            default:
                vector.CopyTo(MemoryMarshal.Cast<byte, float>(row));
                break;
        }
    }

    // Divides rather than multiplies by the inverse: a scale may be so small that its inverse is infinite.
    private static void Bytes(ReadOnlySpan<float> vector, Span<sbyte> row, float scale)
    {
        for (var i = 0; i < vector.Length; i++)
            row[i] = scale > 0 ? (sbyte)Math.Clamp(MathF.Round(vector[i] / scale), -GreatestByte, GreatestByte) : (sbyte)0;
    }
}
