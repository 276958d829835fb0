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

    /// <summary>The only instance needed: it has no state.</summary>
    public static EstimatedTokenCounter Instance { get; } = new();

    /// <inheritdoc/>
    public int Count(ReadOnlySpan<char> text)
    {
        var (tokens, run, digits) = (0, 0, false);
        foreach (var rune in text.EnumerateRunes())
        {
            var isDigit = Rune.IsDigit(rune);
            if (!IsDense(rune) && (isDigit || Rune.IsLetter(rune) || IsMark(rune)))
            {
                if (run > 0 && isDigit != digits) { tokens++; run = 0; }
                digits = isDigit;
                if (++run == (digits ? DigitsPerToken : LettersPerToken)) { tokens++; run = 0; }
                continue;
            }

            if (run > 0) { tokens++; run = 0; }
            if (!Rune.IsWhiteSpace(rune)) tokens++;
        }

        return run > 0 ? tokens + 1 : tokens;
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // Han, kana, Hangul, Thai, Lao, Khmer, Myanmar: about one token a character in the vocabularies in use.
    private static bool IsDense(Rune rune) => rune.Value is (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF)
        or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7AF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
