namespace LongRag.Evaluation;

/// <summary>A JSON object of random keys and values, 32 hexadecimal digits each; one value is asked for ("Lost in the Middle", Liu et al. 2023; 25 pairs are about 2,000 characters).</summary>
public static class KeyValueHaystack
{
    private const int PassagePairs = 25;

    /// <summary>The haystack of one sample.</summary>
    /// <param name="pairs">Number of pairs, at least 1.</param>
    /// <param name="depth">Where the key asked for stands, in per cent: 0 the first pair, 100 the last.</param>
    /// <param name="seed">Decides the keys and values.</param>
    /// <param name="sample">Number of the sample in its cell.</param>
    public static Haystack Make(int pairs, int depth, int seed, int sample)
    {
        var random = new Random(Haystack.SeedOf(seed, pairs, depth, sample));
        var all = Enumerable.Range(0, pairs).Select(_ => (Key: Digits(random), Value: Digits(random))).ToList();
        var asked = all[Haystack.PlaceOf(depth, pairs - 1)];
        var lines = all.Select((pair, i) => $"{(i == 0 ? "{" : " ")}\"{pair.Key}\": \"{pair.Value}\"{(i == pairs - 1 ? "}" : ",")}");
        return new Haystack($"What is the value of the key \"{asked.Key}\"?", asked.Value, [.. lines.Chunk(PassagePairs).Select(part => string.Join('\n', part))]);
    }

    private static string Digits(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
