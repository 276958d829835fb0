namespace LongRag.Ingest.Pdf;

/// <summary>Writes the pages of a document as blocks: a paragraph that goes on in the next column or on the next page stays one paragraph.</summary>
internal sealed class PdfText(BlockWriter writer, Headings headings, Hyphens hyphens)
{
    private const double SameSize = 0.1;

    private readonly ParagraphBuilder _paragraphs = new(hyphens);
    private readonly List<int> _pagesWithin = [];
    private Paragraph? _pending;
    private int _pagesToStart;

    /// <summary>Writes a page.</summary>
    public void Add(PageChunks page, IReadOnlyList<List<Chunk>> before, IReadOnlyList<List<Chunk>> after)
    {
        _pagesToStart++;
        AddLines(before);
        var blocks = PageLayout.Order(page.Chunks, hyphens);
        var lines = blocks.SelectMany(b => b.Lines).ToArray();
        foreach (var line in lines) hyphens.Learn(line.Text);
        headings.Learn(lines);
        headings.Mark(page.Number, lines);
        foreach (var block in blocks)
        {
            if (block.Rows is { } rows)
            {
                Put(new Paragraph(BlockKind.Table, "", 0, false, false, 0, rows));
                continue;
            }

            foreach (var paragraph in _paragraphs.Build(block.Lines)) Put(paragraph);
        }

        AddLines(page.Aside);
        foreach (var note in page.Notes) Put(new Paragraph(BlockKind.Paragraph, note, 0, false, false, 1));
        AddLines(after);
    }

    /// <summary>Writes what is held back.</summary>
    public void Finish()
    {
        Flush();
        StartPages();
    }

    private void AddLines(IReadOnlyList<List<Chunk>> parts)
    {
        foreach (var part in parts)
            foreach (var block in PageLayout.Order(part, hyphens))
                if (block.Rows is { } rows) Put(new Paragraph(BlockKind.Table, "", 0, false, false, 0, rows));
                else Put(new Paragraph(BlockKind.Paragraph, string.Join(' ', block.Lines.Select(l => l.Text)), 0, false, false, block.Lines.Count));
    }

    private void Put(Paragraph paragraph)
    {
        if (paragraph.Rows is null)
        {
            var text = CleanText.Of(paragraph.Text, out _).Trim();
            if (text.Length == 0) return;
            paragraph = paragraph with { Text = text };
            var level = headings.LevelOf(paragraph);
            if (level > 0) paragraph = paragraph with { Kind = BlockKind.Heading, Level = level, IsOpen = false, Text = BlockWriter.OneLine(text) };
        }

        if (_pending is { } open && GoesOn(open, paragraph))
        {
            var (drop, glue) = hyphens.Between(open.Text, paragraph.Text);
            var head = open.Text[..^drop] + glue;
            for (; _pagesToStart > 0; _pagesToStart--) _pagesWithin.Add(head.Length);
            _pending = open with { Text = head + paragraph.Text, IsOpen = paragraph.IsOpen, Lines = open.Lines + paragraph.Lines };
            return;
        }

        Flush();
        StartPages();
        _pending = paragraph;
    }

    private static bool GoesOn(Paragraph open, Paragraph next) =>
        open.IsOpen && next.Kind == BlockKind.Paragraph && next.Size > 0 && Math.Abs(open.Size - next.Size) <= SameSize * open.Size && open.Bold == next.Bold && (char.IsLower(next.Text[0]) || open.Text[^1] == '-' && open.Lines > 1);

    private void Flush()
    {
        if (_pending is not { } paragraph) return;
        _pending = null;
        if (paragraph.Rows is { } rows) writer.AddTable(rows);
        else writer.Add(paragraph.Kind, paragraph.Text, paragraph.Level, _pagesWithin);
        _pagesWithin.Clear();
    }

    private void StartPages()
    {
        for (; _pagesToStart > 0; _pagesToStart--) writer.StartPage();
    }
}
