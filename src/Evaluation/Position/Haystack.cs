namespace LongRag.Evaluation;

/// <summary>A text with one thing hidden in it, and the question that asks for it.</summary>
/// <param name="Question">What is asked.</param>
/// <param name="Answer">What an answer must hold.</param>
/// <param name="Passages">The text, in passages that follow one another.</param>
public sealed record Haystack(string Question, string Answer, IReadOnlyList<string> Passages)
{
    /// <summary>The seed of one cell's sample: the same for the same numbers on every machine.</summary>
    internal static int SeedOf(int seed, int length, int depth, int sample) => unchecked((((seed * 1_000_003) + length) * 1_000_003 + depth) * 1_000_003 + sample) & int.MaxValue;

    /// <summary>The place among <paramref name="count"/> + 1 gaps that is that many per cent deep.</summary>
    internal static int PlaceOf(int depth, int count) => (int)Math.Round(count * depth / 100.0, MidpointRounding.AwayFromZero);
}
