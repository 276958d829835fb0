using System.Runtime.InteropServices;

namespace LongRag.Ingest.Pdf;

/// <summary>Glyphs on one baseline, in drawing order.</summary>
internal sealed class GlyphPiece
{
    // Where spaces are drawn, a gap alone is rarely one; where they are not, every gap of a sixth of the type size is.
    private const double WordGapBesideSpaces = 0.45;
    private const double WordGapOfFewLetters = 0.33;
    private const double WordGap = 0.17;
    private const int FewLetters = 8;
    private const double Kerning = 0.06;

    private readonly List<Glyph> _glyphs = new(64);
    private double _baseSize;
    private bool _isRightToLeft;
    private int _bold;
    private int _drawn;

    public double Y { get; private set; }

    public double X0 { get; private set; } = double.MaxValue;

    public double X1 { get; private set; } = double.MinValue;

    public double LastX0 => _glyphs[^1].X0;

    public double LastX1 => _glyphs[^1].X1;

    public double Size => _baseSize;

    public bool IsBold => _bold * 2 > _drawn;

    /// <summary>True where nothing is drawn.</summary>
    public bool IsBlank => _drawn == 0;

    public void Add(in Glyph glyph)
    {
        if (IsLast(glyph)) return;
        if (_glyphs.Count == 0 || !glyph.IsSpace && (_drawn == 0 || glyph.Size > 1.15 * _baseSize)) (Y, _baseSize) = (glyph.Y, glyph.Size);
        if (!glyph.IsSpace)
        {
            X0 = Math.Min(X0, glyph.X0);
            X1 = Math.Max(X1, glyph.X1);
            _drawn++;
            if (glyph.Bold) _bold++;
        }

        _isRightToLeft |= GlyphText.IsRightToLeft(glyph.Text[0]);
        _glyphs.Add(glyph);
    }

    /// <summary>True where the glyph was just drawn, a hair aside: a way to make letters bold.</summary>
    public bool IsLast(in Glyph glyph) => _glyphs.Count > 0 && IsCopy(_glyphs[^1], glyph);

    public bool TryCompose(in Glyph glyph)
    {
        var last = _glyphs[^1];
        if (!GlyphText.IsAccent(glyph.Text) && !GlyphText.IsAccent(last.Text)) return false;
        var center = (glyph.X0 + glyph.X1) / 2;
        if (GlyphText.IsAccent(glyph.Text) && center > last.X0 && center < last.X1 + 0.1 * last.Size && GlyphText.Compose(last.Text, glyph.Text) is { } accented)
        {
            _glyphs[^1] = last with { Text = accented };
            return true;
        }

        center = (last.X0 + last.X1) / 2;
        if (!GlyphText.IsAccent(last.Text) || center < glyph.X0 || center > glyph.X1 || GlyphText.Compose(glyph.Text, last.Text) is not { } composed) return false;
        _glyphs[^1] = glyph with { Text = composed };
        X1 = Math.Max(X1, glyph.X1);
        X0 = Math.Min(X0, glyph.X0);
        return true;
    }

    public bool Meets(GlyphPiece next) => next.X0 - X1 <= ChunkBuilder.WideGap * Math.Max(Size, next.Size) && (next.X0 > X1 - 0.5 * Size || Overlaps(next));

    public void Append(GlyphPiece next)
    {
        var overlaps = Overlaps(next);
        foreach (var glyph in next._glyphs)
        {
            if (overlaps && !glyph.IsSpace && _glyphs.Exists(g => IsCopy(g, glyph))) continue;
            _glyphs.Add(glyph);
            if (glyph.IsSpace) continue;
            X1 = Math.Max(X1, glyph.X1);
            _drawn++;
            if (glyph.Bold) _bold++;
        }

        _isRightToLeft |= next._isRightToLeft;
        if (overlaps) _glyphs.Sort((a, b) => a.X0.CompareTo(b.X0));
        if (next._baseSize > 1.15 * _baseSize) (Y, _baseSize) = (next.Y, next._baseSize);
    }

    public List<PlacedWord> Words(bool spacesAreDrawn)
    {
        if (_isRightToLeft) _glyphs.Sort((a, b) => (a.X0 + a.X1).CompareTo(b.X0 + b.X1));
        var words = new List<PlacedWord>();
        var start = -1;
        var edge = 0.0;
        var (sameUntil, threshold) = (0, 0.0);
        var glyphs = CollectionsMarshal.AsSpan(_glyphs);
        for (var i = 0; i < glyphs.Length; i++)
        {
            ref readonly var glyph = ref glyphs[i];
            if (i >= sameUntil) (sameUntil, threshold) = WordGapFrom(i, spacesAreDrawn);
            var gap = glyph.X0 - edge;
            if (start >= 0 && (glyph.IsSpace || gap > (GlyphText.IsWide(glyph.Text[0]) ? ChunkBuilder.WideGap * _baseSize : threshold)))
            {
                words.Add(Word(start, i));
                start = -1;
            }

            if (glyph.IsSpace) continue;
            if (start < 0) (start, edge) = (i, glyph.X1);
            edge = Math.Max(edge, glyph.X1);
        }

        if (start >= 0) words.Add(Word(start, _glyphs.Count));
        return words;
    }

    private bool Overlaps(GlyphPiece next) => next.X0 < X1 && next.X1 > X0;

    private static bool IsCopy(in Glyph a, in Glyph b) => Math.Abs(a.X0 - b.X0) < 0.4 * Math.Min(a.X1 - a.X0, 0.35 * a.Size) && string.Equals(a.Text, b.Text, StringComparison.Ordinal) && Math.Abs(a.Y - b.Y) < 0.1 * a.Size;

    private PlacedWord Word(int start, int end)
    {
        var glyphs = CollectionsMarshal.AsSpan(_glyphs)[start..end];
        var (x0, x1) = (double.MaxValue, double.MinValue);
        var length = 0;
        foreach (ref readonly var glyph in glyphs)
        {
            (x0, x1) = (Math.Min(x0, glyph.X0), Math.Max(x1, glyph.X1));
            length += glyph.Text.Length;
        }

        if (_isRightToLeft) return new PlacedWord(VisualOrder.WordOf(glyphs), x0, x1);
        return new PlacedWord(string.Create(length, (_glyphs, start, end), Fill), x0, x1);

        static void Fill(Span<char> text, (List<Glyph> Glyphs, int Start, int End) word)
        {
            for (var i = word.Start; i < word.End; i++)
            {
                word.Glyphs[i].Text.CopyTo(text);
                text = text[word.Glyphs[i].Text.Length..];
            }
        }
    }

    /// <summary>The gap that is a space in the glyphs of one type size from here on, and where they end.</summary>
    private (int End, double Gap) WordGapFrom(int start, bool spacesAreDrawn)
    {
        var glyphs = CollectionsMarshal.AsSpan(_glyphs);
        var (end, hasSpace, size) = (start, false, glyphs[start].Size);
        for (; end < glyphs.Length; end++)
        {
            if (glyphs[end].IsSpace) hasSpace |= end > start;
            else if (Math.Abs(glyphs[end].Size - size) >= 0.02 * _baseSize) break;
        }

        var gap = hasSpace ? WordGapBesideSpaces : spacesAreDrawn && end - start < FewLetters ? WordGapOfFewLetters : WordGap;
        return (end, (gap + TypicalGap(glyphs[start..end])) * size);
    }

    /// <summary>How far letters stand apart, in type sizes: more than nothing in spaced type.</summary>
    private double TypicalGap(ReadOnlySpan<Glyph> glyphs)
    {
        if (glyphs.Length < 6) return 0;
        Span<double> gaps = glyphs.Length <= 256 ? stackalloc double[glyphs.Length] : new double[glyphs.Length];
        var (count, wide) = (0, 0);
        for (var i = 1; i < glyphs.Length; i++)
        {
            if (glyphs[i].IsSpace || glyphs[i - 1].IsSpace) continue;
            var gap = gaps[count++] = glyphs[i].X0 - glyphs[i - 1].X1;
            if (gap > Kerning * _baseSize) wide++;
        }

        if (count < 5 || wide * 2 < count) return 0;
        gaps = gaps[..count];
        gaps.Sort();
        return Math.Max(0, gaps[count / 2] / _baseSize);
    }
}
