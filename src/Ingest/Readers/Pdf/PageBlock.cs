namespace LongRag.Ingest.Pdf;

/// <summary>A line of running text.</summary>
internal sealed class TextLine
{
    /// <summary>Its words in reading order, with single spaces.</summary>
    public required string Text { get; init; }

    public required double X0 { get; init; }

    public required double X1 { get; init; }

    public required double Y { get; init; }

    public required double Size { get; init; }

    public bool Bold { get; init; }

    /// <summary>Level of the heading that it is (a part of), as the document names it; 0 for none.</summary>
    public int HeadingLevel { get; set; }

    /// <summary>Tells two headings apart whose lines follow each other.</summary>
    public int HeadingOrder { get; set; }

    /// <summary>Width of the first word: whether it would have fitted on the line before.</summary>
    public double FirstWord { get; init; }

    /// <summary>A line of chunks from left to right.</summary>
    public static TextLine Of(IReadOnlyList<Chunk> chunks)
    {
        var words = chunks.SelectMany(c => c.Words).ToList();
        var first = words[0];
        VisualOrder.Sort(words);
        var longest = chunks.MaxBy(c => c.Characters)!;
        return new TextLine
        {
            Text = string.Join(' ', words.Select(w => w.Text)),
            X0 = chunks.Min(c => c.X0),
            X1 = chunks.Max(c => c.X1),
            Y = longest.Y,
            Size = longest.Size,
            Bold = chunks.All(c => c.Bold),
            FirstWord = first.X1 - first.X0,
        };
    }
}

/// <summary>A region of a page in reading order: lines of one column, or a table.</summary>
/// <param name="Lines">From top to bottom; empty for a table.</param>
/// <param name="Rows">Rows of a table; null for lines.</param>
internal sealed record PageBlock(IReadOnlyList<TextLine> Lines, IReadOnlyList<IReadOnlyList<string>>? Rows = null);
