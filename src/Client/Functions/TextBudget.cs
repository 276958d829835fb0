namespace LongRag.Client.Functions;

/// <summary>How much text a call may still give back.</summary>
internal sealed class TextBudget(int most)
{
    // A text is not cut further back than this for the sake of a whole word.
    private const int LongestWord = 100;

    // Less of a text than this says nothing.
    private const int Crumb = 20;

    private int _left = most;

    /// <summary>The beginning of a text that fits, ended between two words.</summary>
    public string Take(string text, int mostOfIt)
    {
        var room = Math.Min(_left, mostOfIt);
        var taken = text.Length > room && room < Crumb ? "" : Cut(text, room);
        _left -= taken.Length;
        return taken;
    }

    /// <summary>At most so many characters of a text, ended between two words and never inside a character of two units.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most) return text;
        if (most <= 0) return "";
        var at = text.LastIndexOfAny([' ', '\n', '\t'], most, Math.Min(LongestWord, most));
        if (at <= 0) at = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return text[..at];
    }
}
