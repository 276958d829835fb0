namespace LongRag.Generator.Tests.Extractive.Experiments;

/// <summary>BM25 in memory (k1 0.9, b 0.4), enough to find the passages that an experiment needs.</summary>
internal sealed class SmallBm25
{
    private const double K1 = 0.9, B = 0.4;
    private readonly Dictionary<string, List<(int Text, int Count)>> _postings = new(StringComparer.Ordinal);
    private readonly int[] _lengths;
    private readonly double _average;

    public SmallBm25(IReadOnlyList<string> texts)
    {
        _lengths = new int[texts.Count];
        for (var text = 0; text < texts.Count; text++)
        {
            foreach (var stem in Stems(texts[text]).GroupBy(s => s, StringComparer.Ordinal))
            {
                if (!_postings.TryGetValue(stem.Key, out var list)) _postings[stem.Key] = list = [];
                list.Add((text, stem.Count()));
                _lengths[text] += stem.Count();
            }
        }

        _average = _lengths.Average();
    }

    /// <summary>The best texts with their scores, best first.</summary>
    public List<(int Text, double Score)> Search(string question, int top)
    {
        var scores = new double[_lengths.Length];
        foreach (var stem in Stems(question).Distinct(StringComparer.Ordinal))
        {
            if (!_postings.TryGetValue(stem, out var list)) continue;
            var weight = Math.Log(1 + (_lengths.Length - list.Count + 0.5) / (list.Count + 0.5));
            foreach (var (text, count) in list) scores[text] += weight * count / (count + K1 * (1 - B + B * _lengths[text] / _average));
        }

        return [.. Enumerable.Range(0, scores.Length).Where(text => scores[text] > 0).OrderByDescending(text => scores[text]).Take(top).Select(text => (text, scores[text]))];
    }

    private static IEnumerable<string> Stems(string text) => TermReader.Read(text, new TextSpan(0, text.Length)).Where(t => !t.IsStopWord).Select(t => t.Stem);
}
