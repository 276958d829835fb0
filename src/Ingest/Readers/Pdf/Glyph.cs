namespace LongRag.Ingest.Pdf;

/// <summary>One drawn character in the frame of its own reading direction: x grows along the line, y grows upwards from line to line. Units are points.</summary>
/// <param name="Text">What it stands for, never empty; a ligature may stand for several letters, in logical order.</param>
/// <param name="X0">Where it begins.</param>
/// <param name="X1">Where the next one would begin.</param>
/// <param name="Y">Its baseline.</param>
/// <param name="Size">Type size.</param>
/// <param name="Bold">True for a bold face.</param>
internal readonly record struct Glyph(string Text, float X0, float X1, float Y, float Size, bool Bold)
{
    /// <summary>True where nothing is drawn.</summary>
    public bool IsSpace => char.IsWhiteSpace(Text[0]);
}

/// <summary>The glyphs of a page that share a reading direction, as they were drawn.</summary>
/// <param name="Angle">Direction of the lines, degrees counter-clockwise from the page's own.</param>
/// <param name="Glyphs">In drawing order.</param>
internal sealed record GlyphFlow(double Angle, List<Glyph> Glyphs)
{
    /// <summary>True where its frame is that of the page.</summary>
    public bool IsUpright { get; init; } = Math.Abs(Angle) < 0.5;
}

/// <summary>A word with its place on the line.</summary>
internal readonly record struct PlacedWord(string Text, double X0, double X1);
