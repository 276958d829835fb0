using System.Text;

namespace LongRag.Storage;

/// <summary>A message from anywhere as one line that both databases can hold: a job must not fail to end over the text that says why.</summary>
internal static class StorableLine
{
    // Half surrogate pairs become U+FFFD on the way through UTF-8.
    public static string Of(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(PrintableText.OneLine(text)));
}
