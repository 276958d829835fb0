namespace LongRag.Ingest;

/// <summary>Walks over the words of a range: runs of letters and digits with inner hyphens and apostrophes; each character of a script without blanks is a word of its own.</summary>
internal ref struct WordScanner(string text, TextSpan span)
{
    /// <summary>Longest remark in braces, such as a transcriber's "{vocalsound}", that is passed over.</summary>
    private const int LongestRemark = 40;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly int _end = span.End;
    private int _at = span.Start;

    /// <summary>First code unit of the word.</summary>
    public int Start { get; private set; }

    /// <summary>One past its last code unit.</summary>
    public readonly int End => _at;

    /// <summary>Whether it is one character of a script that is written without blanks.</summary>
    public bool IsDense { get; private set; }

    /// <summary>Goes to the next word; false where there is none.</summary>
    public bool Next()
    {
        for (; _at < _end; _at++)
        {
            var c = _text[_at];
            if (c == '{') SkipRemark();
            else if (char.IsLetterOrDigit(c)) break;
        }

        if (_at >= _end) return false;
        Start = _at++;
        IsDense = IsDenseLetter(_text[Start]);
        if (IsDense) return true;
        while (_at < _end && (IsWordCharacter(_text[_at]) || Joins())) _at++;
        return true;
    }

    /// <summary>Han, kana, Hangul, Thai, Lao, Khmer and Myanmar letters.</summary>
    public static bool IsDenseLetter(char c) => c >= 0x0E00 && char.IsLetter(c)
        && c is (<= (char)0x0EFF) or (>= (char)0x1000 and <= (char)0x109F) or (>= (char)0x1780 and <= (char)0x17FF) or (>= (char)0x3040 and <= (char)0xA4CF) or (>= (char)0xAC00 and <= (char)0xD7AF) or (>= (char)0xF900 and <= (char)0xFAFF);

    private static bool IsWordCharacter(char c) =>
        char.IsLetterOrDigit(c) ? !IsDenseLetter(c) : char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private readonly bool Joins() => _text[_at] is '-' or '\'' or '’' && _at + 1 < _end && IsWordCharacter(_text[_at + 1]);

    private void SkipRemark()
    {
        var length = _text[_at..Math.Min(_end, _at + LongestRemark)].IndexOf('}');
        if (length > 0) _at += length;
    }
}
