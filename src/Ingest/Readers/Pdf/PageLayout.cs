namespace LongRag.Ingest.Pdf;

/// <summary>Puts the chunks of a page in reading order: bands from top to bottom, in each band tables by rows and columns one after the other, and so on within the columns.</summary>
internal sealed class PageLayout
{
    private const int DeepestNesting = 8;

    private readonly bool _rightToLeft;
    private readonly List<PageBlock> _blocks = [];

    private readonly Hyphens _hyphens;

    private PageLayout(bool rightToLeft, Hyphens hyphens) => (_rightToLeft, _hyphens) = (rightToLeft, hyphens);

    /// <summary>The regions of a page in reading order.</summary>
    public static IReadOnlyList<PageBlock> Order(List<Chunk> chunks, Hyphens hyphens)
    {
        var (rightToLeft, letters) = (0, 0);
        foreach (var c in chunks.SelectMany(chunk => chunk.Words).SelectMany(w => w.Text))
        {
            if (!char.IsLetter(c)) continue;
            letters++;
            if (GlyphText.IsRightToLeft(c)) rightToLeft++;
        }

        var layout = new PageLayout(rightToLeft * 2 > letters, hyphens);
        layout.Add(chunks, 0);
        return layout._blocks;
    }

    private void Add(List<Chunk> chunks, int depth)
    {
        if (chunks.Count == 0) return;
        var column = new List<Chunk>();
        var bands = ColumnBands.Split(chunks);
        for (var i = 0; i < bands.Count; i++)
        {
            var band = bands[i];
            if (band.Gutters.Count == 0 || depth >= DeepestNesting || StretchedLines.Are(band, i > 0 ? bands[i - 1] : null, i + 1 < bands.Count ? bands[i + 1] : null))
            {
                column.AddRange(band.Chunks);
                continue;
            }

            AddColumn(column);
            column.Clear();

            var strips = Strips(band);
            switch (BandShape.Of(strips))
            {
                case BandKind.Table:
                    var (above, below) = TableRows.TakeSingles(strips);
                    AddColumn(above);
                    _blocks.Add(new PageBlock([], TableRows.Of(strips, _hyphens)));
                    AddColumn(below);
                    break;
                case BandKind.Marked:
                    AddColumn(band.Chunks);
                    break;
                case BandKind.LineNumbers:
                    Add([.. strips.Skip(1).SelectMany(s => s)], depth + 1);
                    break;
                default:
                    if (_rightToLeft) strips.Reverse();
                    foreach (var strip in strips) Add(strip, depth + 1);
                    break;
            }
        }

        AddColumn(column);
    }

    private static List<List<Chunk>> Strips(Band band)
    {
        var strips = new List<List<Chunk>>();
        for (var i = 0; i <= band.Gutters.Count; i++) strips.Add([]);
        foreach (var chunk in band.Chunks)
        {
            var at = 0;
            while (at < band.Gutters.Count && chunk.X0 >= band.Gutters[at].X1 - 0.01) at++;
            strips[at].Add(chunk);
        }

        return strips;
    }

    private void AddColumn(List<Chunk> chunks)
    {
        var lines = new List<TextLine>();
        foreach (var row in ColumnBands.Rows(chunks))
        {
            var words = row.FindAll(c => c.Table is null);
            if (words.Count > 0) lines.Add(TextLine.Of(words));
            foreach (var table in row.Where(c => c.Table is not null))
            {
                if (lines.Count > 0) _blocks.Add(new PageBlock(lines));
                lines = [];
                _blocks.Add(new PageBlock([], table.Table));
            }
        }

        if (lines.Count > 0) _blocks.Add(new PageBlock(lines));
    }
}
