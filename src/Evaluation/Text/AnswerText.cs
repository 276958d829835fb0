using System.Buffers;
using System.Text;

namespace LongRag.Evaluation;

/// <summary>Answers as the SQuAD scripts compare them (Rajpurkar et al. 2016): lower case, no ASCII punctuation, no articles, single blanks.</summary>
public static class AnswerText
{
    private static readonly SearchValues<char> Punctuation = SearchValues.Create("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

    /// <summary>The normal form of an answer.</summary>
    public static string Normalize(string answer) => string.Join(' ', Words(answer));

    /// <summary>The words of the normal form.</summary>
    internal static List<string> Words(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return PythonText.Split(WithoutArticles(string.Concat(PythonText.Lower(answer).Where(c => !Punctuation.Contains(c)))));
    }

    private static string WithoutArticles(string text)
    {
        var kept = new StringBuilder(text.Length);
        var word = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!PythonText.IsWord(rune)) EndWord();
            kept.Append(rune.ToString());
            if (!PythonText.IsWord(rune)) word = kept.Length;
        }

        EndWord();
        return kept.ToString();

        void EndWord()
        {
            if (kept.ToString(word, kept.Length - word) is not ("a" or "an" or "the")) return;
            kept.Length = word;
            kept.Append(' ');
        }
    }
}
