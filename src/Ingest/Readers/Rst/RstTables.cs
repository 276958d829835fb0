using System.Text;
using System.Text.RegularExpressions;

namespace LongRag.Ingest;

/// <summary>Cuts the tables that are drawn in reStructuredText into rows of cells. A cell that spans rows stands in the first of them.</summary>
internal static partial class RstTables
{
    // Stands for the second column of a wide character while columns are counted.
    private const char Filler = '\0';

    public static bool IsGridBorder(string line) => line.Length > 2 && GridBorder().IsMatch(line);

    public static bool IsSimpleBorder(string line) => line.Length > 2 && SimpleBorder().IsMatch(line);

    /// <summary>One past the last line of the simple table that starts at <paramref name="start"/>: after the border that a blank line or the end follows.</summary>
    public static int EndOfSimple(IReadOnlyList<string> lines, int start)
    {
        var borders = 1;
        for (var i = start + 1; i < lines.Count; i++)
            if (IsSimpleBorder(lines[i]) && (++borders == 3 || i + 1 == lines.Count || lines[i + 1].Length == 0)) return i + 1;
        return start;
    }

    /// <summary>Rows of a grid table.</summary>
    public static List<string[]> Grid(IReadOnlyList<string> source)
    {
        var lines = source.Select(Widen).ToArray();
        var edges = new SortedSet<int>();
        foreach (var line in lines)
            for (var i = 0; i < line.Length; i++)
                if (line[i] == '+' && (i + 1 < line.Length && line[i + 1] is '-' or '=' or '+' || i > 0 && line[i - 1] is '-' or '=' or '+')) edges.Add(i);
        int[] columns = [.. edges];
        if (columns.Length < 2) return [];
        var rows = new List<StringBuilder[]>();
        var rowOf = new int[columns.Length - 1];
        foreach (var line in lines)
        {
            var isNewRow = false;
            for (var c = 0; c < columns.Length - 1; c++)
            {
                if (!IsRule(line, columns[c], columns[c + 1])) continue;
                if (!isNewRow) rows.Add([.. Enumerable.Range(0, columns.Length - 1).Select(_ => new StringBuilder())]);
                isNewRow = true;
                rowOf[c] = rows.Count - 1;
            }

            if (rows.Count == 0) continue;
            for (var c = 0; c < columns.Length - 1;)
            {
                var end = c + 1;
                while (end < columns.Length - 1 && !(columns[end] < line.Length && line[columns[end]] is '|' or '+')) end++;
                if (!IsRule(line, columns[c], columns[end])) rows[rowOf[c]][c].Append(' ').Append(Part(line, columns[c] + 1, columns[end]));
                c = end;
            }
        }

        return [.. rows.Select(row => row.Select(Cell).ToArray())];
    }

    /// <summary>Rows of a simple table: a row starts where the first column has text.</summary>
    public static List<string[]> Simple(IReadOnlyList<string> lines, int start, int end)
    {
        var columns = Run().Matches(lines[start]).Select(m => m.Index).ToArray();
        var rows = new List<StringBuilder[]>();
        for (var i = start + 1; i < end; i++)
        {
            if (lines[i].Length == 0 || IsSimpleBorder(lines[i]) || SpanRule().IsMatch(lines[i])) continue;
            var line = Widen(lines[i]);
            if (rows.Count == 0 || !string.IsNullOrWhiteSpace(Part(line, 0, columns.Length > 1 ? columns[1] : line.Length))) rows.Add([.. columns.Select(_ => new StringBuilder())]);
            for (var c = 0; c < columns.Length;)
            {
                // Text that runs over the gap before a column spans into it.
                var next = c + 1;
                while (next < columns.Length && columns[next] <= line.Length && line[columns[next] - 1] != ' ') next++;
                rows[^1][c].Append(' ').Append(Part(line, columns[c], next < columns.Length ? columns[next] : line.Length));
                c = next;
            }
        }

        return [.. rows.Select(row => row.Select(Cell).ToArray())];
    }

    private static bool IsRule(string line, int start, int end)
    {
        if (end >= line.Length) return false;
        for (var i = start; i <= end; i++)
            if (line[i] is not ('-' or '=' or '+')) return false;
        return end > start && line[start + 1] is '-' or '=';
    }

    private static string Part(string line, int start, int end) => start >= line.Length ? "" : line[start..Math.Min(end, line.Length)];

    private static string Cell(StringBuilder text) => BlockWriter.OneLine(text.ToString().Replace(Filler.ToString(), "", StringComparison.Ordinal));

    private static string Widen(string line)
    {
        if (line.AsSpan().IndexOfAnyExceptInRange('\0', '\u10ff') < 0) return line;
        var wide = new StringBuilder(line.Length * 2);
        foreach (var c in line)
        {
            wide.Append(c);
            if (RstLines.IsWide(c)) wide.Append(Filler);
        }

        return wide.ToString();
    }

    [GeneratedRegex(@"^\+(-+\+)+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex GridBorder();

    [GeneratedRegex("^=+( +=+)+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SimpleBorder();

    [GeneratedRegex("^ *-+( +-+)*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SpanRule();

    [GeneratedRegex("=+", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Run();
}
