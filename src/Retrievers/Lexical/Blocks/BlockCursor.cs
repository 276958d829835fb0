using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LongRag.Retrievers.Lexical.Blocks;

/// <summary>
/// Walks the postings of one clause in one segment, forwards only. Decodes a block when something in it is asked for, its scores when a score is. Reused; its buffers stay where they are.
/// </summary>
internal sealed unsafe class BlockCursor
{
    /// <summary>Greater than any document.</summary>
    public const int None = int.MaxValue;

    private const int Count = PackedBlock.Count;

    // Pinned: pointers into it hold as long as this does.
    private readonly int[] _buffer = GC.AllocateUninitializedArray<int>((3 * Count) + Vector256<int>.Count, pinned: true);
    private readonly int* _docs;
    private readonly int* _frequencies;
    private readonly float* _scores;
    private byte* _entries;
    private byte* _data;
    private byte* _codes;
    private float* _inverse;
    private float _weight;
    private int _blocks;
    private int _postings;
    private int _block;
    private int _last;
    private int _count;
    private int _at;
    private bool _hasDocs;
    private bool _hasFrequencies;
    private bool _hasScores;
    private float _maximum;
    private bool _hasMaximum;

    public BlockCursor()
    {
        _frequencies = (int*)Unsafe.AsPointer(ref _buffer[0]);
        _scores = (float*)(_frequencies + Count);
        _docs = _frequencies + (2 * Count);
    }

    /// <summary>The highest score of the list.</summary>
    public float ListMaximum { get; private set; }

    /// <summary>Number of postings.</summary>
    public int Postings => _postings;

    /// <summary>The last document of the block it stands in; <see cref="None"/> at the end of the list.</summary>
    public int BlockLast => _last;

    /// <summary>Begins a list, before its first document.</summary>
    /// <param name="list">The postings.</param>
    /// <param name="codes">Code of the length of each document.</param>
    /// <param name="inverse">1 / (k1 · (1 − b + b · length / average)) of each code.</param>
    /// <param name="weight">Boost times idf.</param>
    public void Start(BlockList list, byte* codes, float* inverse, float weight)
    {
        _codes = codes;
        _inverse = inverse;
        (_weight, _postings) = (weight, list.Postings);
        (_block, _at, _hasDocs, _hasMaximum) = (0, 0, false, false);
        if (_postings < Count) StartShort(list.Start);
        else StartLong(list.Start);
    }

    /// <summary>Moves to the block that may hold documents from <paramref name="doc"/> on, without decoding it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SkipTo(int doc)
    {
        if (doc > _last) SkipBlocks(doc);
    }

    /// <summary>The highest score in the block it stands in.</summary>
    public float BlockMaximum()
    {
        if (_block >= _blocks) return 0;
        if (!_hasMaximum) (_maximum, _hasMaximum) = (MaximumOf(_block), true);
        return _maximum;
    }

    /// <summary>A bound of the scores of the documents from <paramref name="from"/> up to before <paramref name="to"/>; moves to <paramref name="from"/>'s block. Many blocks are not looked at one by one.</summary>
    public float MaximumBetween(int from, int to, int mostBlocks)
    {
        SkipTo(from);
        if (_block >= _blocks) return 0;
        if (_blocks == 1) return ListMaximum;
        var maximum = BlockMaximum();
        var last = _last;
        for (var block = _block + 1; block < _blocks && last < to - 1; block++)
        {
            if (block - _block >= mostBlocks) return ListMaximum;
            maximum = Math.Max(maximum, MaximumOf(block));
            last = LastOf(block);
        }

        return maximum;
    }

    /// <summary>Adds this clause's scores to the sums of some documents and drops those that cannot reach the floor any more.</summary>
    /// <param name="found">The documents, rising; what stays is moved to the front.</param>
    /// <param name="sums">Their sums.</param>
    /// <param name="count">How many.</param>
    /// <param name="bound">The most that this clause and those still to come can add.</param>
    /// <param name="rest">The most that those still to come can add.</param>
    /// <param name="floor">What a document must reach.</param>
    /// <returns>How many stay.</returns>
    public int Complete(int* found, double* sums, int count, double bound, double rest, double floor)
    {
        var kept = 0;
        var maximum = BlockMaximum();
        for (var f = 0; f < count; f++)
        {
            var (doc, sum) = (found[f], sums[f]);
            if (sum + bound < floor) continue;
            if (doc > _last)
            {
                SkipBlocks(doc);
                maximum = BlockMaximum();
            }

            if (sum + maximum + rest < floor) continue;
            if (_block < _blocks)
            {
                if (!_hasDocs) DecodeDocs();
                MoveWithin(doc);
                if (_docs[_at] == doc) sum += _hasScores ? _scores[_at] : ScoreOf(_at);
                if (sum + rest < floor) continue;
            }

            (found[kept], sums[kept]) = (doc, sum);
            kept++;
        }

        return kept;
    }

    /// <summary>Adds the scores of all documents from where it stands, not before <paramref name="start"/>, up to before <paramref name="to"/>, and marks them.</summary>
    /// <param name="first">The document of the first sum; a multiple of 64, not above <paramref name="start"/>.</param>
    /// <param name="start">First document to look at.</param>
    /// <param name="to">Behind the last.</param>
    /// <param name="sums">Sums of scores.</param>
    /// <param name="marks">A byte for each eight documents, one where a sum was touched. A store that needs no reading: bits would wait for one another.</param>
    public void AddTo(int first, int start, int to, double* sums, byte* marks)
    {
        SkipTo(start);
        while (_block < _blocks)
        {
            if (!_hasDocs) DecodeDocs();
            MoveWithin(start);
            if (_docs[_at] >= to) return;
            DecodeScores();
            var docs = _docs + _at;
            var scores = _scores + _at;
            var at = 0;
            for (; docs[at] < to; at++)
            {
                var offset = docs[at] - first;
                sums[offset] += scores[at];
                marks[offset >> 3] = 1;
            }

            _at += at;
            if (_at < _count) return;
            MoveTo(_block + 1);
        }
    }

    /// <summary>Lists documents from <paramref name="start"/> up to before <paramref name="to"/> in the block it stands in, those whose score reaches <paramref name="least"/>, and moves behind them.</summary>
    /// <returns>How many, which may be none; -1 where nothing remains before <paramref name="to"/>.</returns>
    public int ListBlock(int start, int to, double least, int* found, double* sums)
    {
        SkipTo(start);
        if (_block >= _blocks || (_block > 0 && LastOf(_block - 1) >= to - 1)) return -1;
        if (BlockMaximum() < least)
        {
            if (_last >= to) return -1;
            MoveTo(_block + 1);
            return 0;
        }

        if (!_hasDocs) DecodeDocs();
        MoveWithin(start);
        if (_docs[_at] >= to) return -1;
        DecodeScores();
        var from = _at;
        if (_last < to) _at = _count;
        else MoveWithin(to);
        var count = ListScores(from, _at, least, found, sums);
        if (_at == _count) MoveTo(_block + 1);
        return count;
    }

    private int ListScores(int from, int to, double least, int* found, double* sums)
    {
        // The lowest float that reaches it: comparing floats is comparing doubles then.
        var lowest = (float)least;
        if (lowest < least) lowest = MathF.BitIncrement(lowest);
        var (i, count) = (from, 0);
        if (Vector256.IsHardwareAccelerated)
        {
            for (var reach = Vector256.Create(lowest); i + Vector256<float>.Count <= to; i += Vector256<float>.Count)
            {
                for (var set = Vector256.GreaterThanOrEqual(Vector256.Load(_scores + i), reach).ExtractMostSignificantBits(); set != 0; set &= set - 1)
                {
                    var at = i + BitOperations.TrailingZeroCount(set);
                    (found[count], sums[count]) = (_docs[at], _scores[at]);
                    count++;
                }
            }
        }

        for (; i < to; i++)
        {
            if (_scores[i] < lowest) continue;
            (found[count], sums[count]) = (_docs[i], _scores[i]);
            count++;
        }

        return count;
    }

    // The compiler would be free to keep more digits only in languages that are not this one: every operation rounds, as in CurrentBM25Similarity.
    private float Score(float frequency, int code) => _weight - (_weight / (1f + (frequency * _inverse[code])));

    private float ScoreOf(int at)
    {
        if (_hasFrequencies) return Score(_frequencies[at], _codes[_docs[at]]);
        var packed = FrequenciesOf(_block, out var width);
        return Score(PackedBlock.At(packed, width, at) + 1, _codes[_docs[at]]);
    }

    private float MaximumOf(int block)
    {
        if (_blocks == 1) return ListMaximum;
        var pairs = Unsafe.ReadUnaligned<ulong>(_entries + (block * BlockFormat.EntryBytes) + 8);
        var most = 0f;
        for (; pairs != 0; pairs >>= 16)
        {
            var frequency = (int)(pairs & 0xff);
            most = Math.Max(most, (frequency == Impacts.AnyFrequency ? float.PositiveInfinity : frequency) * _inverse[(pairs >> 8) & 0xff]);
        }

        return _weight - (_weight / (1f + most));
    }

    private void StartShort(byte* list)
    {
        (_blocks, _count) = (_postings == 0 ? 0 : 1, _postings);
        GapCode.Read(list, -1, _count, _docs, _frequencies);
        End();
        (_hasDocs, _hasFrequencies, _hasScores) = (true, true, false);
        _last = _count == 0 ? None : _docs[_count - 1];
        DecodeScores();
        var most = 0f;
        for (var i = 0; i < _count; i++) most = Math.Max(most, _scores[i]);
        ListMaximum = most;
    }

    private void StartLong(byte* list)
    {
        _blocks = (_postings + Count - 1) / Count;
        var most = 0f;
        for (var pairs = VarInts.Read(ref list); pairs > 0; pairs--)
        {
            var frequency = (float)VarInts.Read(ref list);
            most = Math.Max(most, frequency * _inverse[*list++]);
        }

        ListMaximum = _weight - (_weight / (1f + most));
        _entries = list;
        _data = list + ((_blocks + (_postings % Count == 0 ? 1 : 0)) * BlockFormat.EntryBytes);
        _last = LastOf(0);
    }

    private void SkipBlocks(int doc)
    {
        if (_block >= _blocks) return;
        // Steps that double, then halve: the next block is the likeliest.
        var (low, step) = (_block + 1, 1);
        while (low + step < _blocks && LastOf(low + step - 1) < doc)
        {
            low += step;
            step <<= 1;
        }

        var high = Math.Min(low + step, _blocks);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (LastOf(middle) < doc) low = middle + 1;
            else high = middle;
        }

        MoveTo(low);
    }

    private void MoveTo(int block)
    {
        (_block, _at, _hasDocs, _hasMaximum) = (block, 0, false, false);
        _last = block < _blocks ? LastOf(block) : None;
    }

    private int LastOf(int block) => _blocks == 1 && _postings < Count ? _last : Unsafe.ReadUnaligned<int>(_entries + (block * BlockFormat.EntryBytes));

    private uint PlaceOf(int block) => Unsafe.ReadUnaligned<uint>(_entries + (block * BlockFormat.EntryBytes) + 4);

    private byte* FrequenciesOf(int block, out int width)
    {
        width = (int)(PlaceOf(block) & 31);
        return _data + ((long)((PlaceOf(block + 1) >> 5) - (uint)width) * BlockFormat.EntryBytes);
    }

    private void DecodeDocs()
    {
        var before = _block == 0 ? -1 : LastOf(_block - 1);
        var place = PlaceOf(_block);
        var source = _data + ((long)(place >> 5) * BlockFormat.EntryBytes);
        _count = Math.Min(_postings - (_block * Count), Count);
        _hasFrequencies = _count < Count;
        if (_hasFrequencies) GapCode.Read(source, before, _count, _docs, _frequencies);
        else PackedBlock.UnpackDocs(source, (int)((PlaceOf(_block + 1) >> 5) - (place >> 5) - (place & 31)), before, _docs);
        End();
        (_hasDocs, _hasScores, _at) = (true, false, 0);
    }

    private void End() => Vector256.Create(None).Store(_docs + _count);

    private void MoveWithin(int doc)
    {
        if (_docs[_at] >= doc) return;
        if (!Vector256.IsHardwareAccelerated)
        {
            while (_docs[_at] < doc) _at++;
            return;
        }

        var sought = Vector256.Create(doc);
        for (; ; _at += Vector256<int>.Count)
        {
            var before = Vector256.LessThan(Vector256.Load(_docs + _at), sought).ExtractMostSignificantBits();
            if (before == 0xff) continue;
            _at += BitOperations.TrailingZeroCount(~before);
            return;
        }
    }

    private void DecodeScores()
    {
        if (_hasScores) return;
        _hasScores = true;
        var i = 0;
        if (!_hasFrequencies)
        {
            var packed = FrequenciesOf(_block, out var width);
            PackedBlock.UnpackPlusOne(packed, width, _frequencies);
            _hasFrequencies = true;
        }

        if (Avx2.IsSupported)
        {
            var weight = Vector256.Create(_weight);
            for (; i + Vector256<int>.Count <= _count; i += Vector256<int>.Count)
            {
                var codes = Avx2.GatherVector256((int*)_codes, Vector256.Load(_docs + i), 1) & Vector256.Create(0xff);
                var frequencies = Vector256.ConvertToSingle(Vector256.Load(_frequencies + i));
                var inverse = Avx2.GatherVector256(_inverse, codes, sizeof(float));
                (weight - (weight / (Vector256<float>.One + (frequencies * inverse)))).Store(_scores + i);
            }
        }

        for (; i < _count; i++) _scores[i] = Score(_frequencies[i], _codes[_docs[i]]);
    }
}
