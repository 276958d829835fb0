namespace LongRag;

/// <summary>
/// Porter's stemmer for English (M. F. Porter, "An algorithm for suffix stripping", 1980), with the two departures of his own reference program
/// (<c>bli</c> for <c>abli</c>, and <c>logi</c>). Words with other characters than a to z, and words of one or two letters, are returned as they are.
/// </summary>
public static class PorterStemmer
{
    // Longest first where one suffix ends another: the first that fits decides, whether or not its condition holds.
    private static readonly (string Suffix, string Replacement)[] Step2 =
    [
        ("ational", "ate"), ("ization", "ize"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("tional", "tion"), ("biliti", "ble"),
        ("entli", "ent"), ("ousli", "ous"), ("ation", "ate"), ("alism", "al"), ("aliti", "al"), ("iviti", "ive"),
        ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("alli", "al"), ("ator", "ate"), ("logi", "log"), ("bli", "ble"), ("eli", "e"),
    ];

    private static readonly (string Suffix, string Replacement)[] Step3 =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ness", ""), ("ful", "")];

    private static readonly string[] Step4 =
        ["ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ion", "ism", "ate", "iti", "ous", "ive", "ize", "al", "er", "ic", "ou"];

    /// <summary>The stem of a lower-case word.</summary>
    public static string Stem(string word)
    {
        if (word.Length < 3 || word.AsSpan().ContainsAnyExceptInRange('a', 'z')) return word;
        // No step makes a word longer than it came: "e" is added only after "ed" or "ing" has gone.
        var letters = word.Length <= 64 ? stackalloc char[word.Length] : new char[word.Length];
        word.CopyTo(letters);
        var stem = new Stemmed(letters);
        stem.RemovePlural();
        stem.RemovePast();
        stem.TurnFinalY();
        stem.ReplaceFirst(Step2);
        stem.ReplaceFirst(Step3);
        stem.RemoveFirst(Step4);
        stem.Tidy();
        return stem.Text.SequenceEqual(word) ? word : stem.Text.ToString();
    }

    private ref struct Stemmed(Span<char> letters)
    {
        private readonly Span<char> _letters = letters;
        private int _length = letters.Length;

        public readonly ReadOnlySpan<char> Text => _letters[.._length];

        /// <summary>Step 1a.</summary>
        public void RemovePlural()
        {
            if (Ends("sses") || Ends("ies")) _length -= 2;
            else if (Ends("s") && !Ends("ss")) _length--;
        }

        /// <summary>Step 1b.</summary>
        public void RemovePast()
        {
            if (Ends("eed"))
            {
                if (Measure(_length - 3) > 0) _length--;
                return;
            }

            var suffix = Ends("ed") ? 2 : Ends("ing") ? 3 : 0;
            if (suffix == 0 || !HasVowel(_length - suffix)) return;
            _length -= suffix;
            if (Ends("at") || Ends("bl") || Ends("iz") || (Measure(_length) == 1 && EndsShort(_length))) _letters[_length++] = 'e';
            else if (EndsDouble() && _letters[_length - 1] is not ('l' or 's' or 'z')) _length--;
        }

        /// <summary>Step 1c.</summary>
        public void TurnFinalY()
        {
            if (Ends("y") && HasVowel(_length - 1)) _letters[_length - 1] = 'i';
        }

        /// <summary>Steps 2 and 3.</summary>
        public void ReplaceFirst((string Suffix, string Replacement)[] rules)
        {
            foreach (var (suffix, replacement) in rules)
            {
                if (!Ends(suffix)) continue;
                if (Measure(_length - suffix.Length) == 0) return;
                replacement.CopyTo(_letters[(_length - suffix.Length)..]);
                _length += replacement.Length - suffix.Length;
                return;
            }
        }

        /// <summary>Step 4.</summary>
        public void RemoveFirst(string[] suffixes)
        {
            foreach (var suffix in suffixes)
            {
                if (!Ends(suffix)) continue;
                var rest = _length - suffix.Length;
                if (string.Equals(suffix, "ion", StringComparison.Ordinal) && (rest == 0 || _letters[rest - 1] is not ('s' or 't'))) return;
                if (Measure(rest) > 1) _length = rest;
                return;
            }
        }

        /// <summary>Step 5.</summary>
        public void Tidy()
        {
            if (Ends("e"))
            {
                var measure = Measure(_length - 1);
                if (measure > 1 || (measure == 1 && !EndsShort(_length - 1))) _length--;
            }

            if (Ends("ll") && Measure(_length) > 1) _length--;
        }

        private readonly bool Ends(string suffix) => Text.EndsWith(suffix, StringComparison.Ordinal);

        private readonly bool IsConsonant(int at) => _letters[at] switch
        {
            'a' or 'e' or 'i' or 'o' or 'u' => false,
            'y' => at == 0 || !IsConsonant(at - 1),
            _ => true,
        };

        /// <summary>Number of vowel-consonant turns in the first <paramref name="length"/> letters: m in the paper.</summary>
        private readonly int Measure(int length)
        {
            var (turns, afterVowel) = (0, false);
            // Whether a y is a consonant hangs on the letter before it alone, so one pass carries it along.
            var consonant = false;
            for (var at = 0; at < length; at++)
            {
                consonant = _letters[at] switch { 'a' or 'e' or 'i' or 'o' or 'u' => false, 'y' => at == 0 || !consonant, _ => true };
                if (consonant && afterVowel) turns++;
                afterVowel = !consonant;
            }

            return turns;
        }

        private readonly bool HasVowel(int length)
        {
            for (var at = 0; at < length; at++)
                if (!IsConsonant(at)) return true;
            return false;
        }

        private readonly bool EndsDouble() => _length > 1 && _letters[_length - 1] == _letters[_length - 2] && IsConsonant(_length - 1);

        /// <summary>Consonant, vowel, consonant other than w, x and y at the end of the first <paramref name="length"/> letters: *o in the paper.</summary>
        private readonly bool EndsShort(int length) =>
            length > 2 && IsConsonant(length - 1) && !IsConsonant(length - 2) && IsConsonant(length - 3) && _letters[length - 1] is not ('w' or 'x' or 'y');
    }
}
