using System.Text;

namespace LongRag.Evaluation;

/// <summary>Precision, recall and their harmonic mean.</summary>
public readonly record struct RougeScore(double Precision, double Recall)
{
    /// <summary>F1.</summary>
    public double F => Overlap.F(Precision, Recall);
}

/// <summary>
/// ROUGE (Lin 2004) with the choices of the package rouge-score 0.1.2: only a-z and 0-9 count, words longer than three letters are stemmed on request, and Lsum takes each line for a sentence.
/// </summary>
public sealed class Rouge(bool isStemmed = false)
{
    /// <summary>Shared n-grams.</summary>
    public RougeScore N(int n, string prediction, string reference)
    {
        var (predicted, wanted) = (Grams(Tokens(prediction), n), Grams(Tokens(reference), n));
        return Score(Overlap.Of(predicted, wanted), predicted.Count, wanted.Count);
    }

    /// <summary>Longest common subsequence of the whole texts.</summary>
    public RougeScore L(string prediction, string reference)
    {
        var (predicted, wanted) = (Tokens(prediction), Tokens(reference));
        return Score(LongestLength(wanted, predicted), predicted.Count, wanted.Count);
    }

    /// <summary>Union over the lines: each word of a line of the reference counts that lies on a longest common subsequence with any line of the prediction, once for each time it is there in both.</summary>
    public RougeScore LSum(string prediction, string reference)
    {
        var (predicted, wanted) = (Lines(prediction), Lines(reference));
        var free = new Bag(predicted.SelectMany(line => line));
        var freeWanted = new Bag(wanted.SelectMany(line => line));
        var hits = 0;
        foreach (var line in wanted)
        {
            foreach (var i in predicted.SelectMany(other => OnLongest(line, other)).Distinct().Order())
            {
                if (free[line[i]] == 0 || freeWanted[line[i]] == 0) continue;
                free.Take(line[i]);
                freeWanted.Take(line[i]);
                hits++;
            }
        }

        return Score(hits, predicted.Sum(line => line.Count), wanted.Sum(line => line.Count));
    }

    private static RougeScore Score(int hits, int predicted, int wanted) => new((double)hits / Math.Max(predicted, 1), (double)hits / Math.Max(wanted, 1));

    private static List<string> Grams(List<string> tokens, int n) => [.. Enumerable.Range(0, Math.Max(0, tokens.Count - n + 1)).Select(i => string.Join(' ', tokens.GetRange(i, n)))];

    private List<List<string>> Lines(string text) => [.. text.Split('\n').Where(line => line.Length > 0).Select(Tokens)];

    private List<string> Tokens(string text)
    {
        var tokens = new List<string>();
        var token = new StringBuilder();
        foreach (var c in PythonText.Lower(text) + " ")
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
            {
                token.Append(c);
                continue;
            }

            if (token.Length == 0) continue;
            tokens.Add(isStemmed && token.Length > 3 ? NltkStemmer.Stem(token.ToString()) : token.ToString());
            token.Clear();
        }

        return tokens;
    }

    private static int LongestLength(List<string> x, List<string> y)
    {
        // One row of the table, and the corner above it: texts may be long.
        var row = new int[y.Count + 1];
        foreach (var word in x)
        {
            var corner = 0;
            for (var j = 1; j <= y.Count; j++) (row[j], corner) = (string.Equals(word, y[j - 1], StringComparison.Ordinal) ? corner + 1 : Math.Max(row[j], row[j - 1]), row[j]);
        }

        return row[^1];
    }

    /// <summary>Lengths of the longest common subsequence of the first i and the first j words.</summary>
    private static int[,] LengthTable(List<string> x, List<string> y)
    {
        var table = new int[x.Count + 1, y.Count + 1];
        for (var i = 1; i <= x.Count; i++)
            for (var j = 1; j <= y.Count; j++)
                table[i, j] = string.Equals(x[i - 1], y[j - 1], StringComparison.Ordinal) ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
        return table;
    }

    /// <summary>Positions in <paramref name="x"/> of the longest common subsequence that the package finds: from the end, and where both ways are as long, to the shorter x.</summary>
    private static IEnumerable<int> OnLongest(List<string> x, List<string> y)
    {
        var table = LengthTable(x, y);
        for (var (i, j) = (x.Count, y.Count); i > 0 && j > 0;)
        {
            if (string.Equals(x[i - 1], y[j - 1], StringComparison.Ordinal))
            {
                yield return i - 1;
                (i, j) = (i - 1, j - 1);
            }
            else if (table[i, j - 1] > table[i - 1, j]) j--;
            else i--;
        }
    }

    private sealed class Bag
    {
        private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

        public Bag(IEnumerable<string> words)
        {
            foreach (var word in words) _counts[word] = this[word] + 1;
        }

        public int this[string word] => _counts.GetValueOrDefault(word);

        public void Take(string word) => _counts[word]--;
    }
}
