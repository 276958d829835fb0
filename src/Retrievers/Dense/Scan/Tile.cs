using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LongRag.Retrievers.Dense.Scan;

/// <summary>
/// Inner products of four rows with one query or with four. Every pair has one running sum, added up in the same order in both, so that a row's score does not depend on what else is asked.
/// Four by four takes 16 sums and 5 other registers of AVX-512's 32 and loads 8 registers for 16 multiplications: the multipliers are the limit, not the loads.
/// </summary>
internal static unsafe class Tile<TLanes, TVector, TSum>
    where TLanes : ILanes<TVector, TSum>
    where TSum : struct
{
    /// <summary>Four rows, one query: four scores.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void One(byte** rows, byte* query, nint bytes, float* scores)
    {
        byte* r0 = rows[0], r1 = rows[1], r2 = rows[2], r3 = rows[3];
        TSum s0 = default, s1 = default, s2 = default, s3 = default;
        for (nint i = 0; i < bytes; i += TLanes.Bytes)
        {
            var q = TLanes.Load(query + i);
            s0 = TLanes.Add(s0, TLanes.Load(r0 + i), q);
            s1 = TLanes.Add(s1, TLanes.Load(r1 + i), q);
            s2 = TLanes.Add(s2, TLanes.Load(r2 + i), q);
            s3 = TLanes.Add(s3, TLanes.Load(r3 + i), q);
        }

        TLanes.Reduce(s0, s1, s2, s3).Store(scores);
    }

    /// <summary>Four rows, four queries that lie <paramref name="bytes"/> apart: the four scores of the first query, then those of the second, and so on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Four(byte** rows, byte* query, nint bytes, float* scores)
    {
        byte* r0 = rows[0], r1 = rows[1], r2 = rows[2], r3 = rows[3];
        byte* q0 = query, q1 = q0 + bytes, q2 = q1 + bytes, q3 = q2 + bytes;
        TSum a0 = default, a1 = default, a2 = default, a3 = default;
        TSum b0 = default, b1 = default, b2 = default, b3 = default;
        TSum c0 = default, c1 = default, c2 = default, c3 = default;
        TSum d0 = default, d1 = default, d2 = default, d3 = default;
        for (nint i = 0; i < bytes; i += TLanes.Bytes)
        {
            var r = TLanes.Load(r0 + i);
            var qa = TLanes.Load(q0 + i);
            var qb = TLanes.Load(q1 + i);
            var qc = TLanes.Load(q2 + i);
            var qd = TLanes.Load(q3 + i);
            a0 = TLanes.Add(a0, r, qa);
            b0 = TLanes.Add(b0, r, qb);
            c0 = TLanes.Add(c0, r, qc);
            d0 = TLanes.Add(d0, r, qd);
            r = TLanes.Load(r1 + i);
            a1 = TLanes.Add(a1, r, qa);
            b1 = TLanes.Add(b1, r, qb);
            c1 = TLanes.Add(c1, r, qc);
            d1 = TLanes.Add(d1, r, qd);
            r = TLanes.Load(r2 + i);
            a2 = TLanes.Add(a2, r, qa);
            b2 = TLanes.Add(b2, r, qb);
            c2 = TLanes.Add(c2, r, qc);
            d2 = TLanes.Add(d2, r, qd);
            r = TLanes.Load(r3 + i);
            a3 = TLanes.Add(a3, r, qa);
            b3 = TLanes.Add(b3, r, qb);
            c3 = TLanes.Add(c3, r, qc);
            d3 = TLanes.Add(d3, r, qd);
        }

        TLanes.Reduce(a0, a1, a2, a3).Store(scores);
        TLanes.Reduce(b0, b1, b2, b3).Store(scores + 4);
        TLanes.Reduce(c0, c1, c2, c3).Store(scores + 8);
        TLanes.Reduce(d0, d1, d2, d3).Store(scores + 12);
    }
}
