using System.Numerics;

namespace LongRag.Retrievers.Lexical;

/// <summary>
/// Lengths in one byte as current Lucene keeps them (SmallFloat.intToByte4): exact up to 39, above with four significant bits. Monotonic, so a longer field never counts as shorter.
/// Lucene 4.8's own coding has three bits and starts losing at 4.
/// </summary>
internal static class SmallLength
{
    // The bit patterns of a float of 3 mantissa bits that int.MaxValue needs; the codes that remain hold the smallest lengths as they are.
    private const int LargestFloat = 231;
    private const int ExactLengths = 255 - LargestFloat;

    private const int MantissaBits = 3;
    private const int MantissaMask = (1 << MantissaBits) - 1;

    private static readonly int[] Lengths = [.. Enumerable.Range(0, 256).Select(code => Decode((byte)code))];

    /// <summary>The code of a length that is not negative.</summary>
    public static byte Encode(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return length < ExactLengths ? (byte)length : (byte)(ExactLengths + Small(length - ExactLengths));
    }

    /// <summary>The length a code stands for: the greatest that <see cref="Encode"/> gives the code of its bucket's start.</summary>
    public static int LengthOf(byte code) => Lengths[code];

    private static int Small(int value)
    {
        var bits = 32 - BitOperations.LeadingZeroCount((uint)value);
        if (bits <= MantissaBits + 1) return value;
        var shift = bits - (MantissaBits + 1);
        return ((value >> shift) & MantissaMask) | ((shift + 1) << MantissaBits);
    }

    private static int Decode(byte code)
    {
        if (code < ExactLengths) return code;
        var small = code - ExactLengths;
        var shift = (small >> MantissaBits) - 1;
        var mantissa = small & MantissaMask;
        return ExactLengths + (shift < 0 ? mantissa : (mantissa | (1 << MantissaBits)) << shift);
    }
}
