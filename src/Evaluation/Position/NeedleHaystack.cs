using System.Globalization;

namespace LongRag.Evaluation;

/// <summary>A sentence with a number hidden in filler: the single needle of needle-in-a-haystack tests, with a needle that no filler resembles.</summary>
public static class NeedleHaystack
{
    private const int PassageWords = 200;

    private static readonly string[] Things = ["vault", "lighthouse", "greenhouse", "archive", "observatory", "workshop", "boathouse", "chapel"];
    private static readonly string[] Places = ["Lorvik", "Hamnes", "Ostrava", "Kalmar", "Tarvisio", "Brekke", "Senja", "Valdres"];

    /// <summary>The haystack of one sample.</summary>
    /// <param name="filler">Sentences, taken in turn from the first, again from the first where they end.</param>
    /// <param name="words">Words of filler, at least 1; the last sentence is kept whole.</param>
    /// <param name="depth">Where the needle stands, in per cent of the filler's sentences: 0 before the first, 100 behind the last.</param>
    /// <param name="seed">Decides what the needle says and where the filler begins.</param>
    /// <param name="sample">Number of the sample in its cell.</param>
    public static Haystack Make(IReadOnlyList<string> filler, int words, int depth, int seed, int sample)
    {
        var random = new Random(Haystack.SeedOf(seed, words, depth, sample));
        var (thing, place) = (Things[random.Next(Things.Length)], Places[random.Next(Places.Length)]);
        var number = random.Next(1_000_000, 10_000_000).ToString(CultureInfo.InvariantCulture);
        var sentences = new List<string>();
        var first = random.Next(filler.Count);
        for (var count = 0; count < words; count += WordsOf(sentences[^1])) sentences.Add(filler[(first + sentences.Count) % filler.Count]);
        sentences.Insert(Haystack.PlaceOf(depth, sentences.Count), $"The access code of the {thing} in {place} is {number}.");
        return new Haystack($"What is the access code of the {thing} in {place}?", number, Passages(sentences));
    }

    private static List<string> Passages(List<string> sentences)
    {
        var passages = new List<string>();
        var open = new List<string>();
        var count = 0;
        foreach (var sentence in sentences)
        {
            open.Add(sentence);
            count += WordsOf(sentence);
            if (count < PassageWords) continue;
            passages.Add(string.Join(' ', open));
            open.Clear();
            count = 0;
        }

        if (open.Count > 0) passages.Add(string.Join(' ', open));
        return passages;
    }

    private static int WordsOf(string sentence) => sentence.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}
