using System.Globalization;

namespace LongRag.Ingest;

/// <summary>Sentences as a model is shown them.</summary>
internal static class NumberedSentences
{
    /// <summary>More of a sentence is not shown: a model that chooses where points begin needs no row of a table to its end.</summary>
    private const int MostCharacters = 800;

    /// <summary>One line a sentence, numbered from 1.</summary>
    public static string Lines(IEnumerable<string> sentences) => string.Join('\n', sentences.Select((sentence, i) => Line(i + 1, sentence)));

    /// <summary>The line of one sentence.</summary>
    public static string Line(int number, string sentence)
    {
        var line = OneLine.Of(sentence, new TextSpan(0, sentence.Length));
        if (line.Length > MostCharacters) line = line[..(MostCharacters - (char.IsHighSurrogate(line[MostCharacters - 1]) ? 1 : 0))] + " …";
        return string.Create(CultureInfo.InvariantCulture, $"- Sentence {number}. {line}");
    }
}
