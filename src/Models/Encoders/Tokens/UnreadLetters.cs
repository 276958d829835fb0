using System.Globalization;
using System.Text;

namespace LongRag.Models.Encoders.Tokens;

/// <summary>
/// Letters that a tokenizer does not know, or knows letter by letter only, which is how vocabularies of English hold every other alphabet: nothing was learned of words that are read so. How it separates: docs/decisions/encoders.md.
/// </summary>
internal static class UnreadLetters
{
    // A word of a script that the vocabulary was made for has a token for about three letters, a rare one for two.
    private const double TokensPerLetter = 0.6;

    // Every vocabulary has Chinese characters one by one. Where one of these everyday ones, written alike in Chinese and Japanese, is missing, it was made for neither.
    private const string EverydayHan = "船感情存港科教育夜物度自然界全住";

    /// <summary>The share of a text's letters that are not read, 0 to 1.</summary>
    public static double ShareOf(string text, EncoderTokenizer tokenizer)
    {
        if (Ascii.IsValid(text)) return 0;
        var (letters, unread) = (0, 0);
        bool? readsHan = null;
        foreach (var (word, isHan) in Words(text))
        {
            var own = word.EnumerateRunes().Count(Rune.IsLetter);
            letters += own;
            if (isHan ? !(readsHan ??= IsWhole(EverydayHan, tokenizer)) : !IsLatin(word) && !IsRead(word, own, tokenizer)) unread += own;
        }

        return letters == 0 ? 0 : unread / (double)letters;
    }

    // With or without accents, which are taken off or have tokens of their own: every vocabulary has words of these letters.
    private static bool IsLatin(string word) => word.EnumerateRunes().All(rune => rune.Value is < 0x250 or (>= 0x300 and <= 0x36F) or (>= 0x1E00 and <= 0x1EFF));

    // A letter alone is a name of something (α, µ), whatever the script of the text.
    private static bool IsRead(string word, int letters, EncoderTokenizer tokenizer)
    {
        var ids = tokenizer.Ids(word);
        return !IsUnknown(ids, tokenizer) && (letters == 1 || ids.Count < TokensPerLetter * letters);
    }

    private static bool IsWhole(string characters, EncoderTokenizer tokenizer)
    {
        var ids = tokenizer.Ids(characters);
        return !IsUnknown(ids, tokenizer) && ids.Count <= characters.Length;
    }

    private static bool IsUnknown(IReadOnlyList<int> ids, EncoderTokenizer tokenizer) => tokenizer.Unknown is { } unknown && ids.Contains(unknown);

    /// <summary>Runs of letters and the marks on them; Chinese characters are runs of their own, as they have no spaces between words.</summary>
    private static IEnumerable<(string Word, bool IsHan)> Words(string text)
    {
        var word = new StringBuilder();
        var isHan = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var isLetter = Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            if (word.Length > 0 && (!isLetter || IsHan(rune) != isHan))
            {
                yield return (word.ToString(), isHan);
                word.Clear();
            }

            if (!isLetter) continue;
            isHan = IsHan(rune);
            word.Append(rune.ToString());
        }

        if (word.Length > 0) yield return (word.ToString(), isHan);
    }

    private static bool IsHan(Rune rune) => rune.Value is (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x323AF);
}
