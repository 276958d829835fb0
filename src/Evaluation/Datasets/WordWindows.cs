namespace LongRag.Evaluation;

/// <summary>Cuts texts into windows of a number of words, one after the other; a word is what stands between white space.</summary>
internal static class WordWindows
{
    /// <summary>From the first character of a window's first word to behind the last of its last. One empty window for a text without words.</summary>
    public static List<TextSpan> Of(string text, int words)
    {
        var windows = new List<TextSpan>();
        var (count, start, end) = (0, 0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i])) continue;
            if (i == 0 || char.IsWhiteSpace(text[i - 1]))
            {
                if (count == words)
                {
                    windows.Add(new TextSpan(start, end));
                    count = 0;
                }

                if (count++ == 0) start = i;
            }

            end = i + 1;
        }

        windows.Add(new TextSpan(start, end));
        return windows;
    }

    /// <summary>The name of a document's window.</summary>
    public static string NameOf(string document, int window) => FormattableString.Invariant($"{document}#{window:000}");
}
