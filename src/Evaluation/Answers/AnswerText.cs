using System.Text;

namespace LongRag.Evaluation;

/// <summary>SQuAD's comparison of an answer's text with a gold answer (Rajpurkar et al. 2016): lower case, without punctuation and articles, blanks collapsed.</summary>
internal static class AnswerText
{
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    public static double ExactMatch(string text, string gold) => string.Equals(Normal(text), Normal(gold), StringComparison.Ordinal) ? 1 : 0;

    /// <summary>1 where the text holds the gold answer.</summary>
    public static double BestSubspan(string text, string gold) => Normal(text).Contains(Normal(gold), StringComparison.Ordinal) ? 1 : 0;

    /// <summary>Harmonic mean of precision and recall of words, each as often as it comes.</summary>
    public static double F1(string text, string gold)
    {
        var (said, wanted) = (Words(text), Words(gold));
        if (said.Length == 0 || wanted.Length == 0) return said.Length == wanted.Length ? 1 : 0;
        var left = wanted.CountBy(word => word, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var common = 0;
        foreach (var word in said)
            if (left.TryGetValue(word, out var count) && count > 0)
            {
                left[word] = count - 1;
                common++;
            }

        return common == 0 ? 0 : 2.0 * common / (said.Length + wanted.Length);
    }

    private static string Normal(string text) => string.Join(' ', Words(text));

    private static string[] Words(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var c in text.ToLowerInvariant())
            if (!Punctuation.Contains(c, StringComparison.Ordinal)) kept.Append(c);
        return [.. kept.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => word is not ("a" or "an" or "the"))];
    }
}
