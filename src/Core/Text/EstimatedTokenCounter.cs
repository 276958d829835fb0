using System.Globalization;
using System.Text;

namespace LongRag;

/// <summary>
/// A vocabulary-free estimate of subword tokens: one token for every begun six letters or digits of a word (one for every begun three of a word with digits),
/// one for every mark, one for every character of a script written without blanks.
/// </summary>
public sealed class EstimatedTokenCounter : ITokenCounter
{
    private const int LettersPerToken = 6;
    private const int DigitsPerToken = 3;

    // Most text is ASCII, and every passage is counted: a table is several times faster than asking for categories.
    private static readonly Kind[] AsciiKinds = [.. Enumerable.Range(0, 128).Select(c => KindOf(new Rune(c)))];

    /// <summary>The only instance needed: it has no state.</summary>
    public static EstimatedTokenCounter Instance { get; } = new();

    /// <inheritdoc/>
    public int Count(ReadOnlySpan<char> text)
    {
        var (tokens, run, digits) = (0, 0, false);
        for (var i = 0; i < text.Length;)
        {
            var kind = text[i] < AsciiKinds.Length ? AsciiKinds[text[i++]] : KindAt(text, ref i);
            if (kind is Kind.Letter or Kind.Digit)
            {
                if (run > 0 && kind is Kind.Digit != digits) { tokens++; run = 0; }
                digits = kind is Kind.Digit;
                if (++run == (digits ? DigitsPerToken : LettersPerToken)) { tokens++; run = 0; }
                continue;
            }

            if (run > 0) { tokens++; run = 0; }
            if (kind is Kind.Alone) tokens++;
        }

        return run > 0 ? tokens + 1 : tokens;
    }

    private static Kind KindAt(ReadOnlySpan<char> text, ref int at)
    {
        Rune.DecodeFromUtf16(text[at..], out var rune, out var used);
        at += used;
        return KindOf(rune);
    }

    private static Kind KindOf(Rune rune)
    {
        if (Rune.IsWhiteSpace(rune)) return Kind.Blank;
        if (IsDense(rune)) return Kind.Alone;
        if (Rune.IsDigit(rune)) return Kind.Digit;
        return Rune.IsLetter(rune) || IsMark(rune) ? Kind.Letter : Kind.Alone;
    }

    private enum Kind : byte
    {
        Blank,
        Letter,
        Digit,
        Alone,
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // Han, kana, Hangul, Thai, Lao, Khmer, Myanmar: about one token a character in the vocabularies in use.
    private static bool IsDense(Rune rune) => rune.Value is (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF)
        or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7AF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
