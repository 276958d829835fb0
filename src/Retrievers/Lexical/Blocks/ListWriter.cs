using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LongRag.Retrievers.Lexical.Blocks;

/// <summary>Lays out the postings of one term after the other. Memory: what the longest list takes.</summary>
internal sealed class ListWriter(byte[] codes, double averageLength)
{
    private const int Count = PackedBlock.Count;

    private readonly int[] _docs = new int[Count];
    private readonly int[] _frequencies = new int[Count];
    private readonly uint[] _numbers = new uint[Count];
    private readonly byte[] _packed = new byte[PackedBlock.BytesOf(32)];
    private readonly List<byte> _entries = [];
    private readonly List<byte> _data = [];
    private readonly List<byte> _start = [];
    private readonly Impacts _ofBlock = new();
    private readonly Impacts _ofList = new();
    private int _pending;
    private int _before;

    /// <summary>Postings of the list so far.</summary>
    public int Postings { get; private set; }

    /// <summary>Begins a list.</summary>
    public void Start()
    {
        (_pending, _before, Postings) = (0, -1, 0);
        _entries.Clear();
        _data.Clear();
        _ofList.Clear();
    }

    /// <summary>Adds a posting; documents rise.</summary>
    public void Add(int doc, int frequency)
    {
        _docs[_pending] = doc;
        _frequencies[_pending] = frequency;
        Postings++;
        if (++_pending == Count) EndBlock();
    }

    /// <summary>Ends the list and writes it; returns its bytes.</summary>
    public int WriteTo(PagedWriter target)
    {
        if (Postings < Count)
        {
            _start.Clear();
            GapCode.Append(_start, -1, _docs.AsSpan(0, _pending), _frequencies.AsSpan(0, _pending));
            target.Write(CollectionsMarshal.AsSpan(_start));
            return _start.Count;
        }

        if (_pending > 0) EndBlock();
        else AppendEntry(int.MaxValue, 0, []);
        _start.Clear();
        var best = _ofList.Unbeaten();
        VarInts.Append(_start, best.Count);
        foreach (var (frequency, length) in best)
        {
            VarInts.Append(_start, frequency);
            _start.Add(length);
        }

        target.Write(CollectionsMarshal.AsSpan(_start));
        target.Write(CollectionsMarshal.AsSpan(_entries));
        target.Write(CollectionsMarshal.AsSpan(_data));
        return _start.Count + _entries.Count + _data.Count;
    }

    private void EndBlock()
    {
        _ofBlock.Clear();
        for (var i = 0; i < _pending; i++) _ofBlock.Add(_frequencies[i], codes[_docs[i]]);
        _ofList.Add(_ofBlock);
        var pairs = _ofBlock.Unbeaten();
        Impacts.Reduce(pairs, Impacts.PerBlock, averageLength);
        if (_pending == Count)
        {
            for (var i = 0; i < Count; i++) _numbers[i] = (uint)(_frequencies[i] - 1);
            var width = PackedBlock.WidthOf(_numbers);
            AppendEntry(_docs[^1], width, pairs);
            var before = _before;
            var gaps = new uint[Count];
            for (var i = 0; i < Count; before = _docs[i], i++) gaps[i] = (uint)(_docs[i] - before - 1);
            AppendPacked(gaps);
            AppendPacked(_numbers);
        }
        else
        {
            AppendEntry(_docs[_pending - 1], 0, pairs);
            GapCode.Append(_data, _before, _docs.AsSpan(0, _pending), _frequencies.AsSpan(0, _pending));
        }

        (_before, _pending) = (_docs[_pending - 1], 0);
    }

    private void AppendPacked(ReadOnlySpan<uint> numbers)
    {
        var width = PackedBlock.WidthOf(numbers);
        PackedBlock.Pack(numbers, width, _packed);
        _data.AddRange(_packed.AsSpan(0, PackedBlock.BytesOf(width)));
    }

    private void AppendEntry(int last, int width, List<Impact> pairs)
    {
        Span<byte> entry = stackalloc byte[BlockFormat.EntryBytes];
        entry.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(entry, last);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], (uint)(_data.Count / BlockFormat.EntryBytes << 5) | (uint)width);
        for (var i = 0; i < pairs.Count; i++)
        {
            entry[8 + (2 * i)] = (byte)Math.Min(pairs[i].Frequency, Impacts.AnyFrequency);
            entry[9 + (2 * i)] = pairs[i].Length;
        }

        _entries.AddRange(entry);
    }
}
