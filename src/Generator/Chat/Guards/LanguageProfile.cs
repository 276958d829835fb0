using System.Collections.Frozen;
using System.Text;

namespace LongRag.Generator.Chat;

/// <summary>Which scripts a text is written in, and, of a few European languages, which its small words belong to.</summary>
internal sealed record LanguageProfile(IReadOnlyDictionary<string, int> Letters, IReadOnlyDictionary<string, double> SmallWords, int Words)
{
    /// <summary>Share of the words that are a language's small ones, from which on a text is in it.</summary>
    private const double InLanguage = 0.22;

    private static readonly Dictionary<string, FrozenSet<string>> Languages = new(StringComparer.Ordinal)
    {
        ["English"] = Set("the of and to in is was that for it as with are by on this be from which were have has had not their its an at"),
        ["German"] = Set("der die das und ist von mit den im ein eine nicht auf für des dem wurde sich auch als zu es werden sind war oder bei einer"),
        ["French"] = Set("le la les des et est une un dans pour que qui sur du au par pas ce il elle avec sont aux cette été ne plus"),
        ["Spanish"] = Set("el la los las y es una un de en que por con para del se su al fue como más son lo pero esta era"),
        ["Italian"] = Set("il lo la gli le e è una un di che per con del della nel non si sono da al dei stato come anche più"),
        ["Portuguese"] = Set("o a os as e é uma um de que em por com para do da no na não se foi dos das mais como são"),
        ["Dutch"] = Set("de het een van en is in dat op te met voor niet zijn was door aan werd bij ook naar om deze uit er"),
        ["Swedish"] = Set("och att det som en på är av för med den till var inte om ett har från de han hon kan"),
        ["Polish"] = Set("i w na z się nie do jest to że od o jak po przez za był była są oraz dla"),
    };

    public static LanguageProfile Of(string text)
    {
        var letters = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var rune in text.EnumerateRunes())
            if (Rune.IsLetter(rune)) letters[ScriptOf(rune.Value)] = letters.GetValueOrDefault(ScriptOf(rune.Value)) + 1;
        var words = text.ToLowerInvariant().Split([' ', '\n', '\t', '\r', '.', ',', ';', ':', '(', ')', '"', '!', '?', '\'', '’'], StringSplitOptions.RemoveEmptyEntries);
        var shares = Languages.ToDictionary(language => language.Key, language => words.Length == 0 ? 0.0 : (double)words.Count(language.Value.Contains) / words.Length, StringComparer.Ordinal);
        return new LanguageProfile(letters, shares, words.Length);
    }

    /// <summary>The language of the small words; null where they do not say.</summary>
    public string? Language => SmallWords.MaxBy(language => language.Value) is { Value: >= InLanguage } best ? best.Key : null;

    /// <summary>The script of more than half of the letters, and its letters; null without letters.</summary>
    public (string Script, int Letters)? MainScript => Letters.Count == 0 ? null : Letters.MaxBy(script => script.Value) is var (name, count) && 2 * count > Letters.Values.Sum() ? (name, count) : null;

    /// <summary>Whether the lower-case word is one of the language's small ones.</summary>
    public static bool IsSmall(string word, string language) => Languages[language].Contains(word);

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static string ScriptOf(int letter) => letter switch
    {
        < 0x250 or (>= 0x1E00 and <= 0x1EFF) or (>= 0xFF21 and <= 0xFF5A) => "Latin",
        >= 0x370 and <= 0x3FF => "Greek",
        >= 0x400 and <= 0x52F => "Cyrillic",
        >= 0x530 and <= 0x58F => "Armenian",
        >= 0x590 and <= 0x5FF => "Hebrew",
        >= 0x600 and <= 0x77F => "Arabic",
        >= 0x900 and <= 0x97F => "Devanagari",
        >= 0x980 and <= 0xDFF => "of India",
        >= 0xE00 and <= 0xE7F => "Thai",
        >= 0x10A0 and <= 0x10FF => "Georgian",
        (>= 0x3040 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0x2E80 and <= 0x2FDF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF) => "Chinese or Japanese",
        (>= 0x1100 and <= 0x11FF) or (>= 0xAC00 and <= 0xD7AF) => "Korean",
        _ => "other",
    };
}
