using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LongRag.Retrievers.Dense.Scan;

/// <summary>Stored rows as the tiles take them: bytes as 16 bit integers, halves as single precision. Done once for all queries of a batch; the copy stays in the first-level cache.</summary>
internal static unsafe class Widening
{
    // A half's exponent is biased by 15, a float's by 127.
    private const float HalfBias = 5.192296858534828e33f;
    private const int HalfShift = 13;
    private const int SignAndFraction = unchecked((int)0x8FFFE000);

    /// <summary>Bytes to 16 bit integers. <paramref name="bytes"/> counts those of the stored row, a multiple of 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Bytes(byte* row, byte* wide, nint bytes)
    {
        for (nint i = 0; i < bytes; i += 32)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Vector512.WidenLower(Vector256.Load((sbyte*)row + i).ToVector512Unsafe()).Store((short*)wide + i);
                continue;
            }

            var (low, high) = Vector256.Widen(Vector256.Load((sbyte*)row + i));
            low.Store((short*)wide + i);
            high.Store((short*)wide + i + 16);
        }
    }

    /// <summary>Finite halves to floats, subnormal ones too: the fraction and exponent are moved into place, and a multiplication corrects the exponent's bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Halves(byte* row, byte* wide, nint bytes)
    {
        for (nint i = 0; i < bytes / 2; i += 16)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                var bits = Vector512.WidenLower(Vector256.Load((short*)row + i).ToVector512Unsafe());
                (((bits << HalfShift) & Vector512.Create(SignAndFraction)).AsSingle() * HalfBias).Store((float*)wide + i);
                continue;
            }

            var (low, high) = Vector256.Widen(Vector256.Load((short*)row + i));
            (((low << HalfShift) & Vector256.Create(SignAndFraction)).AsSingle() * HalfBias).Store((float*)wide + i);
            (((high << HalfShift) & Vector256.Create(SignAndFraction)).AsSingle() * HalfBias).Store((float*)wide + i + 8);
        }
    }
}
