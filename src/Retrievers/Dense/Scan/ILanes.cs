using System.Runtime.Intrinsics;

namespace LongRag.Retrievers.Dense.Scan;

/// <summary>One width of vector registers for one kind of value: what a <see cref="Tile{TLanes, TVector, TSum}"/> is built from.</summary>
/// <typeparam name="TVector">A register of values.</typeparam>
/// <typeparam name="TSum">A register of running sums.</typeparam>
internal unsafe interface ILanes<TVector, TSum>
{
    /// <summary>Bytes of a register; <see cref="VectorRows.RowAlignment"/> is a multiple.</summary>
    static abstract int Bytes { get; }

    static abstract TVector Load(byte* from);

    /// <summary>The sums with the products of two registers added.</summary>
    static abstract TSum Add(TSum sum, TVector left, TVector right);

    /// <summary>The whole sum of each of four registers.</summary>
    static abstract Vector128<float> Reduce(TSum a, TSum b, TSum c, TSum d);
}
