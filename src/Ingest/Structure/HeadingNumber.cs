using System.Globalization;

namespace LongRag.Ingest;

/// <summary>Numbers as headings write them: 12, XII, twelve, TWELFTH, twenty-one.</summary>
internal static class HeadingNumber
{
    private static readonly string[] Cardinals = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];
    private static readonly string[] Ordinals = ["", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"];
    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    /// <summary>The number that the word is; null for any other word.</summary>
    public static int? Parse(string word)
    {
        if (word.Length is > 0 and <= 3 && word.All(char.IsAsciiDigit)) return int.Parse(word, CultureInfo.InvariantCulture);
        if (ParseRoman(word) is { } roman) return roman;
        var lower = word.ToLowerInvariant();
        var hyphen = lower.IndexOf('-', StringComparison.Ordinal);
        if (hyphen > 0 && Array.IndexOf(Tens, lower[..hyphen]) is > 1 and var tens && Unit(lower[(hyphen + 1)..]) is > 0 and < 10 and var unit) return tens * 10 + unit;
        if (Unit(lower) is > 0 and var small) return small;
        var whole = Array.IndexOf(Tens, lower.EndsWith("ieth", StringComparison.Ordinal) ? lower[..^4] + "y" : lower);
        return whole > 1 ? whole * 10 : null;
    }

    /// <summary>The number that capital Roman digits in their proper order are; null for anything else.</summary>
    public static int? ParseRoman(string word)
    {
        if (word.Length is 0 or > 12) return null;
        var (value, last) = (0, 0);
        for (var i = word.Length - 1; i >= 0; i--)
        {
            var digit = word[i] switch { 'I' => 1, 'V' => 5, 'X' => 10, 'L' => 50, 'C' => 100, 'D' => 500, 'M' => 1000, _ => 0 };
            if (digit == 0) return null;
            value += digit < last ? -digit : digit;
            last = Math.Max(last, digit);
        }

        return Write(value) == word || value == word.Length && value == 4 ? value : null;
    }

    private static int Unit(string word) => word.Length == 0 ? 0 : Math.Max(Array.IndexOf(Cardinals, word), Array.IndexOf(Ordinals, word));

    private static string Write(int value)
    {
        if (value is < 1 or > 3999) return "";
        var written = new System.Text.StringBuilder();
        foreach (var (digits, worth) in new[] { ("M", 1000), ("CM", 900), ("D", 500), ("CD", 400), ("C", 100), ("XC", 90), ("L", 50), ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1) })
            for (; value >= worth; value -= worth) written.Append(digits);
        return written.ToString();
    }
}
