namespace LongRag.Ingest;

/// <summary>
/// Ranks sentences by how much others say the same (continuous LexRank, Erkan and Radev 2004): a walk goes from sentence to sentence with the chances of their cosine over idf-weighted terms, and
/// now and then anywhere. Deterministic.
/// </summary>
internal sealed class SentenceCentrality
{
    /// <summary>Chance of a step along similarity, as in PageRank and LexRank.</summary>
    private const double Damping = 0.85;

    private const int MostSteps = 100;
    private const double Settled = 1e-9;

    private readonly Dictionary<int, double>[] _vectors;

    /// <param name="text">The text.</param>
    /// <param name="sentences">All its sentences; idf is counted over them.</param>
    public SentenceCentrality(string text, IReadOnlyList<TextSpan> sentences)
    {
        var vocabulary = new Vocabulary();
        _vectors = [.. sentences.Select(s => Count(text, s, vocabulary))];
        var frequencies = new int[vocabulary.Count];
        foreach (var term in _vectors.SelectMany(v => v.Keys)) frequencies[term]++;
        foreach (var vector in _vectors)
        {
            foreach (var term in vector.Keys.ToArray()) vector[term] *= Math.Log(1 + (double)sentences.Count / frequencies[term]);
            var length = Math.Sqrt(vector.Values.Sum(w => w * w));
            if (length > 0)
                foreach (var term in vector.Keys.ToArray()) vector[term] /= length;
        }
    }

    /// <summary>How many different content words a sentence has.</summary>
    public int Terms(int sentence) => _vectors[sentence].Count;

    /// <summary>Centrality of the given sentences among each other; they sum up to 1. Sentences without a content word get 0.</summary>
    public double[] Rank(IReadOnlyList<int> sentences)
    {
        var speaking = sentences.Where(s => _vectors[s].Count > 0).ToArray();
        var ranks = Walk(speaking);
        var bySentence = speaking.Zip(ranks).ToDictionary(pair => pair.First, pair => pair.Second);
        return [.. sentences.Select(s => bySentence.GetValueOrDefault(s))];
    }

    private double[] Walk(int[] sentences)
    {
        var n = sentences.Length;
        if (n == 0) return [];
        var chances = new double[n][];
        for (var i = 0; i < n; i++)
        {
            chances[i] = [.. sentences.Select((other, j) => j == i ? 0 : Cosine(_vectors[sentences[i]], _vectors[other]))];
            var sum = chances[i].Sum();
            for (var j = 0; j < n; j++) chances[i][j] = sum > 0 ? chances[i][j] / sum : 1.0 / n;
        }

        var ranks = Enumerable.Repeat(1.0 / n, n).ToArray();
        for (var step = 0; step < MostSteps; step++)
        {
            var next = Enumerable.Repeat((1 - Damping) / n, n).ToArray();
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++) next[j] += Damping * ranks[i] * chances[i][j];
            var moved = next.Zip(ranks, (a, b) => Math.Abs(a - b)).Max();
            ranks = next;
            if (moved < Settled) break;
        }

        return ranks;
    }

    private static double Cosine(Dictionary<int, double> left, Dictionary<int, double> right)
    {
        var (few, many) = left.Count <= right.Count ? (left, right) : (right, left);
        var sum = 0.0;
        foreach (var (term, weight) in few)
            if (many.TryGetValue(term, out var other)) sum += weight * other;
        return sum;
    }

    private static Dictionary<int, double> Count(string text, TextSpan sentence, Vocabulary vocabulary)
    {
        var counts = new Dictionary<int, double>();
        var scanner = new WordScanner(text, sentence);
        var lastDense = -1;
        while (scanner.Next())
        {
            // As in cohesion: two neighbouring characters stand for a word where none is marked off.
            var term = scanner.IsDense
                ? lastDense >= 0 && lastDense == scanner.Start - 1 ? vocabulary.IdOf(text.AsSpan(lastDense, 2)) : -1
                : vocabulary.TermOf(text.AsSpan(scanner.Start, scanner.End - scanner.Start));
            if (scanner.IsDense) lastDense = scanner.Start;
            if (term >= 0) counts[term] = counts.GetValueOrDefault(term) + 1;
        }

        return counts;
    }
}
