namespace LongRag.Evaluation;

/// <summary>What two bags of words share.</summary>
internal static class Overlap
{
    /// <summary>Words in both, each as often as in the bag that has fewer of it.</summary>
    public static int Of(IReadOnlyList<string> x, IReadOnlyList<string> y)
    {
        var left = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in x) left[word] = left.GetValueOrDefault(word) + 1;
        var shared = 0;
        foreach (var word in y)
        {
            if (left.GetValueOrDefault(word) is not > 0) continue;
            left[word]--;
            shared++;
        }

        return shared;
    }

    /// <summary>Harmonic mean; 0 where both are 0.</summary>
    public static double F(double precision, double recall) => precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}
