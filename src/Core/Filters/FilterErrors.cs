namespace LongRag;

/// <summary>The one way in which a filter is refused: code <c>bad_filter</c>, what was expected, what was found, and where.</summary>
internal static class FilterErrors
{
    /// <summary>Longest accepted filter in UTF-16 code units.</summary>
    public const int MaxLength = 16_384;

    /// <summary>Deepest accepted nesting; evaluation walks the tree on the stack.</summary>
    public const int MaxDepth = 64;

    private const int LongestQuote = 60;

    public static LongRagException Expected(string expected, string found, int position) =>
        new("bad_filter", $"Bad filter at position {position}: expected {expected}, found {Shortened(found)}.");

    public static LongRagException TooDeep(int position) =>
        new("bad_filter", $"Bad filter at position {position}: expected at most {MaxDepth} levels of nesting.");

    public static LongRagException TooLong(int length) =>
        new("bad_filter", $"Bad filter at position {MaxLength}: expected at most {MaxLength} characters, found {length}.");

    private static string Shortened(string found) => (found.Length <= LongestQuote ? found : found[..LongestQuote] + "…").ReplaceLineEndings(" ");
}
