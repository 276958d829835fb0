namespace LongRag.Generator.Chat;

/// <summary>Small numbers written as words, so that "two" and "2" meet.</summary>
internal static class NumberWords
{
    private static readonly Dictionary<string, string> Digits = new(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".Split(' ')
            .Select((word, number) => KeyValuePair.Create(PorterStemmer.Stem(word), number.ToString(System.Globalization.CultureInfo.InvariantCulture))), StringComparer.Ordinal);

    /// <summary>The digits of a stemmed English number word up to twenty; null for any other.</summary>
    public static string? DigitsOf(string stem) => Digits.GetValueOrDefault(stem);
}
