using System.Text;
using System.Text.RegularExpressions;

namespace LongRag.Ingest;

/// <summary>Lines of reStructuredText: how they are cut, indented and recognised.</summary>
internal static partial class RstLines
{
    private const int TabWidth = 8;
    private const string Adornments = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>The lines, without white space at their ends, tabs expanded.</summary>
    public static List<string> Cut(string text)
    {
        var lines = new List<string>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var trimmed = line.TrimEnd();
            lines.Add(trimmed.Contains('\t') ? Expand(trimmed) : trimmed.ToString());
        }

        return lines;
    }

    public static int Indent(string line)
    {
        var indent = 0;
        while (indent < line.Length && line[indent] == ' ') indent++;
        return indent;
    }

    /// <summary>From <paramref name="start"/> the lines that are blank or indented, without the blank ones at the end.</summary>
    public static int EndOfIndented(IReadOnlyList<string> lines, int start, int indent = 1)
    {
        var end = start;
        for (var i = start; i < lines.Count; i++)
        {
            if (lines[i].Length == 0) continue;
            if (Indent(lines[i]) < indent) break;
            end = i + 1;
        }

        return end;
    }

    /// <summary>The lines without the indentation that all of them have, without blank ones at either end.</summary>
    public static List<string> Dedent(IReadOnlyList<string> lines, int start, int end)
    {
        while (start < end && lines[start].Length == 0) start++;
        while (end > start && lines[end - 1].Length == 0) end--;
        var least = int.MaxValue;
        for (var i = start; i < end; i++)
            if (lines[i].Length > 0) least = Math.Min(least, Indent(lines[i]));
        var dedented = new List<string>(end - start);
        for (var i = start; i < end; i++) dedented.Add(lines[i].Length == 0 ? "" : lines[i][least..]);
        return dedented;
    }

    /// <summary>True for a line of one repeated sign, as stands under titles.</summary>
    public static bool IsAdornment(string line) => line.Length >= 2 && Adornments.Contains(line[0], StringComparison.Ordinal) && line.AsSpan().TrimStart(line[0]).IsEmpty;

    public static bool IsOption(string line) => Field().IsMatch(line);

    public static bool IsFootnoteLabel(ReadOnlySpan<char> label)
    {
        if (label is "#" or "*") return true;
        if (label is ['#', ..]) label = label[1..];
        if (label.IsEmpty || !char.IsLetterOrDigit(label[0])) return false;
        foreach (var c in label)
            if (!char.IsLetterOrDigit(c) && c is not ('-' or '_' or '.' or ':' or '+')) return false;
        return true;
    }

    /// <summary>Width on a terminal, in which titles and tables are measured.</summary>
    public static int Width(string text)
    {
        var width = 0;
        foreach (var c in text) width += IsWide(c) ? 2 : 1;
        return width;
    }

    /// <summary>Han, kana, hangul and full-width forms take two columns (Unicode Standard Annex 11, the blocks of the basic plane).</summary>
    public static bool IsWide(char c) => c is >= '\u1100' and <= '\u115f' or >= '\u2e80' and <= '\ua4cf' or >= '\uac00' and <= '\ud7a3' or >= '\uf900' and <= '\ufaff' or >= '\ufe30' and <= '\ufe6f' or >= '\uff00' and <= '\uff60' or >= '\uffe0' and <= '\uffe6';

    /// <summary>Name and body of a field, ":name: body".</summary>
    [GeneratedRegex(@"^:(?<name>(?![\s:])([^:\\]|\\.|:(?=[^\s`]))+):( +(?<body>.*))?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    public static partial Regex Field();

    private static string Expand(ReadOnlySpan<char> line)
    {
        var expanded = new StringBuilder(line.Length + TabWidth);
        foreach (var c in line)
        {
            if (c == '\t') expanded.Append(' ', TabWidth - expanded.Length % TabWidth);
            else expanded.Append(c);
        }

        return expanded.ToString();
    }
}
