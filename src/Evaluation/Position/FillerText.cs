namespace LongRag.Evaluation;

/// <summary>Sentences to hide something in: those of a text, or made ones that read like prose and say nothing.</summary>
public static class FillerText
{
    private static readonly string[] Subjects = ["The harbour master", "A quiet neighbour", "The old gardener", "Her younger cousin", "The evening train", "A travelling painter", "The village baker", "Our former teacher", "The second violin", "A patient surveyor", "The north wind", "Their oldest friend"];
    private static readonly string[] Verbs = ["remembered", "passed", "described", "followed", "left behind", "noticed", "repaired", "carried", "praised", "forgot", "admired", "painted"];
    private static readonly string[] Objects = ["the long row of poplars", "a basket of late apples", "the narrow stone bridge", "an unfinished letter", "the sound of distant bells", "a map with faded colours", "the low hills beyond the river", "a lantern without a flame", "the empty market square", "a story about two brothers", "the pattern of the tiles", "a boat with a green keel"];
    private static readonly string[] Ends = ["before the rain began", "while the others were asleep", "in the last days of autumn", "without saying a word", "as the tide was turning", "for reasons nobody understood", "on the way to the mill", "when the shops had closed", "although it was getting late", "with great care", "during the long dinner", "after the first snow"];

    /// <summary>So many made sentences; the same for the same seed on every machine.</summary>
    public static IReadOnlyList<string> Made(int sentences, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, sentences).Select(_ => $"{One(Subjects)} {One(Verbs)} {One(Objects)} {One(Ends)}.")];

        string One(string[] words) => words[random.Next(words.Length)];
    }

    /// <summary>The sentences of a file, plain or gzip, white space collapsed.</summary>
    /// <exception cref="LongRagException"><c>not_found</c>, <c>unreadable</c>, or <c>bad_input</c> where it holds no sentence.</exception>
    public static IReadOnlyList<string> Of(string path)
    {
        var text = InputLines.ReadAll(path);
        var sentences = SentenceSplitter.SplitTrimmed(text, new TextSpan(0, text.Length)).Select(span => string.Join(' ', span.Of(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).Where(sentence => sentence.Length > 0).ToList();
        return sentences.Count > 0 ? sentences : throw new LongRagException("bad_input", $"'{path}' holds no sentence.");
    }
}
