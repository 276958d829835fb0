using System.Runtime.InteropServices;
using CsCheck;
using LongRag.Retrievers.Dense.Scan;
using Xunit;

namespace LongRag.Retrievers.Tests.Dense.Scan;

public sealed class VectorRowsTests
{
    [Theory]
    [InlineData(VectorPrecision.Int8, 384, 384)]
    [InlineData(VectorPrecision.Float16, 384, 768)]
    [InlineData(VectorPrecision.Float32, 384, 1536)]
    [InlineData(VectorPrecision.Int8, 1, 64)]
    [InlineData(VectorPrecision.Float16, 33, 128)]
    [InlineData(VectorPrecision.Float32, 17, 128)]
    public void A_row_has_a_multiple_of_64_bytes(VectorPrecision precision, int dimensions, int bytes) => Assert.Equal(bytes, VectorRows.BytesOf(precision, dimensions));

    [Fact]
    public void The_greatest_value_becomes_127_and_the_rest_in_proportion()
    {
        var row = new byte[64];
        Array.Fill(row, (byte)9);
        VectorRows.Write([0.5f, -1, 0, 0.25f], row, VectorPrecision.Int8, out var scale);
        Assert.Equal(1 / 127f, scale);
        Assert.Equal([64, -127, 0, 32, 0], MemoryMarshal.Cast<byte, sbyte>(row)[..5].ToArray());
        Assert.Equal(new byte[60], row[4..]);
    }

    [Fact]
    public void A_vector_of_zeros_has_scale_0()
    {
        var row = new byte[64];
        VectorRows.Write([0, 0], row, VectorPrecision.Int8, out var scale);
        Assert.Equal(0, scale);
        Assert.Equal(new byte[64], row);
    }

    [Fact]
    public void A_stored_byte_is_within_half_a_scale_of_its_value() => Gen.Float[-1e30f, 1e30f].Array[1, 70].Sample(vector =>
    {
        var row = new byte[VectorRows.BytesOf(VectorPrecision.Int8, vector.Length)];
        VectorRows.Write(vector, row, VectorPrecision.Int8, out var scale);
        for (var i = 0; i < vector.Length; i++) Assert.Equal(vector[i], (sbyte)row[i] * (double)scale, 0.5001 * scale);
    });

    [Fact]
    public void Half_precision_clamps_what_it_cannot_hold()
    {
        var row = new byte[64];
        VectorRows.Write([1e9f, -1e9f, 0.5f], row, VectorPrecision.Float16, out var scale);
        Assert.Equal(1, scale);
        Assert.Equal([Half.MaxValue, Half.MinValue, (Half)0.5f], MemoryMarshal.Cast<byte, Half>(row)[..3].ToArray());
    }

    [Fact]
    public unsafe void Every_finite_half_is_widened_to_its_value()
    {
        Half[] halves = [.. Enumerable.Range(0, 65536).Select(i => BitConverter.UInt16BitsToHalf((ushort)i)).Where(Half.IsFinite)];
        var wide = new float[halves.Length];
        fixed (Half* from = halves)
        fixed (float* to = wide) Widening.Halves((byte*)from, (byte*)to, halves.Length * 2);
        Assert.Equal(halves.Select(h => (float)h), wide);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_value_that_is_not_finite_is_refused(float value) => Assert.Throws<ArgumentException>(() => VectorRows.Write([value], new byte[64], VectorPrecision.Float32, out _));

    [Fact]
    public void A_row_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => VectorRows.Write([1], new byte[65], VectorPrecision.Float32, out _));
}
