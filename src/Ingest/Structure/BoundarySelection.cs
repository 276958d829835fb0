namespace LongRag.Ingest;

/// <summary>Chooses boundaries among gaps: the deepest first, none too near to another, and more of them where a section would otherwise stay too long.</summary>
internal sealed class BoundarySelection
{
    /// <summary>A gap is no valley where only the arithmetic makes it one.</summary>
    private const double RoundingError = 1e-6;

    private readonly LexicalUnits _units;
    private readonly int _least;
    private readonly int _most;
    private readonly int[] _buckets;
    private readonly SortedSet<int> _chosen = [];

    /// <param name="units">The text.</param>
    /// <param name="least">Fewest words of a section.</param>
    /// <param name="most">A section of more words is cut at its deepest gap, however shallow.</param>
    public BoundarySelection(LexicalUnits units, int least, int most)
    {
        (_units, _least, _most) = (units, least, most);
        // No two boundaries are nearer than a bucket is wide, so a bucket holds one at most and neighbours are found in constant time.
        _buckets = new int[units.Words / least + 2];
        Choose(0);
    }

    /// <summary>Units that start a section, in order; the first unit is always one.</summary>
    public IReadOnlyCollection<int> Chosen => _chosen;

    /// <summary>Takes a boundary without regard to its depth.</summary>
    public void Choose(int unit)
    {
        if (_chosen.Add(unit)) _buckets[_units.WordsBefore(unit) / _least] = unit + 1;
    }

    /// <summary>Adds what the depths call for: all gaps deeper than mean - sd/2 (Hearst 1997, §4.4), then whatever too long sections need.</summary>
    public void Add(double[] depths)
    {
        var gaps = Enumerable.Range(1, Math.Max(0, _units.Count - 1)).Where(_units.MayOpen).ToArray();
        if (gaps.Length == 0) return;
        var mean = gaps.Average(g => depths[g]);
        var deviation = Math.Sqrt(gaps.Average(g => (depths[g] - mean) * (depths[g] - mean)));
        var cutoff = mean - deviation / 2;

        var valleys = new HashSet<int>();
        for (var i = 0; i < gaps.Length; i++)
        {
            // Beside a deep gap lie others nearly as deep: slopes, no boundaries.
            if (depths[gaps[i]] >= (i > 0 ? depths[gaps[i - 1]] : 0) && depths[gaps[i]] >= (i + 1 < gaps.Length ? depths[gaps[i + 1]] : 0)) valleys.Add(gaps[i]);
        }

        // Equal depths: the earlier gap, so that the result does not depend on the sort.
        Array.Sort(gaps, (a, b) => depths[a] != depths[b] ? depths[b].CompareTo(depths[a]) : a.CompareTo(b));
        foreach (var gap in gaps)
            if (depths[gap] > cutoff && depths[gap] > RoundingError && valleys.Contains(gap) && IsFree(gap)) Choose(gap);
        foreach (var gap in gaps)
            if (IsFree(gap) && IsInTooLong(gap)) Choose(gap);
    }

    private bool IsFree(int gap)
    {
        var at = _units.WordsBefore(gap);
        if (at < _least || _units.Words - at < _least) return false;
        for (var bucket = at / _least - 1; bucket <= at / _least + 1; bucket++)
        {
            if (bucket < 0 || bucket >= _buckets.Length || _buckets[bucket] == 0) continue;
            if (Math.Abs(_units.WordsBefore(_buckets[bucket] - 1) - at) < _least) return false;
        }

        return true;
    }

    private bool IsInTooLong(int gap)
    {
        var bucket = _units.WordsBefore(gap) / _least;
        var reach = _most / _least + 2;
        var (before, after) = (0, _units.Words);
        for (var b = bucket; b >= Math.Max(0, bucket - reach); b--)
            if (_buckets[b] > 0 && _buckets[b] - 1 < gap) { before = _units.WordsBefore(_buckets[b] - 1); break; }
        for (var b = bucket; b <= Math.Min(_buckets.Length - 1, bucket + reach); b++)
            if (_buckets[b] > 0 && _buckets[b] - 1 > gap) { after = _units.WordsBefore(_buckets[b] - 1); break; }
        return after - before > _most;
    }
}
