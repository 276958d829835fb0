using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LongRag.Retrievers.Dense.Scan;

/// <summary>
/// Scores a few rows at a time against all queries, on one thread. Sixteen rows and a group of four queries stay in the first-level cache while they meet; meanwhile the next rows are asked of the memory, so that
/// reading and computing overlap in a batch too.
/// </summary>
internal sealed unsafe class ScanBlock : IDisposable
{
    /// <summary>How many rows are scored together.</summary>
    public const int Rows = 16;

    private const int TileRows = 4;
    private const int CacheLine = 64;
    private readonly VectorRows _rows;
    private readonly PreparedQueries _queries;
    private readonly ScanKernel _kernel;
    private byte* _wide;

    public ScanBlock(in VectorRows rows, PreparedQueries queries, ScanKernel kernel)
    {
        (_rows, _queries, _kernel) = (rows, queries, kernel);
        if (kernel.Widen != null) _wide = (byte*)NativeMemory.AlignedAlloc((nuint)(queries.Bytes * Rows), VectorRows.RowAlignment);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_wide);
        _wide = null;
    }

    /// <summary>Scores rows and keeps the best of each query.</summary>
    /// <param name="numbers">The rows' numbers, ascending, at most <see cref="Rows"/>.</param>
    /// <param name="next">The rows that will follow.</param>
    /// <param name="best">One for each query.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Keep(ReadOnlySpan<int> numbers, ReadOnlySpan<int> next, BestRows[] best)
    {
        var at = stackalloc byte*[Rows];
        var scales = stackalloc float[Rows];
        var scores = stackalloc float[TileRows * PreparedQueries.Group];
        Locate(numbers, at, scales);
        var tiles = (numbers.Length + TileRows - 1) / TileRows;
        var groups = (_queries.Count + PreparedQueries.Group - 1) / PreparedQueries.Group;
        var ahead = new Ahead(_rows, next, tiles * groups);
        for (var query = 0; query < _queries.Count; query += PreparedQueries.Group)
        {
            var count = Math.Min(PreparedQueries.Group, _queries.Count - query);
            for (var tile = 0; tile < numbers.Length; tile += TileRows)
            {
                ahead.Step();
                (count == 1 ? _kernel.One : _kernel.Four)(at + tile, _queries[query], _queries.Bytes, scores);
                var rowScales = Vector128.Load(scales + tile);
                for (var i = 0; i < count; i++)
                {
                    var scaled = Vector128.Load(scores + (i * TileRows)) * _queries.Scale(query + i) * rowScales;
                    var kept = best[query + i];
                    if (kept.IsFull && !Vector128.GreaterThanAny(scaled, Vector128.Create(kept.Threshold))) continue;
                    for (var j = 0; j < TileRows && tile + j < numbers.Length; j++) kept.Add(numbers[tile + j], scaled[j]);
                }
            }
        }
    }

    /// <summary>The scores of rows with the first query.</summary>
    public void Score(ReadOnlySpan<int> numbers, Span<float> scores)
    {
        var at = stackalloc byte*[Rows];
        var scales = stackalloc float[Rows];
        var tileScores = stackalloc float[TileRows];
        Locate(numbers, at, scales);
        for (var tile = 0; tile < numbers.Length; tile += TileRows)
        {
            _kernel.One(at + tile, _queries[0], _queries.Bytes, tileScores);
            var scaled = Vector128.Load(tileScores) * _queries.Scale(0) * Vector128.Load(scales + tile);
            for (var j = 0; j < TileRows && tile + j < numbers.Length; j++) scores[tile + j] = scaled[j];
        }
    }

    // Fills the last tile with its last row again.
    private void Locate(ReadOnlySpan<int> numbers, byte** at, float* scales)
    {
        var filled = (numbers.Length + TileRows - 1) / TileRows * TileRows;
        for (var i = 0; i < filled; i++)
        {
            var row = numbers[Math.Min(i, numbers.Length - 1)];
            at[i] = _rows[row];
            scales[i] = _rows.Precision == VectorPrecision.Int8 ? _rows.Scales[row] : 1;
            if (_wide == null) continue;
            var wide = _wide + ((nint)i * _queries.Bytes);
            if (i < numbers.Length) _kernel.Widen(at[i], wide, _rows.RowBytes);
            else wide = _wide + ((nint)(numbers.Length - 1) * _queries.Bytes);
            at[i] = wide;
        }
    }

    // Spreads the asking for the next rows over the tiles of these.
    private ref struct Ahead(VectorRows rows, ReadOnlySpan<int> next, int steps)
    {
        private readonly ReadOnlySpan<int> _next = next;
        private readonly int _linesPerStep = ((next.Length * (rows.RowBytes / CacheLine)) + steps - 1) / Math.Max(steps, 1);
        private int _row;
        private int _offset;

        public void Step()
        {
            if (!Sse.IsSupported) return;
            for (var i = 0; i < _linesPerStep && _row < _next.Length; i++)
            {
                Sse.Prefetch1(rows[_next[_row]] + _offset);
                _offset += CacheLine;
                if (_offset < rows.RowBytes) continue;
                _offset = 0;
                _row++;
            }
        }
    }
}
