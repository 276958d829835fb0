namespace LongRag.Ingest.Pdf;

/// <summary>
/// Joins words that were parted at the end of a line. The hyphen goes unless the document writes the word with it elsewhere, or what follows is no continuation (a capital, a digit).
/// </summary>
internal sealed class Hyphens
{
    private const int MostWords = 200_000;

    private readonly HashSet<string> _hyphenated = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Learns the hyphenated words of a line.</summary>
    public void Learn(string line)
    {
        if (!line.Contains('-', StringComparison.Ordinal) || _hyphenated.Count >= MostWords) return;
        foreach (var word in line.Split(' '))
        {
            var plain = word.Trim('.', ',', ';', ':', '(', ')', '"', '\u201c', '\u201d');
            if (plain.IndexOf('-', StringComparison.Ordinal) is > 0 and var at && at < plain.Length - 1) _hyphenated.Add(plain);
        }
    }

    /// <summary>Two lines as one.</summary>
    public string Join(string line, string next)
    {
        var (drop, glue) = Between(line, next);
        return string.Concat(line.AsSpan(0, line.Length - drop), glue, next);
    }

    /// <summary>What stands between two lines of a paragraph, and how much of the first is taken away.</summary>
    public (int Drop, string Glue) Between(string line, string next)
    {
        if (line.Length == 0 || next.Length == 0) return (0, "");
        var last = line[^1];
        if (last == '\u00ad') return (1, "");
        if (GlyphText.IsWide(last) && GlyphText.IsWide(next[0])) return (0, "");
        if (last is not ('-' or '\u2010') || line.Length < 2 || !char.IsLetter(line[^2])) return (0, last is '-' or '\u2010' or '\u2013' && line.Length > 1 && !char.IsWhiteSpace(line[^2]) ? "" : " ");
        if (!char.IsLower(next[0])) return (0, "");
        var head = line[(line.LastIndexOf(' ') + 1)..].TrimStart('(', '"', '\u201c');
        var end = 0;
        while (end < next.Length && (char.IsLetter(next[end]) || next[end] == '-')) end++;
        // A word that has a hyphen already is a compound.
        return _hyphenated.Contains(head + next[..end]) || head.IndexOf('-', StringComparison.Ordinal) < head.Length - 1 ? (0, "") : (1, "");
    }
}
