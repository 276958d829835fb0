using System.Globalization;
using System.Text;
using LongRag.Models.Chat;

namespace LongRag.Rankers.Listwise;

/// <summary>
/// What a model wrote where a ranking was asked for, read as a permutation: every text gives one. Numbers count, whatever stands between them; the first of repeated ones; those of no
/// passage are dropped, and passages that are not named follow in their old order (RankGPT's rule, as rank_llm has it now).
/// </summary>
internal sealed record RankingAnswer
{
    /// <summary>Places, from 0, of the passages in the new order: all of them.</summary>
    public required IReadOnlyList<int> Order { get; init; }

    /// <summary>How many of them the text names.</summary>
    public required int Named { get; init; }

    /// <summary>How often a passage was named again.</summary>
    public required int Repeated { get; init; }

    /// <summary>How many numbers name no passage.</summary>
    public required int Unknown { get; init; }

    /// <param name="text">What the model wrote; only what stands behind the last end of a thought counts.</param>
    /// <param name="count">Number of passages.</param>
    /// <param name="labels">What they were called.</param>
    public static RankingAnswer Parse(string text, int count, PassageLabels labels = PassageLabels.Numbers)
    {
        var numbers = labels is PassageLabels.Letters ? Letters(Said(text)) : Numbers(Said(text));
        var (order, named, repeated, unknown) = (new List<int>(count), new bool[count], 0, 0);
        // Where any number cannot be read, nothing can be trusted, and the old order stays.
        foreach (var number in numbers ?? [])
        {
            if (number is < 1 || number > count) unknown++;
            else if (named[number - 1]) repeated++;
            else
            {
                named[number - 1] = true;
                order.Add(number - 1);
            }
        }

        var answer = new RankingAnswer { Order = order, Named = order.Count, Repeated = repeated, Unknown = numbers is null ? 1 : unknown };
        for (var i = 0; i < count; i++)
            if (!named[i]) order.Add(i);
        return answer;
    }

    /// <summary>What stands behind the last end of a thought.</summary>
    public static string Said(string text)
    {
        var thought = text.LastIndexOf(Thoughts.Closing, StringComparison.Ordinal);
        return thought < 0 ? text : text[(thought + Thoughts.Closing.Length)..];
    }

    /// <summary>The numbers of the text, 0 for one that is larger than any list; null where one holds a sign that is a digit but no decimal one.</summary>
    private static List<int>? Numbers(string text)
    {
        var (numbers, current) = (new List<int>(), default(int?));
        foreach (var rune in text.EnumerateRunes())
        {
            var plain = Plain(rune);
            if (plain < 0 && DigitValue(rune) >= 0) return null;
            if (plain >= 0) current = Next(current ?? 0, plain);
            else if (current is { } number)
            {
                numbers.Add(number);
                current = null;
            }
        }

        if (current is { } last) numbers.Add(last);
        return numbers;
    }

    /// <summary>Letters as numbers, A is 1. Those side by side are digits of one, as rank_llm reads them, so that a word names nothing.</summary>
    private static List<int> Letters(string text)
    {
        var (numbers, current) = (new List<int>(), default(int?));
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetter(rune))
            {
                current = (rune.Value - 'A' + 1).ToString(CultureInfo.InvariantCulture).Aggregate(current ?? 0, (number, digit) => Next(number, digit - '0'));
            }
            else if (current is { } number)
            {
                numbers.Add(number);
                current = null;
            }
        }

        if (current is { } last) numbers.Add(last);
        return numbers;
    }

    // Once too large, always too large.
    private static int Next(int number, int digit) => number < 0 || number > 100_000_000 ? -1 : number * 10 + digit;

    private static int DigitValue(Rune rune) => CharUnicodeInfo.GetDigitValue(rune.ToString(), 0);

    /// <summary>The value of a decimal digit of any script, or of a sign that is commonly written for one; -1 for none.</summary>
    private static int Plain(Rune rune)
    {
        if (CharUnicodeInfo.GetDecimalDigitValue(rune.ToString(), 0) is >= 0 and var digit) return digit;
        return rune.Value switch
        {
            0x2070 or (>= 0x2074 and <= 0x2079) => rune.Value - 0x2070,
            0xB9 => 1,
            0xB2 or 0xB3 => rune.Value - 0xB0,
            >= 0x2080 and <= 0x2089 => rune.Value - 0x2080,
            >= 0x2460 and <= 0x2468 => rune.Value - 0x2460 + 1,
            >= 0x2488 and <= 0x2490 => rune.Value - 0x2488 + 1,
            >= 0x2776 and <= 0x277E => rune.Value - 0x2776 + 1,
            // By their order there, not by their names (U+1F103 is "two comma"): as rank_llm has them.
            >= 0x1F100 and <= 0x1F109 => rune.Value - 0x1F100,
            _ => -1,
        };
    }
}
