namespace LongRag.Evaluation;

/// <summary>Order of identifiers by their UTF-8 bytes, as C's strcmp sees them. Ordinal order of .NET differs where characters outside the basic plane meet U+E000 to U+FFFF.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y) => Compare(x.AsSpan(), y.AsSpan());

    public static int Compare(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        var same = x.CommonPrefixLength(y);
        if (same == x.Length || same == y.Length) return x.Length.CompareTo(y.Length);
        return Weight(x[same]).CompareTo(Weight(y[same]));
    }

    /// <summary>Surrogates stand for code points above all others.</summary>
    private static int Weight(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
