namespace LongRag.Retrievers.Lexical.Blocks;

/// <summary>A frequency and the code of a length. BM25 rises with the one and falls with the other, whatever k1, b and the average length are.</summary>
internal readonly record struct Impact(int Frequency, byte Length);

/// <summary>The postings of which one has the highest score: those that no other beats in both frequency and length. Their maximum is the maximum of all.</summary>
internal sealed class Impacts
{
    /// <summary>Pairs that a block keeps; more are merged into pairs at least as good, so that the bound stays a bound.</summary>
    public const int PerBlock = 4;

    /// <summary>A frequency from which on a block's pair says "any".</summary>
    public const int AnyFrequency = 255;

    private readonly int[] _highest = new int[256];
    private int _from = 256;
    private int _to = -1;

    /// <summary>Adds a posting.</summary>
    public void Add(int frequency, byte length)
    {
        if (frequency > _highest[length]) _highest[length] = frequency;
        if (length < _from) _from = length;
        if (length > _to) _to = length;
    }

    /// <summary>Adds all of another set.</summary>
    public void Add(Impacts other)
    {
        for (var length = other._from; length <= other._to; length++)
            if (other._highest[length] > 0) Add(other._highest[length], (byte)length);
    }

    /// <summary>Empties the set.</summary>
    public void Clear()
    {
        if (_to >= 0) Array.Clear(_highest, _from, _to - _from + 1);
        (_from, _to) = (256, -1);
    }

    /// <summary>The unbeaten pairs, both rising.</summary>
    public List<Impact> Unbeaten()
    {
        var pairs = new List<Impact>();
        for (var length = _from; length <= _to; length++)
            if (_highest[length] > (pairs.Count == 0 ? 0 : pairs[^1].Frequency)) pairs.Add(new Impact(_highest[length], (byte)length));
        return pairs;
    }

    /// <summary>The same in at most <paramref name="most"/> pairs: two neighbours become the higher frequency with the shorter length, where that raises the score least.</summary>
    /// <param name="pairs">Unbeaten pairs, rising; shortened in place.</param>
    /// <param name="most">How many may stay.</param>
    /// <param name="averageLength">Average length of the segment's fields: what a merge costs is judged at k1 0.9, b 0.4.</param>
    public static void Reduce(List<Impact> pairs, int most, double averageLength)
    {
        while (pairs.Count > most)
        {
            var (best, least) = (0, double.MaxValue);
            for (var i = 0; i + 1 < pairs.Count; i++)
            {
                var merged = Score(pairs[i + 1].Frequency, pairs[i].Length);
                var rise = merged - Math.Max(Score(pairs[i].Frequency, pairs[i].Length), Score(pairs[i + 1].Frequency, pairs[i + 1].Length));
                if (rise < least) (best, least) = (i, rise);
            }

            pairs[best] = new Impact(pairs[best + 1].Frequency, pairs[best].Length);
            pairs.RemoveAt(best + 1);
        }

        double Score(int frequency, byte length) => frequency / (frequency + (0.9 * (0.6 + (0.4 * SmallLength.LengthOf(length) / averageLength))));
    }
}
