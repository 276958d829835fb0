namespace LongRag.Ingest;

/// <summary>
/// Tells the single-byte code pages of the Latin script apart. General detectors guess here, since they look at pairs of bytes and most letters are plain ASCII: of Italian in windows-1252
/// they make code page 852. Every page is judged by the text it would give: how usual its letters are in one language of that page (naive Bayes, letters by rank), whether
/// capitals stand where capitals stand, and whether quotation marks and dashes stand where they may.
/// </summary>
internal static class LatinPages
{
    private const int MostBytes = 64 * 1024;

    // Share of the bytes above 0x7F that stand alone among ASCII: nearly all in Latin text, few in other scripts and in characters of two bytes.
    private const double LeastAlone = 0.6;

    // Mean score of a byte above 0x7F, as a natural logarithm of likelihood against chance; right readings have 1 to 3, wrong ones are below 0.
    private const double LeastScore = 0.5;

    private const double Control = -6, Misplaced = -2, MisplacedLetter = -4, WrongCase = -3;

    private const string OneLetterWords = "àèéòóíåöæøáú";

    // Letters by how often they occur, from the Universal Declaration of Human Rights in each language, rarer ones after them.
    private static readonly Language[] Western =
    [
        new("éàêèçôùîûâœëïüÿæ"), new("üäößé"), new("óíáúéñüçàèº"), new("àèùòéì", AccentsEndWords: true), new("çãíéõáóêâúàôü"), new("ëéïèöüê"), new("äöåé"), new("øåæéòóôê"),
        new("ðþáíéóöæúý"), new("äöåéšž"), new("àèéóíçúòïü"), new("áéíóúàèìòù"), new("ëç"),
        // English and others with names and words of all neighbours.
        new("éèáíóöüñäçàâêôãëïåøîæòùúšžœýþðõûìÿß"),
    ];

    private static readonly Language[] Central =
    [
        new("áíéěýžřčšůúóťďňöü"), new("áýžčéúťšíľôňďóäŕĺ"), new("łżąóęśćńźéö"), new("éáőöóüíűú"), new("ăîşţâ"), new("čšžćđ"), new("čšžćđü"), new("ëç"),
        new("áéíöüčšžćýóńśřłäěůęąőţşăîâđťďňľĺŕúűôçżźë"),
    ];

    private static readonly Language[] Baltic = [new("ėųąžšįęūč"), new("īāēšņūļģķžčōŗ"), new("õäüöšž")];

    // The first that gives the best text is taken; a page that is rare today needs some evidence more (natural logarithms).
    private static readonly (string Name, double Prior, Language[] Languages)[] Pages =
    [
        ("windows-1252", 2, Western), ("windows-1250", 0.6, Central), ("iso-8859-2", 0.5, Central), ("windows-1254", 0.4, [new("ışüçöğiâîû")]), ("windows-1257", 0.3, Baltic), ("iso-8859-15", 0.2, Western),
        ("iso-8859-13", 0, Baltic), ("windows-1258", -1.5, [new("\u0323\u0300\u0301ưêđôơ\u0309âă\u0303")]), ("macintosh", -0.5, Western), ("ibm850", -0.5, Western), ("ibm852", -0.5, Central), ("iso-8859-4", -1, Baltic),
        ("iso-8859-3", -1, [new("ħżġċàèòùì"), new("ŭĉĝŝĵĥ")]), ("ibm437", -1, Western), ("x-mac-ce", -1.5, Central),
    ];

    /// <summary>Name of the page that gives the likeliest text; null where the bytes do not look like Latin text in any.</summary>
    public static string? Guess(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, MostBytes)];
        var (high, alone) = (0, 0);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] < 0x80) continue;
            high++;
            if ((i == 0 || bytes[i - 1] < 0x80) && (i + 1 == bytes.Length || bytes[i + 1] < 0x80)) alone++;
        }

        if (high == 0 || alone < high * LeastAlone) return null;
        var (best, bestScore) = ((string?)null, high * LeastScore);
        foreach (var (name, prior, languages) in Pages)
        {
            var score = prior + Score(EncodingLabels.Lenient(EncodingLabels.Find(name)!).GetString(bytes), languages);
            if (score > bestScore) (best, bestScore) = (name, score);
        }

        return best;
    }

    private static double Score(string text, Language[] languages)
    {
        var marks = 0.0;
        var letters = new double[languages.Length];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] < 0x80) continue;
            var (beforeThat, before, after) = (i > 1 ? text[i - 2] : ' ', i == 0 ? ' ' : text[i - 1], i + 1 == text.Length ? ' ' : text[i + 1]);
            if (!char.IsLetter(text[i]) || text[i] is 'º' or 'ª')
            {
                if (text[i] is >= '\u0300' and <= '\u0329')
                    for (var l = 0; l < languages.Length; l++) letters[l] += languages[l].Of(text[i], after);
                else marks += Mark(text[i], before, after, beforeThat);
                continue;
            }

            marks += Place(text[i], before, after, beforeThat);
            for (var l = 0; l < languages.Length; l++) letters[l] += languages[l].Of(text[i], after);
        }

        return marks + letters.Max();
    }

    /// <summary>Whether a letter may stand where it stands.</summary>
    private static double Place(char letter, char before, char after, char beforeThat)
    {
        if (letter == before && letter == beforeThat) return WrongCase;
        if (char.IsUpper(letter) && char.IsLower(before) || char.IsLower(letter) && char.IsUpper(after)) return WrongCase;
        if (char.IsAsciiDigit(before) || char.IsAsciiDigit(after)) return MisplacedLetter;
        if (char.IsLetter(before) || char.IsLetter(after) || before is '\'' or '’') return 0;
        return OneLetterWords.Contains(char.ToLowerInvariant(letter), StringComparison.Ordinal) ? 0 : MisplacedLetter;
    }

    /// <summary>Whether a mark may stand where it stands.</summary>
    private static double Mark(char mark, char before, char after, char beforeThat)
    {
        var (word, wordAfter) = (char.IsLetterOrDigit(before), char.IsLetterOrDigit(after));
        return mark switch
        {
            '’' when char.IsLetter(before) && char.IsLetter(after) => "stmdrvl".Contains(after, StringComparison.Ordinal) || !char.IsLetter(beforeThat) ? 2.5 : 0.5,
            '’' or '‘' => word || wordAfter ? 2.5 : -1,
            '“' => char.IsWhiteSpace(before) != char.IsWhiteSpace(after) || word != wordAfter ? 2.5 : Misplaced,
            '„' or '‚' or '«' or '‹' or '¿' or '¡' => !word && (wordAfter || mark is '«' or '‹') ? 2.5 : Misplaced,
            '”' or '»' or '›' => wordAfter ? Misplaced : char.IsAsciiDigit(before) ? 0.5 : 2.5,
            '•' => char.IsWhiteSpace(before) || char.IsWhiteSpace(after) ? 1.5 : Misplaced,
            '–' or '—' or '…' => 1.5,
            '\u00a0' or '\u00ad' => 1,
            '·' => word && wordAfter ? 2 : 0.5,
            '°' or 'º' or 'ª' => !wordAfter || after is 'C' or 'F' ? 1.5 : -1,
            '€' or '£' or '¥' => char.IsAsciiDigit(before) || char.IsAsciiDigit(after) || after == ' ' ? 1.5 : -1,
            '©' or '®' or '™' or '§' => !wordAfter || char.IsAsciiDigit(after) ? 0.5 : -1,
            '½' or '¼' or '¾' or '²' or '³' or '¹' or '×' or '÷' or '±' => char.IsLetter(before) && char.IsLetter(after) ? Misplaced : 0.5,
            'µ' => 0,
            >= '\u2500' and <= '\u259f' => before is >= '\u2500' and <= '\u259f' || after is >= '\u2500' and <= '\u259f' ? 1 : Misplaced,
            '\ufffd' or < '\u00a0' => Control,
            _ => word && wordAfter ? MisplacedLetter : Misplaced,
        };
    }

    /// <summary>The letters of a language beyond ASCII, by falling frequency, taken to follow Zipf's law.</summary>
    private sealed class Language
    {
        private const double Chance = 1.0 / 40, Foreign = 0.001, InsideOfWord = -1.5;
        private readonly double[] _scores = new double[0x330];
        private readonly bool _accentsEndWords;

        public Language(string letters, bool AccentsEndWords = false)
        {
            _accentsEndWords = AccentsEndWords;
            Array.Fill(_scores, Math.Log(Foreign / Chance));
            var sum = Enumerable.Range(1, letters.Length).Sum(rank => 1.0 / rank);
            for (var i = 0; i < letters.Length; i++)
            {
                var score = Math.Log(1 / (i + 1.0) / sum / Chance);
                _scores[letters[i]] = score;
                if (char.ToUpperInvariant(letters[i]) is var upper && upper < _scores.Length && upper != 'I') _scores[upper] = score;
            }
        }

        public double Of(char letter, char after) => letter >= _scores.Length ? _scores[0] : _scores[letter] + (_accentsEndWords && char.IsLetter(after) ? InsideOfWord : 0);
    }
}
