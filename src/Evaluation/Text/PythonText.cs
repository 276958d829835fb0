using System.Globalization;
using System.Text;

namespace LongRag.Evaluation;

/// <summary>Strings as the reference scripts' language sees them: lower case, white space, and what its regular expressions call a word.</summary>
internal static class PythonText
{
    private const char CapitalSigma = 'Σ';

    /// <summary>Full lower-casing: İ becomes i and a combining dot, and a sigma that ends a word becomes ς.</summary>
    public static string Lower(string text)
    {
        var lower = text.ToLowerInvariant();
        if (!text.AsSpan().ContainsAny('İ', CapitalSigma)) return lower;
        var full = new StringBuilder(text.Length + 4);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == 'İ') full.Append("i\u0307");
            else if (text[i] == CapitalSigma) full.Append(EndsWord(text, i) ? 'ς' : 'σ');
            else full.Append(lower[i]);
        }

        return full.ToString();
    }

    /// <summary>str.isspace: Unicode's white space, and the separators U+001C to U+001F.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001c' and <= '\u001f';

    /// <summary>str.split() without arguments.</summary>
    public static List<string> Split(string text)
    {
        var words = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            if (IsSpace(text[start]))
            {
                start++;
                continue;
            }

            var end = start;
            while (end < text.Length && !IsSpace(text[end])) end++;
            words.Add(text[start..end]);
            start = end;
        }

        return words;
    }

    /// <summary>\w of a regular expression: letters, numbers of every kind and the underscore, but no combining mark.</summary>
    public static bool IsWord(Rune rune) => rune.Value == '_' || Rune.IsLetter(rune) || Rune.IsNumber(rune);

    /// <summary>Unicode's Final_Sigma: a cased letter in front and none behind, marks and apostrophes passed over.</summary>
    private static bool EndsWord(string text, int at)
    {
        var before = at - 1;
        while (before >= 0 && IsCaseIgnorable(text[before])) before--;
        var after = at + 1;
        while (after < text.Length && IsCaseIgnorable(text[after])) after++;
        return before >= 0 && IsCased(text, before) && !(after < text.Length && IsCased(text, after));
    }

    private static bool IsCased(string text, int at) => CharUnicodeInfo.GetUnicodeCategory(text, char.IsLowSurrogate(text[at]) && at > 0 ? at - 1 : at)
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    private static bool IsCaseIgnorable(char c) => c is '\'' or '.' or ':' or '·' or '’' or '‘' or '^' or '`' || CharUnicodeInfo.GetUnicodeCategory(c)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
