using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LongRag.Retrievers.Lexical.Blocks;

/// <summary>
/// 128 numbers of one width, bit by bit. Number i stands in lane i mod 8; a lane's bits fill words of 32, and eight lanes' words lie side by side, so that one vector operation decodes eight neighbours.
/// Where the width is odd a lane ends with half a word: 128 numbers of w bits take 16 · w bytes, no more.
/// </summary>
internal static unsafe class PackedBlock
{
    /// <summary>Numbers in a block.</summary>
    public const int Count = 128;

    private const int Lanes = 8;
    private const int Rows = Count / Lanes;

    private static bool IsFast => Vector256.IsHardwareAccelerated;

    /// <summary>Bits that the largest of the numbers needs, 0 to 32.</summary>
    public static int WidthOf(ReadOnlySpan<uint> numbers)
    {
        var any = 0u;
        foreach (var number in numbers) any |= number;
        return 32 - BitOperations.LeadingZeroCount(any);
    }

    /// <summary>Bytes of a block.</summary>
    public static int BytesOf(int width) => Count / 8 * width;

    /// <summary>Writes 128 numbers, none wider than <paramref name="width"/>.</summary>
    public static void Pack(ReadOnlySpan<uint> numbers, int width, Span<byte> target)
    {
        target = target[..BytesOf(width)];
        target.Clear();
        for (var i = 0; i < Count; i++)
        {
            for (var (bit, left, number) = (i / Lanes * width, width, numbers[i]); left > 0;)
            {
                var (word, shift) = (bit / 32, bit % 32);
                var taken = Math.Min(left, 32 - shift);
                var isHalf = word == width / 2;
                var part = (uint)((number & (uint)((1ul << taken) - 1)) << shift);
                var at = isHalf ? (word * 32) + (i % Lanes * 2) : (word * 32) + (i % Lanes * 4);
                for (var b = 0; b < (isHalf ? 2 : 4); b++) target[at + b] |= (byte)(part >> (8 * b));
                number = taken == 32 ? 0 : number >> taken;
                (bit, left) = (bit + taken, left - taken);
            }
        }
    }

    /// <summary>Reads the 128 numbers, each one higher than written: frequencies.</summary>
    public static void UnpackPlusOne(byte* source, int width, int* target)
    {
        if (!IsFast)
        {
            UnpackPlusOnePlainly(source, width, target);
            return;
        }

        var rows = new RowReader(source, width);
        for (var row = 0; row < Rows; row++) (rows.Next() + Vector256<uint>.One).AsInt32().Store(target + (row * Lanes));
    }

    /// <summary>Reads the 128 gaps (the next document number, less the one before and 1) as document numbers.</summary>
    /// <param name="source">The packed gaps.</param>
    /// <param name="width">Their width.</param>
    /// <param name="before">The document number before the block; -1 at the beginning.</param>
    /// <param name="target">Takes 128 numbers.</param>
    public static void UnpackDocs(byte* source, int width, int before, int* target)
    {
        if (!IsFast)
        {
            UnpackDocsPlainly(source, width, before, target);
            return;
        }

        var rows = new RowReader(source, width);
        var carry = Vector256.Create((uint)before);
        for (var row = 0; row < Rows; row++)
        {
            var sums = rows.Next() + Vector256<uint>.One;
            sums += Vector256.Shuffle(sums, Vector256.Create(0u, 0, 1, 2, 3, 4, 5, 6)) & Vector256.Create(0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u);
            sums += Vector256.Shuffle(sums, Vector256.Create(0u, 0, 0, 1, 2, 3, 4, 5)) & Vector256.Create(0u, 0, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u);
            sums += Vector256.Shuffle(sums, Vector256.Create(0u, 0, 0, 0, 0, 1, 2, 3)) & Vector256.Create(0u, 0, 0, 0, ~0u, ~0u, ~0u, ~0u);
            sums += carry;
            sums.AsInt32().Store(target + (row * Lanes));
            carry = Vector256.Shuffle(sums, Vector256.Create(7u));
        }
    }

    /// <summary><see cref="UnpackPlusOne"/> without vectors.</summary>
    public static void UnpackPlusOnePlainly(byte* source, int width, int* target)
    {
        for (var i = 0; i < Count; i++) target[i] = (int)(At(source, width, i) + 1);
    }

    /// <summary><see cref="UnpackDocs"/> without vectors.</summary>
    public static void UnpackDocsPlainly(byte* source, int width, int before, int* target)
    {
        for (var i = 0; i < Count; i++) target[i] = before += (int)(At(source, width, i) + 1);
    }

    /// <summary>Reads one number.</summary>
    public static uint At(byte* source, int width, int index)
    {
        if (width == 0) return 0;
        var (bit, lane, full) = (index / Lanes * width, index % Lanes, width / 2);
        var (word, shift) = (bit / 32, bit % 32);
        var number = WordAt(source, word, lane, full) >> shift;
        if (shift + width > 32) number |= WordAt(source, word + 1, lane, full) << (32 - shift);
        return number & (uint)((1ul << width) - 1);
    }

    private static uint WordAt(byte* source, int word, int lane, int full) => word < full
        ? Unsafe.ReadUnaligned<uint>(source + (word * 32) + (lane * 4))
        : Unsafe.ReadUnaligned<ushort>(source + (full * 32) + (lane * 2));

    private ref struct RowReader
    {
        private readonly byte* _half;
        private readonly int _width;
        private readonly Vector256<uint> _mask;
        private byte* _next;
        private Vector256<uint> _word;
        private int _used;

        public RowReader(byte* source, int width)
        {
            _next = source;
            _half = source + (width / 2 * 32);
            _width = width;
            _mask = Vector256.Create((uint)((1ul << width) - 1));
            _used = 32;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<uint> Next()
        {
            if (_width == 0) return Vector256<uint>.Zero;
            if (_used == 32)
            {
                _word = Load();
                _used = 0;
            }

            var numbers = Vector256.ShiftRightLogical(_word, _used);
            _used += _width;
            if (_used > 32)
            {
                _word = Load();
                _used -= 32;
                numbers |= Vector256.ShiftLeft(_word, _width - _used);
            }

            return numbers & _mask;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector256<uint> Load()
        {
            if (_next == _half)
            {
                var half = Vector128.Load((ushort*)_half);
                return Vector256.Create(Vector128.WidenLower(half), Vector128.WidenUpper(half));
            }

            var word = Vector256.Load((uint*)_next);
            _next += 32;
            return word;
        }
    }
}
