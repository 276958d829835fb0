namespace LongRag.Cli;

/// <summary>How people are told where something stands.</summary>
internal static class Places
{
    /// <summary>", p. 3" or ", pp. 3-4"; empty where the source has no pages.</summary>
    public static string Page(int? first, int? last) => (first, last) switch
    {
        (null, _) => "",
        ({ } a, { } b) when b != a => $", pp. {a}-{b}",
        ({ } a, _) => $", p. {a}",
    };

    /// <summary>The first characters of a text, cut at a word, in one line.</summary>
    public static string Excerpt(string text, int most)
    {
        var line = PrintableText.OneLine(text);
        if (line.Length <= most) return line;
        var end = line.LastIndexOf(' ', most);
        return line[..(end > most / 2 ? end : most - (char.IsLowSurrogate(line[most]) ? 1 : 0))] + " …";
    }

    /// <summary>Wraps a line at 96 columns, every line behind the margin.</summary>
    public static string Indented(string line, string margin)
    {
        const int Width = 96;
        var lines = new List<string>();
        while (line.Length > Width)
        {
            var end = line.LastIndexOf(' ', Width);
            if (end <= 0) end = line.IndexOf(' ', Width);
            if (end < 0) break;
            lines.Add(margin + line[..end]);
            line = line[(end + 1)..];
        }

        lines.Add(margin + line);
        return string.Join('\n', lines);
    }

    /// <summary>"1.2 MB" and the like.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => FormattableString.Invariant($"{bytes} B"),
        < 1_000_000 => FormattableString.Invariant($"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => FormattableString.Invariant($"{bytes / 1e6:0.0} MB"),
        _ => FormattableString.Invariant($"{bytes / 1e9:0.00} GB"),
    };
}
