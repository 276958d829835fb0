using System.Runtime.InteropServices;
using CsCheck;
using LongRag.Retrievers.Lexical.Blocks;
using Xunit;

namespace LongRag.Retrievers.Tests.Lexical.Blocks;

public sealed unsafe class CodecTests
{
    private static readonly Gen<int> AnyGap = Gen.OneOf(Gen.Int[1, 3], Gen.Int[1, 5_000], Gen.Int[1, 10_000_000]);
    private static readonly Gen<int> AnyFrequency = Gen.OneOf(Gen.Const(1), Gen.Const(1), Gen.Int[1, 9], Gen.Int[1, int.MaxValue]);

    [Fact]
    public void Blocks_of_every_width_come_back_number_by_number_and_all_at_once()
    {
        var random = new Random(1);
        for (var width = 0; width <= 32; width++)
        {
            for (var round = 0; round < 20; round++)
            {
                var numbers = new uint[PackedBlock.Count];
                for (var i = 0; i < numbers.Length; i++) numbers[i] = (uint)(random.NextInt64(1L << 32) & ((1L << width) - 1));
                if (width > 0) numbers[random.Next(numbers.Length)] |= 1u << (width - 1);
                Assert.Equal(width, PackedBlock.WidthOf(numbers));
                var bytes = new byte[PackedBlock.BytesOf(width)];
                PackedBlock.Pack(numbers, width, bytes);
                Assert.Equal(16 * width, bytes.Length);
                // Exactly as many bytes as said: a read behind them would be one behind the array.
                fixed (byte* source = bytes)
                {
                    var (fast, docs) = (new int[PackedBlock.Count], new int[PackedBlock.Count]);
                    fixed (int* target = fast) PackedBlock.UnpackPlusOne(source, width, target);
                    fixed (int* target = docs) PackedBlock.UnpackDocs(source, width, 41, target);
                    var doc = 41;
                    for (var i = 0; i < numbers.Length; i++)
                    {
                        Assert.Equal(numbers[i], PackedBlock.At(source, width, i));
                        Assert.Equal((int)(numbers[i] + 1), fast[i]);
                        Assert.Equal(doc = unchecked(doc + (int)numbers[i] + 1), docs[i]);
                    }
                }
            }
        }
    }

    [Fact]
    public void Vectors_and_plain_code_read_the_same() => Gen.Select(Gen.Int[0, 32], Gen.Byte.Array[512]).Sample((width, bytes) =>
    {
        var (vector, plain) = (new int[PackedBlock.Count], new int[PackedBlock.Count]);
        fixed (byte* source = bytes)
        fixed (int* v = vector, p = plain)
        {
            PackedBlock.UnpackDocs(source, width, -1, v);
            PackedBlock.UnpackDocsPlainly(source, width, -1, p);
            Assert.Equal(plain, vector);
            PackedBlock.UnpackPlusOne(source, width, v);
            PackedBlock.UnpackPlusOnePlainly(source, width, p);
            Assert.Equal(plain, vector);
        }
    });

    [Fact]
    public void Short_lists_come_back() => Gen.Select(AnyGap, AnyFrequency).Array[1, 127].Select(Gen.Int[-1, 100_000]).Sample((postings, before) =>
    {
        var docs = new int[postings.Length];
        for (var (i, doc) = (0, (long)before); i < docs.Length; i++) docs[i] = (int)(doc += postings[i].Item1);
        int[] frequencies = [.. postings.Select(p => p.Item2)];
        var bytes = new List<byte>();
        GapCode.Append(bytes, before, docs, frequencies);
        bytes.AddRange(new byte[8]);
        var (docsBack, frequenciesBack) = (new int[docs.Length], new int[docs.Length]);
        fixed (byte* source = CollectionsMarshal.AsSpan(bytes))
        fixed (int* d = docsBack, f = frequenciesBack) GapCode.Read(source, before, docs.Length, d, f);
        Assert.Equal(docs, docsBack);
        Assert.Equal(frequencies, frequenciesBack);
    });

    [Fact]
    public void A_far_document_after_many_neighbours_takes_few_bytes()
    {
        int[] docs = [.. Enumerable.Range(0, 126), int.MaxValue - 1];
        var bytes = new List<byte>();
        GapCode.Append(bytes, -1, docs, Enumerable.Repeat(1, docs.Length).ToArray());
        Assert.InRange(bytes.Count, 1, 500);
    }

    [Fact]
    public void Numbers_in_bytes_come_back() => Gen.Long[0, long.MaxValue].Sample(number =>
    {
        var bytes = new List<byte>();
        VarInts.Append(bytes, number);
        fixed (byte* source = CollectionsMarshal.AsSpan(bytes))
        {
            var at = source;
            Assert.Equal(number, VarInts.Read(ref at));
            Assert.Equal(bytes.Count, (int)(at - source));
        }
    });

    [Fact]
    public void Fewer_pairs_bound_all_that_more_pairs_bound() => Gen.Select(Gen.Select(Gen.Int[1, 300], Gen.Byte).Array[1, 128], Gen.Int[1, 5]).Sample((postings, most) =>
    {
        var impacts = new Impacts();
        foreach (var (frequency, length) in postings) impacts.Add(frequency, length);
        var pairs = impacts.Unbeaten();
        Assert.Equal(pairs.OrderBy(p => p.Frequency).ThenBy(p => p.Length), pairs);
        Assert.All(pairs, p => Assert.Contains((p.Frequency, p.Length), postings));
        Impacts.Reduce(pairs, most, 100);
        Assert.InRange(pairs.Count, 1, most);
        foreach (var (frequency, length) in postings) Assert.Contains(pairs, p => p.Frequency >= frequency && p.Length <= length);
    });
}
