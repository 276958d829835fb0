namespace LongRag.Ingest;

/// <summary>
/// The blocks of a stored document, found again from its text, its headings and its passages: a store keeps no blocks. Headings are those of the authored sections, paragraphs end at blank lines,
/// and a passage above the budget was a table or code that was kept whole, and stays so.
/// </summary>
internal static class StoredBlocks
{
    /// <summary>The blocks, in order and without overlap.</summary>
    /// <param name="document">The stored document.</param>
    /// <param name="passages">Its passages, by ordinal.</param>
    /// <param name="tokens">What counted when it was cut.</param>
    /// <param name="budget">The passage budget it was cut with.</param>
    public static IReadOnlyList<Block> Of(Document document, IReadOnlyList<Passage> passages, ITokenCounter tokens, int budget)
    {
        var fixedBlocks = document.Sections.Where(s => s.Origin == SectionOrigin.Authored && !s.HeadingSpan.IsEmpty).Select(s => new Block(BlockKind.Heading, s.HeadingSpan, s.Level))
            .Concat(passages.Where(p => p.Text.Length > budget && tokens.Count(p.Text) > budget).Select(p => new Block(BlockKind.Table, p.Span)))
            .OrderBy(b => b.Span.Start).ThenBy(b => b.Kind == BlockKind.Heading ? 0 : 1);
        var blocks = new List<Block>();
        var at = 0;
        foreach (var block in fixedBlocks)
        {
            // A heading over nothing is a passage too.
            if (block.Span.Start < at) continue;
            AddParagraphs(document.Text, new TextSpan(at, block.Span.Start), blocks);
            blocks.Add(block);
            at = block.Span.End;
        }

        AddParagraphs(document.Text, new TextSpan(at, document.Text.Length), blocks);
        return blocks;
    }

    private static void AddParagraphs(string text, TextSpan range, List<Block> blocks)
    {
        for (var at = range.Start; at < range.End;)
        {
            var end = EndOfParagraph(text, at, range.End);
            var span = new TextSpan(at, end).Trimmed(text);
            if (!span.IsEmpty) blocks.Add(new Block(BlockKind.Paragraph, span));
            at = end + 1;
        }
    }

    private static int EndOfParagraph(string text, int at, int end)
    {
        for (var i = at; i < end; i++)
        {
            if (text[i] == '\f') return i;
            if (text[i] != '\n') continue;
            var line = i + 1;
            while (line < end && text[line] is ' ' or '\t') line++;
            if (line < end && text[line] is '\n' or '\f') return i;
        }

        return end;
    }
}
