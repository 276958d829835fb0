using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Graphics.Colors;

namespace LongRag.Ingest.Pdf;

/// <summary>Takes the glyphs of a page that a person would see, by reading direction, in frames where all lines are horizontal.</summary>
internal sealed class PageGlyphs
{
    /// <summary>Directions closer than this are one (degrees): scanned pages are never quite straight.</summary>
    private const double SameDirection = 5;

    private const double White = 0.98;

    private readonly Page _page;
    private readonly Dictionary<string, bool> _bold = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, (GlyphFlow Flow, double Cos, double Sin)> _flows = [];
    private List<PdfRectangle>? _painted;
    private (int Key, GlyphFlow? Flow, double Cos, double Sin) _lastFlow;
    private (IColor? Color, bool IsWhite) _lastColor;
    private (string? Font, bool IsBold) _lastFont;

    private PageGlyphs(Page page) => _page = page;

    /// <summary>The flows of a page, the one with the most glyphs first.</summary>
    public static IReadOnlyList<GlyphFlow> Of(Page page)
    {
        var glyphs = new PageGlyphs(page);
        if (!glyphs.TryAddPlain(page.Letters))
        {
            glyphs._flows.Clear();
            glyphs._lastFlow = default;
            var letters = glyphs.Visible(page.Letters);
            if (IsVertical(letters)) glyphs.AddVertical(letters);
            else
                foreach (var letter in letters) glyphs.Add(letter);
        }

        return [.. glyphs._flows.Values.Select(f => f.Flow).OrderByDescending(f => f.Glyphs.Count)];
    }

    /// <summary>What most pages are: all letters are seen, and none may be set downwards. One pass.</summary>
    private bool TryAddPlain(IReadOnlyList<Letter> letters)
    {
        foreach (var letter in letters)
        {
            if (IsHidden(letter) || IsOutside(letter) || IsWhite(letter) || letter.Value.Length > 0 && letter.Value[0] >= '\u2e80' && GlyphText.IsWide(letter.Value[0])) return false;
            Add(letter);
        }

        return true;
    }

    private IReadOnlyList<Letter> Visible(IReadOnlyList<Letter> letters)
    {
        var (hidden, outside, white) = (0, 0, 0);
        foreach (var letter in letters)
        {
            if (IsHidden(letter)) hidden++;
            if (IsOutside(letter)) outside++;
            if (IsWhite(letter)) white++;
        }

        // Coordinates that leave out most of a page are not understood, and then nothing is left out.
        var dropsOutside = outside > 0 && outside * 2 < letters.Count;
        // Text that is never painted is how recognised text lies over a scan. It counts unless painted text stands at the same place.
        var cells = hidden > 0 && hidden < letters.Count ? VisibleCells(letters) : null;
        if (!dropsOutside && white == 0 && cells is null) return letters;
        return [.. letters.Where(letter =>
            !(dropsOutside && IsOutside(letter)) && !(cells is not null && IsHidden(letter) && cells.Contains(Cell(letter))) && !(white > 0 && IsWhite(letter) && !IsOverPaint(letter)))];
    }

    private static HashSet<(int, int)> VisibleCells(IReadOnlyList<Letter> letters) => [.. letters.Where(l => !IsHidden(l) && l.Value.Length > 0 && !char.IsWhiteSpace(l.Value[0])).Select(Cell)];

    private static (int, int) Cell(Letter letter) => ((int)(letter.StartBaseLine.X / 8), (int)(letter.StartBaseLine.Y / 8));

    private static bool IsHidden(Letter letter) => letter.RenderingMode is TextRenderingMode.Neither or TextRenderingMode.NeitherClip;

    private bool IsOutside(Letter letter)
    {
        var (x, y) = (letter.StartBaseLine.X, letter.StartBaseLine.Y);
        return x < -1 || y < -1 || x > _page.Width + 1 || y > _page.Height + 1;
    }

    /// <summary>White on white is not seen; white on something painted is.</summary>
    private bool IsWhite(Letter letter)
    {
        var color = letter.RenderingMode == TextRenderingMode.Stroke ? letter.StrokeColor : letter.FillColor;
        if (color is null) return false;
        if (!ReferenceEquals(color, _lastColor.Color)) _lastColor = (color, IsWhitePaint(color));
        return _lastColor.IsWhite;
    }

    private bool IsOverPaint(Letter letter)
    {
        _painted ??= [.. _page.Paths.Where(p => p.IsFilled && !p.IsClipping && p.FillColor is { } fill && !IsWhitePaint(fill)).Select(p => p.GetBoundingRectangle()).OfType<PdfRectangle>(), .. _page.GetImages().Select(i => i.BoundingBox)];
        var (x, y) = (letter.StartBaseLine.X, letter.StartBaseLine.Y + letter.PointSize / 4);
        return _painted.Exists(r => x >= r.Left - 1 && x <= r.Right + 1 && y >= r.Bottom - 1 && y <= r.Top + 1);
    }

    private static bool IsWhitePaint(IColor color)
    {
        if (color.ColorSpace is not (ColorSpace.DeviceGray or ColorSpace.DeviceRGB or ColorSpace.DeviceCMYK)) return false;
        var (r, g, b) = color.ToRGBValues();
        return r >= White && g >= White && b >= White;
    }

    private void Add(Letter letter)
    {
        var text = Text(letter);
        if (text.Length == 0) return;
        var (start, end) = (letter.StartBaseLine, letter.EndBaseLine);
        var (dx, dy) = (end.X - start.X, end.Y - start.Y);
        var isUpright = dx >= 0 && Math.Abs(dy) <= 0.02 * dx;
        var length = isUpright ? dx : Math.Sqrt(dx * dx + dy * dy);
        var angle = isUpright ? 0 : Math.Atan2(dy, dx) * 180 / Math.PI;
        var key = (int)Math.Round(angle / SameDirection) % (int)(360 / SameDirection);
        if (_lastFlow.Flow is null || _lastFlow.Key != key)
        {
            if (!_flows.TryGetValue(key, out var known))
            {
                var direction = angle * Math.PI / 180;
                _flows[key] = known = (new GlyphFlow(angle, new List<Glyph>(_flows.Count == 0 ? _page.Letters.Count : 16)), Math.Cos(direction), Math.Sin(direction));
            }

            _lastFlow = (key, known.Flow, known.Cos, known.Sin);
        }

        var (x, y) = isUpright ? (start.X, start.Y) : (start.X * _lastFlow.Cos + start.Y * _lastFlow.Sin, start.Y * _lastFlow.Cos - start.X * _lastFlow.Sin);
        _lastFlow.Flow!.Glyphs.Add(new Glyph(text, (float)x, (float)(x + length), (float)y, (float)SizeOf(letter), IsBold(letter)));
    }

    /// <summary>Columns from right to left become lines from top to bottom.</summary>
    private void AddVertical(IReadOnlyList<Letter> letters)
    {
        var flow = new GlyphFlow(0, []) { IsUpright = false };
        foreach (var letter in letters)
        {
            var text = Text(letter);
            var size = SizeOf(letter);
            if (text.Length > 0) flow.Glyphs.Add(new Glyph(text, (float)-letter.StartBaseLine.Y, (float)(-letter.StartBaseLine.Y + size), (float)letter.StartBaseLine.X, (float)size, IsBold(letter)));
        }

        _flows[0] = (flow, 1, 0);
    }

    /// <summary>Vertical writing: wide characters that follow each other downwards.</summary>
    private static bool IsVertical(IReadOnlyList<Letter> letters)
    {
        var (down, along) = (0, 0);
        for (var i = 1; i < letters.Count; i++)
        {
            var (before, letter) = (letters[i - 1], letters[i]);
            if (letter.Value.Length == 0 || !GlyphText.IsWide(letter.Value[0]) || letter.TextSequence != before.TextSequence) continue;
            var (dx, dy, size) = (letter.StartBaseLine.X - before.StartBaseLine.X, letter.StartBaseLine.Y - before.StartBaseLine.Y, SizeOf(letter));
            if (Math.Abs(dx) < size / 8 && dy < -size / 2 && dy > -3 * size) down++;
            else if (Math.Abs(dy) < size / 8) along++;
        }

        return down > along && down >= 2;
    }

    private static string Text(Letter letter)
    {
        // Fonts that lost their names keep ligatures where control characters are; white space is not drawn.
        if (letter.Value is [< ' ' and var control] && letter.BoundingBox is { Width: > 0, Height: > 0 } && GlyphText.LigatureAt(control) is { } ligature) return ligature;
        var text = GlyphText.Letters(letter.Value);
        return text.Length > 0 && text[0] < ' ' ? "" : text;
    }

    private static double SizeOf(Letter letter) => letter.PointSize is > 0.5 and < 2000 and var size ? size : letter.BoundingBox.Height is > 0.5 and var height ? height : 10;

    private bool IsBold(Letter letter)
    {
        if (letter.FontName is not { } name) return false;
        if (ReferenceEquals(name, _lastFont.Font)) return _lastFont.IsBold;
        _lastFont = (name, IsBold(name, letter));
        return _lastFont.IsBold;
    }

    private bool IsBold(string name, Letter letter)
    {
        if (_bold.TryGetValue(name, out var bold)) return bold;
        return _bold[name] = name.Contains("Bold", StringComparison.OrdinalIgnoreCase) || name.Contains("Black", StringComparison.OrdinalIgnoreCase) || name.Contains("Heavy", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("-Medi", StringComparison.OrdinalIgnoreCase) || name.EndsWith("-MediItal", StringComparison.OrdinalIgnoreCase) || name.Contains("Demi", StringComparison.OrdinalIgnoreCase)
            || name.Contains("CMBX", StringComparison.OrdinalIgnoreCase) || letter.FontDetails?.IsBold == true;
    }
}
