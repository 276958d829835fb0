using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LongRag.Retrievers.Dense.Scan;

/// <summary>
/// Integers of 16 bits, 32 at a time (AVX-512): the rows' bytes widened, against a query of up to 16 bits. Two products are added within 32 bits, so nothing saturates, which products of bytes would.
/// </summary>
internal readonly unsafe struct ShortLanes512 : ILanes<Vector512<short>, Vector512<int>>
{
    public static int Bytes => 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Load(byte* from) => Vector512.Load((short*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> sum, Vector512<short> left, Vector512<short> right) => sum + Avx512BW.MultiplyAddAdjacent(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Reduce(Vector512<int> a, Vector512<int> b, Vector512<int> c, Vector512<int> d)
    {
        var ab = (Avx512F.UnpackLow(a, b) + Avx512F.UnpackHigh(a, b)).AsInt64();
        var cd = (Avx512F.UnpackLow(c, d) + Avx512F.UnpackHigh(c, d)).AsInt64();
        var all = Avx512F.UnpackLow(ab, cd).AsInt32() + Avx512F.UnpackHigh(ab, cd).AsInt32();
        var half = all.GetLower() + all.GetUpper();
        return Vector128.ConvertToSingle(half.GetLower() + half.GetUpper());
    }
}

/// <summary>Integers of 16 bits, 16 at a time (AVX2).</summary>
internal readonly unsafe struct ShortLanes256 : ILanes<Vector256<short>, Vector256<int>>
{
    public static int Bytes => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Load(byte* from) => Vector256.Load((short*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<short> left, Vector256<short> right) => sum + Avx2.MultiplyAddAdjacent(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Reduce(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d)
    {
        var all = Avx2.HorizontalAdd(Avx2.HorizontalAdd(a, b), Avx2.HorizontalAdd(c, d));
        return Vector128.ConvertToSingle(all.GetLower() + all.GetUpper());
    }
}

/// <summary>Integers of 16 bits, 8 at a time, on any machine.</summary>
internal readonly unsafe struct ShortLanes128 : ILanes<Vector128<short>, Vector128<int>>
{
    public static int Bytes => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> Load(byte* from) => Vector128.Load((short*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add(Vector128<int> sum, Vector128<short> left, Vector128<short> right)
    {
        var (leftLow, leftHigh) = Vector128.Widen(left);
        var (rightLow, rightHigh) = Vector128.Widen(right);
        return sum + (leftLow * rightLow) + (leftHigh * rightHigh);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Reduce(Vector128<int> a, Vector128<int> b, Vector128<int> c, Vector128<int> d) =>
        Vector128.ConvertToSingle(Vector128.Create(Vector128.Sum(a), Vector128.Sum(b), Vector128.Sum(c), Vector128.Sum(d)));
}
