using System.Buffers;

namespace LongRag.Ingest;

/// <summary>How far two texts have the same words: lower case, without ASCII punctuation and the articles a, an, the; a word counts as often as it comes in both.</summary>
internal static class UnigramOverlap
{
    private static readonly SearchValues<char> Punctuation = SearchValues.Create("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

    /// <summary>Shares of the reference's words that are found, of the prediction's words that are right, and their harmonic mean; all 0 where there is no common word.</summary>
    public static (double Recall, double Precision, double F1) Of(string prediction, string reference) => Of(Words(prediction), Words(reference));

    /// <inheritdoc cref="Of(string, string)"/>
    public static (double Recall, double Precision, double F1) Of(IReadOnlyList<string> prediction, IReadOnlyList<string> reference)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in reference) counts[word] = counts.GetValueOrDefault(word) + 1;
        var common = 0;
        foreach (var word in prediction)
        {
            if (counts.GetValueOrDefault(word) == 0) continue;
            counts[word]--;
            common++;
        }

        if (common == 0) return (0, 0, 0);
        var (recall, precision) = ((double)common / reference.Count, (double)common / prediction.Count);
        return (recall, precision, 2 * recall * precision / (recall + precision));
    }

    /// <summary>The words that count.</summary>
    public static string[] Words(string text) => [.. string.Concat(text.ToLowerInvariant().Where(c => !Punctuation.Contains(c)))
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => word is not ("a" or "an" or "the"))];
}
