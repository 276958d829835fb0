namespace LongRag.Ingest.Pdf;

/// <summary>Words on one baseline without a wide gap between them, or a table found by its rules: the smallest thing that is put in order. Coordinates are those of its <see cref="GlyphFlow"/>.</summary>
internal sealed class Chunk
{
    /// <summary>Words from left to right; empty for a table.</summary>
    public required List<PlacedWord> Words { get; init; }

    /// <summary>Baseline; for a table its upper edge.</summary>
    public required double Y { get; init; }

    /// <summary>Type size of most of its characters.</summary>
    public required double Size { get; init; }

    /// <summary>True where most characters are bold.</summary>
    public bool Bold { get; init; }

    /// <summary>Rows of a table; null for words.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Table { get; init; }

    public double X0 { get; init; }

    public double X1 { get; init; }

    /// <summary>Lower edge.</summary>
    public double Bottom { get; init; }

    /// <summary>Upper edge.</summary>
    public double Top => Table is null ? Y + 0.8 * Size : Y;

    public double Width => X1 - X0;

    /// <summary>How far its words stand apart; 0 for a single one.</summary>
    public double WordGap => Words.Count < 2 ? 0 : (Words[^1].X0 - Words[0].X1 - Words.Skip(1).Take(Words.Count - 2).Sum(w => w.X1 - w.X0)) / (Words.Count - 1);

    public int Characters => Words.Sum(w => w.Text.Length);

    /// <summary>Words that lie on one baseline.</summary>
    public static Chunk Of(List<PlacedWord> words, double y, double size, bool bold) => new()
    {
        Words = words, Y = y, Size = size, Bold = bold, X0 = words.Min(w => w.X0), X1 = words.Max(w => w.X1), Bottom = y - 0.2 * size,
    };

    /// <summary>The same line with some of the words.</summary>
    public Chunk With(List<PlacedWord> words) => Of(words, Y, Size, Bold);
}
