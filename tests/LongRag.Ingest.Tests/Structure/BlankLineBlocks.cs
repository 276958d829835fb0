namespace LongRag.Ingest.Tests.Structure;

/// <summary>Splits text at blank lines, with the marks that a test needs: "# " headings, "- " items, "| " tables and fenced code.</summary>
internal static class BlankLineBlocks
{
    public static ParsedDocument Parse(string text, bool marked = true)
    {
        var blocks = new List<Block>();
        var start = 0;
        while (start < text.Length)
        {
            var end = start;
            while (end < text.Length && !IsBlankLineAt(text, end)) end++;
            var span = new TextSpan(start, end).Trimmed(text);
            if (!span.IsEmpty) blocks.AddRange(marked ? Read(text, span) : [new Block(BlockKind.Paragraph, span)]);
            start = end + 1;
        }

        return marked ? WithoutHeadingMarks(text, blocks) : new ParsedDocument { Text = text, Blocks = blocks };
    }

    public static Document Document(ParsedDocument parsed, string title = "Title", Structurizer? structurizer = null) => new()
    {
        Id = DocumentId.From("tests", title),
        Collection = "tests",
        Source = title,
        Title = title,
        MediaType = "text/plain",
        Text = parsed.Text,
        Sections = (structurizer ?? new Structurizer()).Structurize(parsed, title),
        PageStarts = parsed.PageStarts,
        ContentHash = "",
    };

    private static ParsedDocument WithoutHeadingMarks(string text, List<Block> blocks)
    {
        var (clean, at) = (new System.Text.StringBuilder(), 0);
        for (var i = 0; i < blocks.Count; i++)
        {
            var span = blocks[i].Span;
            clean.Append(text.AsSpan(at, span.Start - at));
            var content = new TextSpan(span.Start + (blocks[i].Kind == BlockKind.Heading ? blocks[i].Level : 0), span.End).Trimmed(text);
            blocks[i] = blocks[i] with { Span = new TextSpan(clean.Length, clean.Length + content.Length) };
            clean.Append(content.In(text));
            at = span.End;
        }

        return new ParsedDocument { Text = clean.Append(text.AsSpan(at)).ToString(), Blocks = blocks };
    }

    private static bool IsBlankLineAt(string text, int at)
    {
        if (text[at] != '\n') return false;
        var next = at + 1;
        while (next < text.Length && text[next] is ' ' or '\t') next++;
        return next < text.Length && text[next] == '\n';
    }

    private static List<Block> Read(string text, TextSpan span)
    {
        var chars = span.In(text);
        var level = chars.IndexOfAnyExcept('#');
        if (level is >= 1 and <= 6 && chars[level] == ' ') return [new Block(BlockKind.Heading, span, level)];
        if (chars.StartsWith("```")) return [new Block(BlockKind.Code, span)];
        if (chars.StartsWith("|")) return [new Block(BlockKind.Table, span)];
        if (!chars.StartsWith("- ")) return [new Block(BlockKind.Paragraph, span)];
        var items = new List<Block>();
        var start = span.Start;
        foreach (var line in span.Of(text).Split('\n'))
        {
            var item = new TextSpan(start, start + line.Length).Trimmed(text);
            if (!item.IsEmpty) items.Add(new Block(BlockKind.ListItem, item));
            start += line.Length + 1;
        }

        return items;
    }
}
