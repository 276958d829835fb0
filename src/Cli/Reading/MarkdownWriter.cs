using LongRag.Ingest;

namespace LongRag.Cli;

/// <summary>Writes a document's blocks as Markdown.</summary>
internal sealed class MarkdownWriter(TextWriter output)
{
    private const string CellDivider = " | ";
    private const int IndentPerLevel = 4;
    private const int ShortestFence = 3;

    public void Write(ParsedDocument document)
    {
        var (last, level) = ((BlockKind?)null, 0);
        foreach (var block in document.Blocks)
        {
            var text = block.Span.Of(document.Text);
            if (last is not null && !(last is BlockKind.ListItem && block.Kind == BlockKind.ListItem)) output.Write('\n');
            // An item much further in than the one before it would be code.
            level = block.Kind == BlockKind.ListItem ? Math.Min(block.Level, last is BlockKind.ListItem ? level + 1 : 0) : 0;
            WriteBlock(block, text, level);
            last = block.Kind;
        }
    }

    private void WriteBlock(Block block, string text, int level)
    {
        switch (block.Kind)
        {
            case BlockKind.Heading: output.Write($"{new string('#', block.Level)} {text.ReplaceLineEndings(" ")}\n"); break;
            case BlockKind.ListItem: WriteItem(text, new string(' ', IndentPerLevel * level)); break;
            case BlockKind.Code: WriteCode(text); break;
            case BlockKind.Table: WriteTable(text); break;
            case BlockKind.Quote: output.Write($"> {text.Replace("\n", "\n> ", StringComparison.Ordinal)}\n"); break;
            default: output.Write(string.Join('\n', text.Split('\n').Select(Plain)) + "\n"); break;
        }
    }

    private void WriteItem(string text, string indent)
    {
        var marked = IsMarked(text) ? text : text is ['•' or '◦' or '▪' or '–' or '‣' or '·', ..] ? "- " + text[1..].TrimStart() : "- " + text;
        output.Write($"{indent}{marked.Replace("\n", "\n" + indent + "  ", StringComparison.Ordinal)}\n");
    }

    private void WriteCode(string text)
    {
        var (run, longest) = (0, ShortestFence - 1);
        foreach (var c in text) longest = Math.Max(longest, run = c == '`' ? run + 1 : 0);
        var fence = new string('`', longest + 1);
        output.Write($"{fence}\n{text}\n{fence}\n");
    }

    private void WriteTable(string text)
    {
        var rows = text.Split('\n').Select(row => row.Split(CellDivider)).ToArray();
        var columns = rows.Max(row => row.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            output.Write($"| {string.Join(CellDivider, Enumerable.Range(0, columns).Select(c => c < rows[i].Length ? rows[i][c].Replace("|", "\\|", StringComparison.Ordinal) : ""))} |\n");
            if (i == 0) output.Write($"|{string.Concat(Enumerable.Repeat(" --- |", columns))}\n");
        }
    }

    /// <summary>"- ", "* ", "+ ", "12. " or "12) " at the start.</summary>
    private static bool IsMarked(string text)
    {
        if (text is ['-' or '*' or '+', ' ', ..]) return true;
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits])) digits++;
        return digits is > 0 and < 10 && digits + 1 < text.Length && (text[digits] is '.' or ')') && text[digits + 1] == ' ';
    }

    /// <summary>A line of running text that Markdown would take for a heading, an item or a quotation.</summary>
    private static string Plain(string line) => line.TrimStart() is ['#' or '>', ..] || IsMarked(line.TrimStart()) || line.StartsWith("```", StringComparison.Ordinal) || line.AsSpan().Trim("=-").IsEmpty && line.Length > 0 ? Escaped(line) : line;

    private static string Escaped(string line)
    {
        var at = line.Length - line.TrimStart().Length;
        // Of a number it is the point that makes it an item.
        while (at < line.Length && char.IsAsciiDigit(line[at])) at++;
        return line.Insert(at, "\\");
    }
}
