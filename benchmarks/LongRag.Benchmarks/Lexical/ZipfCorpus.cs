using System.Text;

namespace LongRag.Benchmarks.Lexical;

/// <summary>
/// A corpus and queries made by arithmetic: words of a vocabulary of 150,000 by Zipf's law, lengths by a log-normal law (100 words in the median, 20 to 800), 2,000 queries of two to six different words of ranks 20 to 59,999.
/// The same numbers in the same order as the reference program in C, so that its texts come out byte for byte.
/// </summary>
internal sealed class ZipfCorpus
{
    private const int Vocabulary = 150_000;
    private const int QueryCount = 2_000;

    private readonly double[] _upTo = new double[Vocabulary];
    private readonly string[] _words = new string[Vocabulary];
    private readonly int _documents;
    private ulong _state = 88172645463325252;

    public ZipfCorpus(int documents)
    {
        _documents = documents;
        var sum = 0.0;
        for (var i = 0; i < Vocabulary; i++)
        {
            sum += 1.0 / (i + 1);
            _upTo[i] = sum;
            var word = new StringBuilder();
            for (var x = i + 26; x > 0; x /= 26) word.Append((char)('a' + (x % 26)));
            _words[i] = word.ToString();
        }

        for (var i = 0; i < Vocabulary; i++) _upTo[i] /= sum;
    }

    /// <summary>The documents, then, once all were taken, the queries.</summary>
    public IEnumerable<string> Documents()
    {
        var text = new StringBuilder();
        for (var d = 0; d < _documents; d++)
        {
            var length = Math.Clamp((int)Math.Exp(4.6 + (0.5 * Normal())), 20, 800);
            text.Clear();
            for (var i = 0; i < length; i++) text.Append(i > 0 ? " " : "").Append(_words[Rank()]);
            yield return text.ToString();
        }
    }

    /// <summary>The queries. To be asked for after all documents were taken: they go on with the same random numbers.</summary>
    public List<string[]> Queries()
    {
        var queries = new List<string[]>();
        for (var q = 0; q < QueryCount; q++)
        {
            var words = 2 + (int)(Uniform() * 5);
            var ranks = new List<int>();
            while (ranks.Count < words)
            {
                var rank = Rank();
                if (rank is >= 20 and < 60_000 && !ranks.Contains(rank)) ranks.Add(rank);
            }

            queries.Add([.. ranks.Select(r => _words[r])]);
        }

        return queries;
    }

    private double Uniform()
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return (_state >> 11) * (1.0 / 9007199254740992.0);
    }

    private double Normal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(Uniform() + 1e-18));
        return radius * Math.Cos(6.283185307 * Uniform());
    }

    private int Rank()
    {
        var drawn = Uniform();
        var (low, high) = (0, Vocabulary - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_upTo[middle] < drawn) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
