using System.Text;

namespace LongRag.Generator.Chat;

/// <summary>Gathers a model's text, in whatever pieces it comes, into sentences with the markers that belong to them. Not thread-safe.</summary>
/// <param name="most">Highest number of a passage.</param>
internal sealed class SentenceStream(int most)
{
    /// <summary>What has no end after so many characters is cut.</summary>
    private const int LongestSentence = 2000;

    /// <summary>A marker that is not closed after so many characters is none.</summary>
    private const int LongestMarker = 40;

    private readonly StringBuilder _pending = new();

    /// <summary>What is not yet a whole sentence.</summary>
    public string Pending => _pending.ToString();

    /// <summary>Characters of it.</summary>
    public int Length => _pending.Length;

    public void Add(string text) => _pending.Append(text);

    /// <summary>The next whole sentence, with the white space behind it; null where more text must come first.</summary>
    public string? Next()
    {
        var text = _pending.ToString();
        var end = FirstEnd(text);
        if (end == text.Length || string.IsNullOrWhiteSpace(text[end..]) || IsOpen(text[end..])) end = 0;
        if (end == 0 && text.Length > LongestSentence) end = CutOf(text);
        return end == 0 ? null : Take(end);
    }

    /// <summary>All that is left; null where nothing but white space is.</summary>
    public string? Rest()
    {
        var rest = Take(_pending.Length);
        return string.IsNullOrWhiteSpace(rest) ? null : rest;
    }

    /// <summary>How much of what is pending can be shown now: up to where a marker, a quotation or white space at the end begins.</summary>
    public int Settled()
    {
        var text = _pending.ToString();
        var end = 0;
        // What follows the first sentence may still come to belong to it, or not.
        var first = FirstEnd(text);
        while (end < first && !IsHeld(text, end)) end++;
        while (end > 0 && (char.IsWhiteSpace(text[end - 1]) || char.IsHighSurrogate(text[end - 1]))) end--;
        return end;
    }

    // Where the first sentence ends; the end of the text where no other follows.
    private int FirstEnd(string text)
    {
        var sentences = SentenceSplitter.Split(Marker.Masked(text, most));
        var whole = 0;
        while (whole < sentences.Count - 1 && Quotation.IsLeftOpen(text[..sentences[whole].End])) whole++;
        return whole < sentences.Count - 1 ? sentences[whole].End : text.Length;
    }

    private static bool IsHeld(string text, int at) =>
        text[at] is '[' or '【' || Quotation.Opens(text[at]) || (text[at] == '(' && (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]) || char.IsAsciiDigit(text[at + 1]) || char.IsAsciiLetter(text[at + 1])));

    private static bool IsOpen(string rest)
    {
        var start = rest.AsSpan().TrimStart();
        return start.Length < LongestMarker && start[0] is '[' or '【' or '(' && start.IndexOfAny(']', '】', ')') < 0;
    }

    private static int CutOf(string text)
    {
        var blank = text.LastIndexOf(' ', LongestSentence);
        if (blank > LongestSentence / 2) return blank + 1;
        return char.IsHighSurrogate(text[LongestSentence - 1]) ? LongestSentence - 1 : LongestSentence;
    }

    private string Take(int length)
    {
        var taken = _pending.ToString(0, length);
        _pending.Remove(0, length);
        return taken;
    }
}
