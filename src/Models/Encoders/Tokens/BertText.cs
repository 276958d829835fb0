using System.Globalization;
using System.Text;

namespace LongRag.Models.Encoders.Tokens;

/// <summary>
/// Cleans a text as BERT's basic tokenizer does (Devlin et al. 2019) and puts spaces between what becomes separate words: control characters go, whitespace becomes a space, Chinese characters and punctuation stand alone, letters lose case and accents.
/// </summary>
/// <param name="Clean">Whether control characters are removed and whitespace becomes a space.</param>
/// <param name="Chinese">Whether Chinese characters stand alone.</param>
/// <param name="Accents">Whether letters lose their accents.</param>
/// <param name="LowerCase">Whether letters lose their case.</param>
/// <remarks>
/// The library's own basic tokenizer cannot be used: version 2.0.1 joins the words at the ends of lines and drops <c>$</c>, <c>&lt;</c> and the like. Accents come from a table, since the runtime decomposes nothing where globalization is invariant. Categories are
/// those of the runtime's Unicode, the reference's are older: marks and punctuation of scripts added since 2015 differ.
/// </remarks>
internal sealed record BertText(bool Clean = true, bool Chinese = true, bool Accents = true, bool LowerCase = true)
{
    private static readonly Lazy<Dictionary<int, string>> Plain = new(ReadPlain);

    /// <summary>The words of a text, separated by single or several spaces.</summary>
    public string Words(ReadOnlySpan<char> text)
    {
        var words = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii) AddAscii(words, (char)rune.Value);
            else Add(words, rune);
        }

        return words.ToString();
    }

    private void AddAscii(StringBuilder words, char c)
    {
        if (char.IsAsciiLetterUpper(c)) words.Append(LowerCase ? (char)(c | 0x20) : c);
        else if (char.IsAsciiLetterOrDigit(c) || c == ' ') words.Append(c);
        else if (c is '\t' or '\n' or '\r') words.Append(' ');
        else if (c is > ' ' and < '\x7F') words.Append(' ').Append(c).Append(' ');
        else if (!Clean) words.Append(c is '\v' or '\f' ? ' ' : c);
    }

    private void Add(StringBuilder words, Rune rune)
    {
        var category = Rune.GetUnicodeCategory(rune);
        if (Clean && (rune == Rune.ReplacementChar || category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse)) return;
        if (Rune.IsWhiteSpace(rune))
        {
            words.Append(' ');
            return;
        }

        var alone = (Chinese && IsChinese(rune.Value)) || IsPunctuation(category);
        if (alone) words.Append(' ');
        if (Accents) AddPlain(words, rune, category);
        else AddLetter(words, rune);
        if (alone) words.Append(' ');
    }

    /// <summary>A letter without its accents; nothing for an accent.</summary>
    private void AddPlain(StringBuilder words, Rune rune, UnicodeCategory category)
    {
        if (category == UnicodeCategory.NonSpacingMark) return;
        if (rune.Value is >= 0xAC00 and <= 0xD7A3) AddHangul(words, rune.Value - 0xAC00);
        else if (Plain.Value.TryGetValue(rune.Value, out var plain))
            foreach (var part in plain.EnumerateRunes()) AddLetter(words, part);
        else AddLetter(words, rune);
    }

    /// <summary>A Korean syllable is its two or three letters (The Unicode Standard, 3.12).</summary>
    private static void AddHangul(StringBuilder words, int syllable)
    {
        words.Append((char)(0x1100 + (syllable / 588))).Append((char)(0x1161 + (syllable % 588 / 28)));
        if (syllable % 28 > 0) words.Append((char)(0x11A7 + (syllable % 28)));
    }

    private void AddLetter(StringBuilder words, Rune rune)
    {
        if (LowerCase && rune.Value == 0x130) words.Append("i\u0307"); // the one letter that becomes two
        else words.Append(LowerCase ? Rune.ToLowerInvariant(rune) : rune);
    }

    private static bool IsPunctuation(UnicodeCategory category) => category is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation;

    private static bool IsChinese(int c) => c is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x2A6DF)
        or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0x2F800 and <= 0x2FA1F);

    /// <summary>Reads the table: a line is what is left of each character behind the space.</summary>
    private static Dictionary<int, string> ReadPlain()
    {
        using var stream = typeof(BertText).Assembly.GetManifestResourceStream("LongRag.Models.Encoders.Tokens.Accents.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var plain = new Dictionary<int, string>(2048);
        while (reader.ReadLine() is { } line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            foreach (var accented in line.AsSpan(space + 1).EnumerateRunes()) plain[accented.Value] = line[..space];
        }

        return plain;
    }
}
