using System.Globalization;

namespace LongRag.Ingest.Pdf;

/// <summary>What glyphs stand for, as letters: ligatures, presentation forms and accents drawn apart.</summary>
internal static class GlyphText
{
    // Accents that TeX and old fonts draw as characters of their own, and the marks that they stand for.
    private const string SpacingAccents = "\u0060\u00b4\u005e\u02c6\u007e\u02dc\u00a8\u02c7\u02d8\u02d9\u02da\u02dd\u00b8\u02db\u00af";
    private const string CombiningMarks = "\u0300\u0301\u0302\u0302\u0303\u0303\u0308\u030c\u0306\u0307\u030a\u030b\u0327\u0328\u0304";

    /// <summary>The letters of a character: Latin ligatures and Arabic presentation forms are taken apart.</summary>
    public static string Letters(string value)
    {
        if (value.Length == 1 && value[0] < '\u00ad') return value[0] is '\t' or '\n' or '\r' or '\f' ? " " : value;
        return value is "\u00a0" ? " " : UnicodeForms.Letters(value);
    }

    /// <summary>The ligature that fonts of TeX (OT1 and T1) and of old Distillers keep at a control code; null for none.</summary>
    public static string? LigatureAt(char control) => control switch
    {
        '\u000b' or '\u001b' => "ff",
        '\u0002' or '\u000c' or '\u001c' => "fi",
        '\u0003' or '\u000d' or '\u001d' => "fl",
        '\u000e' or '\u001e' => "ffi",
        '\u000f' or '\u001f' => "ffl",
        _ => null,
    };

    /// <summary>The base letter with an accent that was drawn over it; null where the glyph is no accent or the two do not form a letter.</summary>
    public static string? Compose(string letter, string accent)
    {
        if (accent.Length != 1 || letter.Length == 0 || !char.IsLetter(letter[^1])) return null;
        var at = SpacingAccents.IndexOf(accent[0], StringComparison.Ordinal);
        var mark = at >= 0 ? CombiningMarks[at] : CharUnicodeInfo.GetUnicodeCategory(accent[0]) == UnicodeCategory.NonSpacingMark ? accent[0] : '\0';
        if (mark == '\0') return null;
        // TeX draws accents over the dotless i and j.
        var bare = letter[^1] switch { '\u0131' => letter[..^1] + "i", '\u0237' => letter[..^1] + "j", _ => letter };
        if (UnicodeForms.Compose(bare[^1], mark) is { } composed) return bare[..^1] + composed;
        return at < 0 ? bare + mark : null;
    }

    /// <summary>True for a character that may be an accent drawn apart.</summary>
    public static bool IsAccent(string value) => value is [not (< '\u005e' or > '\u0060' and < '\u007e')] && (SpacingAccents.Contains(value[0], StringComparison.Ordinal) || value[0] >= '\u0300' && CharUnicodeInfo.GetUnicodeCategory(value[0]) == UnicodeCategory.NonSpacingMark);

    /// <summary>True for a letter of a script written from right to left.</summary>
    public static bool IsRightToLeft(char c) => c is >= '\u0590' and <= '\u08ff' or >= '\ufb1d' and <= '\ufdff' or >= '\ufe70' and <= '\ufefc' && !char.IsDigit(c);

    /// <summary>True for a character of a script that is written without spaces.</summary>
    public static bool IsWide(char c) => c is >= '\u2e80' and <= '\u9fff' or >= '\uac00' and <= '\ud7a3' or >= '\uf900' and <= '\ufaff' or >= '\uff00' and <= '\uffef' or >= '\ud840' and <= '\ud87f';
}
