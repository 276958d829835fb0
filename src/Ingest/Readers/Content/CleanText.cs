using System.Text;

namespace LongRag.Ingest;

/// <summary>Makes characters fit to be stored: lines end in "\n"; no NUL, no byte order mark at the start, no lone surrogate.</summary>
internal static class CleanText
{
    private const char ByteOrderMark = '\ufeff';

    /// <param name="text">Any text.</param>
    /// <param name="nuls">How many NULs were left out.</param>
    public static string Of(string text, out int nuls)
    {
        nuls = text.AsSpan().Count('\0');
        var marked = text.Length > 0 && text[0] == ByteOrderMark;
        if (nuls == 0 && !marked && !text.Contains('\r', StringComparison.Ordinal) && !HasLoneSurrogate(text)) return text;
        var clean = new StringBuilder(text.Length);
        for (var i = marked ? 1 : 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '\0':
                    break;
                case '\r':
                    // "\r\n", and "\r\r\n" as files have it that were converted twice, are one line end.
                    if (i + 2 < text.Length && text[i + 1] == '\r' && text[i + 2] == '\n') i += 2;
                    else if (i + 1 < text.Length && text[i + 1] == '\n') i++;
                    clean.Append('\n');
                    break;
                default:
                    if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) clean.Append(c).Append(text[++i]);
                    else clean.Append(char.IsSurrogate(c) ? '\ufffd' : c);
                    break;
            }
        }

        return clean.ToString();
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var at = text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff'); at < text.Length && at >= 0;)
        {
            if (!char.IsHighSurrogate(text[at]) || at + 1 >= text.Length || !char.IsLowSurrogate(text[at + 1])) return true;
            var next = text.AsSpan(at + 2).IndexOfAnyInRange('\ud800', '\udfff');
            if (next < 0) return false;
            at += 2 + next;
        }

        return false;
    }
}
