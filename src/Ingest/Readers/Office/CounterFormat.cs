using System.Globalization;
using System.Text;

namespace LongRag.Ingest;

/// <summary>Numbers of list items and notes as Office writes them.</summary>
internal static class CounterFormat
{
    // Word repeats letters ("aa", "bbb"); beyond 30 of them nobody reads a number.
    private const int MostLetters = 30;

    private const int MostRoman = 3999;

    private static readonly (int Value, string Sign)[] Roman = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];

    /// <summary>A number in a format of <c>w:numFmt</c>; in digits for a format that is not known.</summary>
    public static string Of(int number, string format) => format switch
    {
        "none" or "bullet" => "",
        "decimalZero" when number is >= 0 and < 10 => "0" + Digits(number),
        "upperRoman" => RomanOf(number),
        "lowerRoman" => RomanOf(number).ToLowerInvariant(),
        "upperLetter" => Letters(number, 'A', 26),
        "lowerLetter" => Letters(number, 'a', 26),
        "russianUpper" => Letters(number, 'А', 32),
        "russianLower" => Letters(number, 'а', 32),
        "ordinal" => Digits(number) + OrdinalEnd(number),
        "decimalEnclosedCircle" or "decimalEnclosedCircleChinese" when number is >= 1 and <= 20 => ((char)('①' + number - 1)).ToString(),
        "chineseCounting" or "chineseCountingThousand" or "ideographDigital" or "japaneseCounting" or "taiwaneseCounting" or "taiwaneseCountingThousand" when number is >= 1 and <= 99 => Ideographs(number),
        _ => Digits(number),
    };

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string RomanOf(int number)
    {
        if (number is < 1 or > MostRoman) return Digits(number);
        var text = new StringBuilder();
        foreach (var (value, sign) in Roman)
        {
            for (; number >= value; number -= value) text.Append(sign);
        }

        return text.ToString();
    }

    private static string Letters(int number, char first, int count) => number < 1 || number > count * MostLetters
        ? Digits(number)
        : new string((char)(first + (number - 1) % count), (number - 1) / count + 1);

    private static string OrdinalEnd(int number) => (number % 100, number % 10) switch
    {
        (11 or 12 or 13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };

    private static string Ideographs(int number)
    {
        const string Units = "〇一二三四五六七八九";
        var (tens, rest) = (number / 10, number % 10);
        return (tens > 1 ? Units[tens].ToString() : "") + (tens > 0 ? "十" : "") + (rest > 0 ? Units[rest].ToString() : "");
    }
}
