using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LongRag.Retrievers.Lexical.Blocks;

/// <summary>
/// The best documents of a segment for a disjunction, by MaxScore (Turtle and Flood 1995) over windows of documents with the maxima of blocks: in each window the clauses that together cannot reach the lowest kept
/// score only add to what the others find. Every document that could be kept is scored in full, so the result is that of scoring everything.
/// </summary>
/// <remarks>
/// Sums are double and exact (see <see cref="BlockQuery"/>), so their order does not matter and bounds are compared without slack. Not thread-safe; reused for its memory.
/// </remarks>
internal sealed unsafe class BlockScorer
{
    private const int Window = 4_096;
    private const int MostWindows = 16;

    // A window over more blocks of a list than this takes the list's maximum: so many blocks hardly ever all miss it, and looking at each costs more than it saves.
    private const int MostBlocks = 4;

    private const int Line = 8;

    private readonly double[] _sumsOf = GC.AllocateUninitializedArray<double>(Window, pinned: true);
    private readonly byte[] _marksOf = GC.AllocateArray<byte>(Window / Line, pinned: true);
    private readonly double[] _foundSumsOf = GC.AllocateUninitializedArray<double>(Window + 1, pinned: true);
    private readonly int[] _foundOf = GC.AllocateUninitializedArray<int>(Window + 1, pinned: true);
    private readonly double* _sums;
    private readonly byte* _marks;
    private readonly double* _foundSums;
    private readonly int* _found;
    private readonly List<BlockCursor> _free = [];
    private BlockCursor[] _cursors = [];
    private float[] _maxima = [];
    private double[] _upTo = [];
    private int _count;
    private ulong* _accept;
    private int _docBase;
    private TopPassages _top = null!;
    private double _floor;

    public BlockScorer()
    {
        _sums = (double*)Unsafe.AsPointer(ref _sumsOf[0]);
        _marks = (byte*)Unsafe.AsPointer(ref _marksOf[0]);
        _foundSums = (double*)Unsafe.AsPointer(ref _foundSumsOf[0]);
        _found = (int*)Unsafe.AsPointer(ref _foundOf[0]);
        // A negative zero becomes a positive one with the first score, even if that is zero: so what was found is told from what was not.
        Array.Fill(_sumsOf, -0.0);
    }

    /// <summary>Adds a clause of the segment to be searched.</summary>
    public void Add(BlockList list, byte* codes, float* inverse, float weight)
    {
        if (list.Postings == 0) return;
        if (_count == _cursors.Length)
        {
            var size = Math.Max(8, 2 * _count);
            Array.Resize(ref _cursors, size);
            Array.Resize(ref _maxima, size);
            Array.Resize(ref _upTo, size);
        }

        if (_free.Count == 0) _free.Add(new BlockCursor());
        var cursor = _free[^1];
        _free.RemoveAt(_free.Count - 1);
        _cursors[_count++] = cursor;
        cursor.Start(list, codes, inverse, weight);
    }

    /// <summary>Searches the clauses added since the last search and forgets them.</summary>
    /// <param name="documents">Number of documents in the segment.</param>
    /// <param name="docBase">Number of its first document in the whole reader.</param>
    /// <param name="accept">A bit for each document that may be found; null for all.</param>
    /// <param name="accepted">How many may be found.</param>
    /// <param name="top">Takes what is found.</param>
    public void Search(int documents, int docBase, ulong* accept, int accepted, TopPassages top)
    {
        _accept = accept;
        (_docBase, _top) = (docBase, top);
        SetFloor();
        try
        {
            if (_count > 0 && accepted > 0) Search(documents, accepted);
        }
        finally
        {
            Clear();
        }
    }

    /// <summary>Scores some documents of the segment with the clauses added since the last search, and forgets those.</summary>
    /// <param name="documents">Rising.</param>
    /// <param name="sums">Their sums so far, to which each clause that holds adds its score.</param>
    public void Score(ReadOnlySpan<int> documents, Span<double> sums)
    {
        try
        {
            fixed (int* found = documents)
            fixed (double* scores = sums)
            {
                // Nothing is dropped where no score is too low, so each stays in its place.
                for (var i = 0; i < _count; i++) _cursors[i].Complete(found, scores, documents.Length, double.PositiveInfinity, 0, double.NegativeInfinity);
            }
        }
        finally
        {
            Clear();
        }
    }

    /// <summary>Forgets the clauses added.</summary>
    public void Clear()
    {
        for (var i = 0; i < _count; i++) _free.Add(_cursors[i]);
        _accept = null;
        (_count, _top) = (0, null!);
    }

    private void Search(int documents, int accepted)
    {
        var postings = 0L;
        for (var i = 0; i < _count; i++) postings += _cursors[i].Postings;
        // Looking up a document in a list costs as much as scoring several postings.
        var fromFilter = accepted * 8L * _count < postings;
        var essential = 0;
        for (var from = 0; from < documents;)
        {
            var to = EndOf(from, essential, documents);
            essential = Partition(from, to);
            if (essential == _count) from = to;
            else if (fromFilter) from = SearchAccepted(from, to);
            else if (essential == _count - 1) from = SearchOne(from, to, essential);
            else from = SearchSeveral(from, to, ref essential);
        }
    }

    // The fewest blocks of the lists that lead to documents, but a window at least: maxima must pay for their reading.
    private int EndOf(int from, int essential, int documents)
    {
        var reach = (long)from + (MostWindows * Window);
        for (var i = essential; i < _count; i++)
        {
            _cursors[i].SkipTo(from);
            reach = Math.Min(reach, _cursors[i].BlockLast + 1L);
        }

        return (int)Math.Min(Math.Max(reach, (long)from + Window), documents);
    }

    // Orders the clauses by their maxima in the window and returns the first that is essential: those before it cannot reach the floor together.
    private int Partition(int from, int to)
    {
        for (var i = 0; i < _count; i++)
        {
            var (cursor, maximum, at) = (_cursors[i], _cursors[i].MaximumBetween(from, to, MostBlocks), i);
            for (; at > 0 && _maxima[at - 1] > maximum; at--) (_cursors[at], _maxima[at]) = (_cursors[at - 1], _maxima[at - 1]);
            (_cursors[at], _maxima[at]) = (cursor, maximum);
        }

        var sum = 0.0;
        for (var i = 0; i < _count; i++) _upTo[i] = sum += _maxima[i];
        return FirstEssential(0);
    }

    private int FirstEssential(int first)
    {
        while (first < _count && _upTo[first] < _floor) first++;
        return first;
    }

    private int SearchSeveral(int from, int to, ref int essential)
    {
        while (from < to && essential < _count - 1)
        {
            var first = from & ~63;
            var end = Math.Min(first + Window, to);
            for (var i = essential; i < _count; i++) _cursors[i].AddTo(first, from, end, _sums, _marks);
            Finish(Collect(first, end, essential == 0 ? 0 : _upTo[essential - 1]), essential);
            from = end;
            essential = FirstEssential(essential);
        }

        return essential == _count ? to : from;
    }

    // Lists the sums that reach the floor, and clears all.
    private int Collect(int first, int end, double rest)
    {
        var (found, words, least) = (0, (end - first + 63) >> 6, _floor - rest);
        for (var word = 0; word < words; word++)
        {
            var marks = Unsafe.ReadUnaligned<ulong>(_marks + (word * Line));
            if (marks == 0) continue;
            Unsafe.WriteUnaligned(_marks + (word * Line), 0ul);
            var accept = _accept == null ? ulong.MaxValue : _accept[(first >> 6) + word];
            for (; marks != 0; marks &= marks - 1)
            {
                var line = BitOperations.TrailingZeroCount(marks) >> 3;
                var offset = (word << 6) + (line * Line);
                for (var set = Reaching(_sums + offset, least) & (uint)(accept >> (line * Line)); set != 0; set &= set - 1)
                {
                    var at = offset + BitOperations.TrailingZeroCount(set);
                    (_found[found], _foundSums[found]) = (first + at, _sums[at]);
                    found++;
                }

                for (var i = 0; i < Line; i += Vector256<double>.Count) Vector256.Create(-0.0).Store(_sums + offset + i);
            }
        }

        return found;
    }

    // A bit for each of eight sums that is touched and reaches what it must.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Reaching(double* sums, double least)
    {
        var (low, high, bound) = (Vector256.Load(sums), Vector256.Load(sums + Vector256<double>.Count), Vector256.Create(least));
        var reaching = Vector256.GreaterThanOrEqual(low, bound).ExtractMostSignificantBits() | (Vector256.GreaterThanOrEqual(high, bound).ExtractMostSignificantBits() << Vector256<double>.Count);
        return reaching & ~(low.ExtractMostSignificantBits() | (high.ExtractMostSignificantBits() << Vector256<double>.Count));
    }

    private int SearchOne(int from, int to, int essential)
    {
        var rest = essential == 0 ? 0 : _upTo[essential - 1];
        var cursor = _cursors[essential];
        while (true)
        {
            var found = cursor.ListBlock(from, to, _floor - rest, _found, _foundSums);
            if (found < 0) return to;
            if (_accept != null) found = KeepAccepted(found);
            if (found > 0) Finish(found, essential);
        }
    }

    private int KeepAccepted(int found)
    {
        var kept = 0;
        for (var i = 0; i < found; i++)
        {
            var doc = _found[i];
            (_found[kept], _foundSums[kept]) = (doc, _foundSums[i]);
            kept += (int)(_accept[doc >> 6] >> (doc & 63)) & 1;
        }

        return kept;
    }

    private int SearchAccepted(int from, int to)
    {
        to = Math.Min(to, from + Window);
        var found = 0;
        for (var word = from >> 6; word <= (to - 1) >> 6; word++)
        {
            for (var marks = _accept[word]; marks != 0; marks &= marks - 1)
            {
                var doc = (word << 6) + BitOperations.TrailingZeroCount(marks);
                if (doc < from || doc >= to) continue;
                (_found[found], _foundSums[found]) = (doc, -0.0);
                found++;
            }
        }

        Finish(found, _count);
        return to;
    }

    // Completes the sums of what was found with the clauses before `essential`, the weightiest first, and drops what cannot reach the floor any more.
    private void Finish(int found, int essential)
    {
        for (var i = essential - 1; i >= 0 && found > 0; i--)
        {
            found = _cursors[i].Complete(_found, _foundSums, found, _upTo[i], i == 0 ? 0 : _upTo[i - 1], _floor);
        }

        for (var f = 0; f < found; f++)
        {
            if (_foundSums[f] < _floor || double.IsNegative(_foundSums[f])) continue;
            var least = _top.Least;
            _top.Add(_docBase + _found[f], (float)_foundSums[f]);
            if (!_top.Least.Equals(least)) SetFloor();
        }
    }

    // The lowest double that rounds to the lowest kept score: half-way to the float below. What is half-way itself may round either way and is let through.
    private void SetFloor() => _floor = float.IsNegativeInfinity(_top.Least) ? double.NegativeInfinity : ((double)MathF.BitDecrement(_top.Least) + _top.Least) / 2;
}
