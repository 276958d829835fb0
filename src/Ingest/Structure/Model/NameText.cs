using System.Text;

namespace LongRag.Ingest;

/// <summary>Names that a model gave: one line of text that can be stored and shown.</summary>
internal static class NameText
{
    /// <summary>Characters of a name; a model that writes more writes no name.</summary>
    private const int Longest = 200;

    /// <summary>The name in one line, without control characters and half surrogate pairs; null where nothing is left.</summary>
    public static string? Of(string name)
    {
        var text = new StringBuilder(Math.Min(name.Length, Longest));
        var blank = false;
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune)) continue;
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
}
