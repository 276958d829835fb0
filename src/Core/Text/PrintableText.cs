namespace LongRag;

/// <summary>Text from elsewhere made fit for a terminal or a log: control characters could drive the one and forge lines of the other.</summary>
public static class PrintableText
{
    /// <summary>The text in one line: control characters become blanks.</summary>
    public static string OneLine(string text) => string.Join(' ', Printable(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The text with its lines kept and its other control characters shown as U+FFFD.</summary>
    public static string Printable(string text) => text.AsSpan().ContainsAnyInRange('\0', '\u001f') || text.AsSpan().ContainsAnyInRange('\u007f', '\u009f')
        ? string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(source[i]) && source[i] is not ('\n' or '\t') ? '\ufffd' : source[i];
        })
        : text;
}
