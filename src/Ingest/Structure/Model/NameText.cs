using System.Globalization;
using System.Text;

namespace LongRag.Ingest;

/// <summary>Names that a model gave: one line of text that can be stored and shown.</summary>
internal static class NameText
{
    /// <summary>Characters of a name; a model that writes more writes no name.</summary>
    private const int Longest = 200;

    /// <summary>The name in one line, without control characters, half surrogate pairs and marks that nobody sees, which could turn the line around that it stands in; null where nothing is left.</summary>
    public static string? Of(string name)
    {
        var text = new StringBuilder(Math.Min(name.Length, Longest));
        var blank = false;
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune) || IsUnseen(rune, isFirst: text.Length == 0)) continue;
            if (Rune.IsWhiteSpace(rune))
            {
                blank = text.Length > 0;
                continue;
            }

            if (text.Length + rune.Utf16SequenceLength + 1 > Longest) return text.Append('…').ToString();
            if (blank) text.Append(' ');
            blank = false;
            text.Append(rune.ToString());
        }

        return text.Length == 0 ? null : text.ToString();
    }

    /// <summary>Whether it is a formatting character. The joiners change the letters beside them, so they count inside of a name.</summary>
    private static bool IsUnseen(Rune rune, bool isFirst) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format && (isFirst || rune.Value is not (0x200C or 0x200D));
}
