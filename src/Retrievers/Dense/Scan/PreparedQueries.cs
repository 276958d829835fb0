using System.Runtime.InteropServices;

namespace LongRag.Retrievers.Dense.Scan;

/// <summary>
/// Queries as the tiles take them: one after the other, with zeros up to the length of a row and to a multiple of four queries. For <see cref="VectorPrecision.Int8"/> they are quantised, to as many bits as
/// sums of 32 bits allow: 16 for up to 512 dimensions, so that the rows' 8 bits alone decide the error.
/// </summary>
internal sealed unsafe class PreparedQueries : IDisposable
{
    /// <summary>How many queries a tile takes.</summary>
    public const int Group = 4;

    private const int GreatestByte = 128;
    private readonly float[] _scales;
    private byte* _memory;

    public PreparedQueries(in VectorRows rows, ReadOnlySpan<float[]> queries)
    {
        Count = queries.Length;
        var values = rows.RowBytes / (int)rows.Precision;
        Bytes = values * (rows.Precision == VectorPrecision.Int8 ? sizeof(short) : sizeof(float));
        var size = (nuint)Bytes * (nuint)((Count + Group - 1) / Group * Group);
        _memory = (byte*)NativeMemory.AlignedAlloc(Math.Max(size, 1), VectorRows.RowAlignment);
        NativeMemory.Clear(_memory, size);
        _scales = new float[Count];
        for (var i = 0; i < Count; i++) _scales[i] = Write(queries[i], this[i], rows.Precision, values);
    }

    public int Count { get; }

    /// <summary>Bytes from one query to the next; of a widened row too.</summary>
    public int Bytes { get; }

    public byte* this[int query] => _memory + ((nint)query * Bytes);

    /// <summary>What the tile's sum is multiplied by, besides the row's scale; NaN for a query with a value that is not finite, which therefore finds nothing.</summary>
    public float Scale(int query) => _scales[query];

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }

    private static float Write(float[] query, byte* to, VectorPrecision precision, int values)
    {
        var greatest = 0f;
        foreach (var value in query)
        {
            if (!float.IsFinite(value)) return float.NaN;
            greatest = Math.Max(greatest, Math.Abs(value));
        }

        if (precision != VectorPrecision.Int8)
        {
            query.CopyTo(new Span<float>(to, query.Length));
            return 1;
        }

        var steps = Math.Min(short.MaxValue, int.MaxValue / GreatestByte / values);
        var scale = greatest / steps;
        if (scale > 0)
            for (var i = 0; i < query.Length; i++) ((short*)to)[i] = (short)Math.Clamp(MathF.Round(query[i] / scale), -steps, steps);
        return scale;
    }
}
