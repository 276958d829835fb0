using System.Runtime.InteropServices;
using LongRag.Retrievers.Dense.Scan;

namespace LongRag.Retrievers.Tests.Dense.Scan;

/// <summary>Vectors written as rows into memory of their own, with what each stored value means.</summary>
internal sealed unsafe class NativeRows : IDisposable
{
    private readonly byte* _rows;
    private readonly float* _scales;

    public NativeRows(IReadOnlyList<float[]> vectors, int dimensions, VectorPrecision precision)
    {
        var bytes = VectorRows.BytesOf(precision, dimensions);
        _rows = (byte*)NativeMemory.AlignedAlloc((nuint)(Math.Max(vectors.Count, 1) * bytes), 64);
        _scales = (float*)NativeMemory.AlignedAlloc((nuint)(Math.Max(vectors.Count, 1) * sizeof(float)), 64);
        for (var i = 0; i < vectors.Count; i++)
        {
            VectorRows.Write(vectors[i], new Span<byte>(_rows + ((nint)i * bytes), bytes), precision, out var scale);
            _scales[i] = scale;
        }

        Rows = new VectorRows(_rows, _scales, vectors.Count, dimensions, precision);
    }

    public VectorRows Rows { get; }

    /// <summary>The vector that a row stands for.</summary>
    public double[] Stored(int row)
    {
        var at = Rows[row];
        return [.. Enumerable.Range(0, Rows.Dimensions).Select(i => Rows.Precision switch
        {
            VectorPrecision.Int8 => ((sbyte*)at)[i] * (double)_scales[row],
            VectorPrecision.Float16 => (double)((Half*)at)[i],
            _ => ((float*)at)[i],
        })];
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_rows);
        NativeMemory.AlignedFree(_scales);
    }
}
