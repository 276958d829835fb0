using System.Globalization;
using System.Text;

namespace LongRag.Rankers.Work;

/// <summary>Where the words of a line end: at a blank, after each character of a script that is written without blanks, and after 32 code units at most.</summary>
internal static class WordEnds
{
    private const int LongestWord = 32;

    /// <summary>One past the last code unit of each word.</summary>
    /// <param name="line">Words with single blanks between them.</param>
    public static int[] Of(string line)
    {
        var ends = new List<int>();
        var start = 0;
        for (var at = 0; at < line.Length;)
        {
            Rune.DecodeFromUtf16(line.AsSpan(at), out var rune, out var used);
            var next = at + used;
            if (rune.Value == ' ')
            {
                if (at > start) ends.Add(at);
                start = next;
            }
            else if (next - start >= LongestWord || (IsDense(rune) && !IsMarkAt(line, next)))
            {
                ends.Add(next);
                start = next;
            }

            at = next;
        }

        if (start < line.Length) ends.Add(line.Length);
        return [.. ends];
    }

    private static bool IsMarkAt(string line, int at) => at < line.Length && char.GetUnicodeCategory(line, at) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // Han, kana, Hangul, Thai, Lao, Khmer, Myanmar.
    private static bool IsDense(Rune rune) => rune.Value is (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF)
        or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7AF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
