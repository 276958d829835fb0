using System.Numerics;
using System.Runtime.CompilerServices;

namespace LongRag.Retrievers.Lexical.Blocks;

/// <summary>
/// Postings too few for a packed block, bit by bit: each gap by Rice's code (a number of zeros, a one, then as many low bits as suit the mean gap), each frequency by Elias's gamma code, none where all are 1.
/// A byte before them says which. About three bits a posting fewer than bytes of seven bits take.
/// </summary>
internal static unsafe class GapCode
{
    private const int AllOnce = 1 << 5;

    // Bits that are surely there when eight bytes are read at any bit.
    private const int Sure = 57;

    /// <summary>Appends postings; documents rise from behind <paramref name="before"/>. At least one.</summary>
    public static void Append(List<byte> target, int before, ReadOnlySpan<int> docs, ReadOnlySpan<int> frequencies)
    {
        var low = LowBitsOf(docs, before);
        var allOnce = !frequencies.ContainsAnyExcept(1);
        target.Add((byte)(low | (allOnce ? AllOnce : 0)));
        var (held, count) = (0ul, 0);
        for (var i = 0; i < docs.Length; i++)
        {
            var gap = (uint)(docs[i] - before - 1);
            before = docs[i];
            Zeros((int)(gap >> low));
            Put(1 | ((gap & ((1ul << low) - 1)) << 1), low + 1);
            if (allOnce) continue;
            var bits = BitOperations.Log2((uint)frequencies[i]);
            Zeros(bits);
            Put(1 | (((uint)frequencies[i] & ((1ul << bits) - 1)) << 1), bits + 1);
        }

        if (count > 0) target.Add((byte)held);

        void Zeros(int many)
        {
            for (; many > 0; many -= 32) Put(0, Math.Min(many, 32));
        }

        void Put(ulong bits, int many)
        {
            held |= bits << count;
            for (count += many; count >= 8; count -= 8)
            {
                target.Add((byte)held);
                held >>= 8;
            }
        }
    }

    /// <summary>Reads postings. Looks up to eight bytes behind them.</summary>
    public static void Read(byte* source, int before, int count, int* docs, int* frequencies)
    {
        var (low, allOnce) = (*source & 31, (*source & AllOnce) != 0);
        source++;
        var (at, mask) = (0L, (1u << low) - 1);
        for (var i = 0; i < count; i++)
        {
            // A gap and a frequency of one, the usual ones, are in what one reading gives.
            var window = Window(source, at);
            var high = BitOperations.TrailingZeroCount(window);
            if (high + low + 2 <= Sure && (allOnce || ((window >> (high + low + 1)) & 1) != 0))
            {
                docs[i] = before += (int)(((uint)high << low) | ((uint)(window >> (high + 1)) & mask)) + 1;
                frequencies[i] = 1;
                at += high + low + (allOnce ? 1 : 2);
                continue;
            }

            high = Unary(source, ref at);
            docs[i] = before += (int)(((uint)high << low) | ((uint)Window(source, at) & mask)) + 1;
            at += low;
            if (allOnce)
            {
                frequencies[i] = 1;
                continue;
            }

            var bits = Unary(source, ref at);
            frequencies[i] = (int)((1u << bits) | ((uint)Window(source, at) & ((1u << bits) - 1)));
            at += bits;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Window(byte* source, long at) => Unsafe.ReadUnaligned<ulong>(source + (at >> 3)) >> (int)(at & 7);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Unary(byte* source, ref long at)
    {
        var zeros = 0;
        while (true)
        {
            var here = BitOperations.TrailingZeroCount(Window(source, at));
            if (here < Sure)
            {
                at += here + 1;
                return zeros + here;
            }

            zeros += Sure;
            at += Sure;
        }
    }

    // The best near the logarithm of the mean; then no gap has more zeros than a few times the number of postings.
    private static int LowBitsOf(ReadOnlySpan<int> docs, int before)
    {
        var mean = Math.Max(1u, (uint)(docs[^1] - before) / (uint)docs.Length);
        var (best, least) = (0, long.MaxValue);
        for (var low = Math.Max(0, BitOperations.Log2(mean) - 2); low <= BitOperations.Log2(mean); low++)
        {
            var bits = (long)docs.Length * low;
            for (var i = 0; i < docs.Length; i++) bits += (uint)(docs[i] - (i == 0 ? before : docs[i - 1]) - 1) >> low;
            if (bits < least) (best, least) = (low, bits);
        }

        return best;
    }
}
