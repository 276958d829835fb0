using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace LongRag.Ingest;

/// <summary>
/// Letters behind ligatures and presentation forms, and letters with their accents. The program runs without the tables of the system's ICU, where <see cref="string.Normalize()"/> does nothing; these are
/// the decompositions of U+FB00 to U+FDFF and U+FE70 to U+FEFC, and the pairs of the canonical compositions below U+2000 (Unicode 14.0, UnicodeData.txt).
/// </summary>
internal static class UnicodeForms
{
    private const char FirstForm = '\ufb00';
    private const char LastForm = '\ufefc';

    private static readonly FrozenDictionary<char, string> Forms = Lines("presentation-forms").ToFrozenDictionary(line => line[0], line => line[1..]);

    private static readonly FrozenDictionary<(char, char), char> Compositions = Lines("compositions").ToFrozenDictionary(line => (line[1], line[2]), line => line[0]);

    /// <summary>The text with ligatures and presentation forms as letters.</summary>
    public static string Letters(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange(FirstForm, LastForm) < 0) return text;
        var letters = new StringBuilder(text.Length + 2);
        foreach (var c in text)
        {
            if (Forms.TryGetValue(c, out var form)) letters.Append(form);
            else letters.Append(c);
        }

        return letters.ToString();
    }

    /// <summary>The letter that a base letter and a combining mark make; null where there is none.</summary>
    public static char? Compose(char letter, char mark) => Compositions.TryGetValue((letter, mark), out var composed) ? composed : null;

    /// <summary>The text with each base letter and the combining marks after it as one letter, as far as there is one.</summary>
    public static string Compose(string text)
    {
        if (!text.Any(IsMark)) return text;
        var composed = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (composed.Length > 0 && IsMark(c) && Compose(composed[^1], c) is { } letter) composed[^1] = letter;
            else composed.Append(c);
        }

        return composed.ToString();
    }

    private static bool IsMark(char c) => c >= '\u0300' && CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;

    private static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(UnicodeForms).Assembly.GetManifestResourceStream($"LongRag.Ingest.Unicode.{name}.txt") ?? throw new InvalidOperationException($"The table {name} is missing.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
            if (line.Length > 1) yield return line;
    }
}
