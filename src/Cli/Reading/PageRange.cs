using System.Globalization;

namespace LongRag.Cli;

/// <summary>Pages from first to last, as people write them: <c>5</c>, <c>3-7</c>, <c>5-</c>.</summary>
internal readonly record struct PageRange(int First, int Last)
{
    public static PageRange All { get; } = new(1, int.MaxValue);

    /// <summary>False for what is no range of pages, from 1 upwards.</summary>
    public static bool TryParse(string text, out PageRange range)
    {
        range = All;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (!TryPage(dash < 0 ? text : text[..dash], out var first)) return false;
        var last = first;
        if (dash >= 0 && dash == text.Length - 1) last = int.MaxValue;
        else if (dash >= 0 && !TryPage(text[(dash + 1)..], out last)) return false;
        range = new PageRange(first, last);
        return first <= last;
    }

    private static bool TryPage(string text, out int page) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out page) && page >= 1;
}
