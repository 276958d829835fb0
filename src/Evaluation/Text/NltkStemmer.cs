namespace LongRag.Evaluation;

/// <summary>
/// Porter's stemmer (Porter 1980) with the extensions that NLTK turns on by default, which rouge-score uses: irregular forms, "ied", short words in "ies", a y after a consonant, "alli",
/// "fulli" and "logi". For comparing with published ROUGE only; retrieval uses <see cref="PorterStemmer"/>.
/// </summary>
internal static class NltkStemmer
{
    private static readonly Dictionary<string, string> Irregular = new(StringComparer.Ordinal)
    {
        ["sky"] = "sky", ["skies"] = "sky", ["dying"] = "die", ["lying"] = "lie", ["tying"] = "tie", ["news"] = "news", ["innings"] = "inning", ["inning"] = "inning",
        ["outings"] = "outing", ["outing"] = "outing", ["cannings"] = "canning", ["canning"] = "canning", ["howe"] = "howe", ["proceed"] = "proceed", ["exceed"] = "exceed", ["succeed"] = "succeed",
    };

    private static readonly (string Suffix, string By)[] Step2Rules =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"),
        ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"),
        ("biliti", "ble"), ("fulli", "ful"),
    ];

    private static readonly (string Suffix, string By)[] Step3Rules = [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    private static readonly string[] Step4Suffixes =
        ["al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize"];

    /// <summary>The stem of a word in small letters.</summary>
    public static string Stem(string word)
    {
        if (Irregular.TryGetValue(word, out var stem)) return stem;
        return word.Length <= 2 ? word : Step5(Step4(Step3(Step2(Step1C(Step1B(Step1A(word)))))));
    }

    private static string Step1A(string word)
    {
        if (Ends(word, "ies")) return word.Length == 4 ? Cut(word, 1) : Cut(word, 2);
        if (Ends(word, "sses")) return Cut(word, 2);
        return Ends(word, "s") && !Ends(word, "ss") ? Cut(word, 1) : word;
    }

    private static string Step1B(string word)
    {
        if (Ends(word, "ied")) return word.Length == 4 ? Cut(word, 1) : Cut(word, 2);
        if (Ends(word, "eed")) return Measure(Cut(word, 3)) > 0 ? Cut(word, 1) : word;
        var stem = Ends(word, "ed") ? Cut(word, 2) : Ends(word, "ing") ? Cut(word, 3) : "";
        if (!Enumerable.Range(0, stem.Length).Any(i => !IsConsonant(stem, i))) return word;
        if (Ends(stem, "at") || Ends(stem, "bl") || Ends(stem, "iz")) return stem + "e";
        if (EndsDouble(stem)) return stem[^1] is 'l' or 's' or 'z' ? stem : Cut(stem, 1);
        return Measure(stem) == 1 && EndsShort(stem) ? stem + "e" : stem;
    }

    private static string Step1C(string word) => Ends(word, "y") && word.Length > 2 && IsConsonant(word, word.Length - 2) ? Cut(word, 1) + "i" : word;

    private static string Step2(string word)
    {
        if (Ends(word, "alli") && Measure(Cut(word, 4)) > 0) return Step2(Cut(word, 2));
        foreach (var (suffix, by) in Step2Rules)
            if (Ends(word, suffix)) return Measure(Cut(word, suffix.Length)) > 0 ? Cut(word, suffix.Length) + by : word;
        return Ends(word, "logi") && Measure(Cut(word, 3)) > 0 ? Cut(word, 1) : word;
    }

    private static string Step3(string word)
    {
        foreach (var (suffix, by) in Step3Rules)
            if (Ends(word, suffix)) return Measure(Cut(word, suffix.Length)) > 0 ? Cut(word, suffix.Length) + by : word;
        return word;
    }

    private static string Step4(string word)
    {
        foreach (var suffix in Step4Suffixes)
        {
            if (!Ends(word, suffix)) continue;
            var stem = Cut(word, suffix.Length);
            return Measure(stem) > 1 && (suffix != "ion" || stem[^1] is 's' or 't') ? stem : word;
        }

        return word;
    }

    private static string Step5(string word)
    {
        if (Ends(word, "e"))
        {
            var stem = Cut(word, 1);
            if (Measure(stem) is var measure && (measure > 1 || measure == 1 && !EndsShort(stem))) word = stem;
        }

        return Ends(word, "ll") && Measure(Cut(word, 1)) > 1 ? Cut(word, 1) : word;
    }

    private static bool Ends(string word, string suffix) => word.EndsWith(suffix, StringComparison.Ordinal);

    private static string Cut(string word, int letters) => word[..^letters];

    private static bool IsConsonant(string word, int i) => word[i] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => i == 0 || !IsConsonant(word, i - 1),
        _ => true,
    };

    /// <summary>How often a vowel is followed by a consonant.</summary>
    private static int Measure(string stem)
    {
        var count = 0;
        for (var i = 1; i < stem.Length; i++)
            if (IsConsonant(stem, i) && !IsConsonant(stem, i - 1)) count++;
        return count;
    }

    private static bool EndsDouble(string word) => word.Length >= 2 && word[^1] == word[^2] && IsConsonant(word, word.Length - 1);

    /// <summary>Consonant, vowel, consonant other than w, x, y; or a word of a vowel and a consonant.</summary>
    private static bool EndsShort(string word) => word.Length switch
    {
        2 => !IsConsonant(word, 0) && IsConsonant(word, 1),
        >= 3 => IsConsonant(word, word.Length - 3) && !IsConsonant(word, word.Length - 2) && IsConsonant(word, word.Length - 1) && word[^1] is not ('w' or 'x' or 'y'),
        _ => false,
    };
}
