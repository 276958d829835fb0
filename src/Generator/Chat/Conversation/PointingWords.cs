using System.Collections.Frozen;

namespace LongRag.Generator.Chat;

/// <summary>Words that point at something said before: the ones that a question loses where it is made to stand alone.</summary>
internal static class PointingWords
{
    private static readonly FrozenSet<string> English = Set("he she it they him her them his its their theirs hers this that these those there then one ones such former latter same");

    /// <summary>By the names of <see cref="LanguageProfile"/>.</summary>
    private static readonly Dictionary<string, FrozenSet<string>> Others = new(StringComparer.Ordinal)
    {
        ["German"] = Set("er sie es ihn ihm ihr ihre ihrer ihren ihrem ihres ihnen sein seine seiner seinen seinem seines dieser diese dieses diesen diesem jener jene jenes jenen jenem das der die den dem deren dessen denen dort da davon dazu damit dafür daran darin darauf dabei dadurch daraus darüber"),
        ["French"] = Set("il elle ils elles le la les lui leur leurs son sa ses l s t y en ce cela ça cet cette ces celui celle ceux celles là"),
        ["Spanish"] = Set("él ella ello ellos ellas lo la los las le les su sus suyo suya este esta esto estos estas ese esa eso esos esas aquel aquella aquello allí ahí"),
        ["Italian"] = Set("egli lui lei esso essa essi esse loro lo la li le gli ne ci vi suo sua suoi sue questo questa questi queste quello quella quelli quelle l"),
        ["Portuguese"] = Set("ele ela eles elas o a os as lhe lhes seu sua seus suas dele dela deles delas este esta isto esse essa isso aquele aquela aquilo lá ali aí"),
        ["Dutch"] = Set("hij zij ze het hem haar hun hen zijn die dat deze dit daar er daarvan daarmee daarop daarin"),
        ["Swedish"] = Set("han hon den det de honom henne dem hans hennes dess deras denna detta dessa där dit"),
        ["Polish"] = Set("on ona ono oni one jego jej go ją je ich im nim nią nich ten ta to te ci tego tej tych tym tam"),
    };

    /// <summary>The characters of those words in scripts without blanks, where a word cannot be told: Chinese, Japanese and Korean.</summary>
    private static readonly FrozenSet<string> Characters = "它他她牠其此这這那哪们們个個里裡的それこあのれはがをこ그것이은는가을를".EnumerateRunes().Select(rune => rune.ToString()).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether the lower-case English word is one.</summary>
    public static bool AreEnglish(string word) => English.Contains(word);

    /// <summary>Whether a question in that language may lose the lower-case word, or gain it, and is still about the same: what points, and the language's small words.</summary>
    /// <param name="word">A word, or one character of a script without blanks.</param>
    /// <param name="language">Null where it is not known, or English.</param>
    public static bool MayChange(string word, string? language) =>
        English.Contains(word) || Characters.Contains(word) || (language is not null && Others.TryGetValue(language, out var pointing) && (pointing.Contains(word) || LanguageProfile.IsSmall(word, language)));

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
