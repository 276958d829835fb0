using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LongRag.Retrievers.Dense.Scan;

/// <summary>The width of the registers that a scan computes with.</summary>
internal enum ScanWidth
{
    Portable = 16,
    Avx2 = 32,
    Avx512 = 64,
}

/// <summary>The routines for one precision on one kind of machine.</summary>
internal readonly unsafe struct ScanKernel
{
    private ScanKernel(VectorPrecision precision, delegate*<byte**, byte*, nint, float*, void> one, delegate*<byte**, byte*, nint, float*, void> four)
    {
        One = one;
        Four = four;
        Widen = precision switch
        {
            VectorPrecision.Int8 => &Widening.Bytes,
            VectorPrecision.Float16 => &Widening.Halves,
            _ => null,
        };
    }

    /// <summary>The widest that this machine has.</summary>
    public static ScanWidth BestWidth { get; } =
        Vector512.IsHardwareAccelerated && Avx512BW.IsSupported ? ScanWidth.Avx512 : Avx2.IsSupported && Fma.IsSupported ? ScanWidth.Avx2 : ScanWidth.Portable;

    /// <summary>Four rows and one query.</summary>
    public delegate*<byte**, byte*, nint, float*, void> One { get; }

    /// <summary>Four rows and four queries.</summary>
    public delegate*<byte**, byte*, nint, float*, void> Four { get; }

    /// <summary>From a stored row to what the tiles take; null where they take it as it is.</summary>
    public delegate*<byte*, byte*, nint, void> Widen { get; }

    public static ScanKernel Of(VectorPrecision precision, ScanWidth width) => (precision == VectorPrecision.Int8, width) switch
    {
        (true, ScanWidth.Avx512) => new(precision, &Tile<ShortLanes512, Vector512<short>, Vector512<int>>.One, &Tile<ShortLanes512, Vector512<short>, Vector512<int>>.Four),
        (true, ScanWidth.Avx2) => new(precision, &Tile<ShortLanes256, Vector256<short>, Vector256<int>>.One, &Tile<ShortLanes256, Vector256<short>, Vector256<int>>.Four),
        (true, _) => new(precision, &Tile<ShortLanes128, Vector128<short>, Vector128<int>>.One, &Tile<ShortLanes128, Vector128<short>, Vector128<int>>.Four),
        (false, ScanWidth.Avx512) => new(precision, &Tile<FloatLanes512, Vector512<float>, Vector512<float>>.One, &Tile<FloatLanes512, Vector512<float>, Vector512<float>>.Four),
        (false, ScanWidth.Avx2) => new(precision, &Tile<FloatLanes256, Vector256<float>, Vector256<float>>.One, &Tile<FloatLanes256, Vector256<float>, Vector256<float>>.Four),
        (false, _) => new(precision, &Tile<FloatLanes128, Vector128<float>, Vector128<float>>.One, &Tile<FloatLanes128, Vector128<float>, Vector128<float>>.Four),
    };
}
