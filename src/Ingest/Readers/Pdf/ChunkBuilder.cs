namespace LongRag.Ingest.Pdf;

/// <summary>
/// Makes words and chunks of glyphs. Glyphs are followed as they were drawn, since that is how words hold together; pieces that meet on a baseline are joined; glyphs drawn twice count once.
/// </summary>
internal sealed class ChunkBuilder
{
    /// <summary>A gap of this many type sizes may be a gutter or the border of a cell; less is the space between two words.</summary>
    public const double WideGap = 1.0;

    private const double SameBaseline = 0.15;
    private const double ScriptShift = 0.6;
    private const double ScriptSize = 0.85;
    private const int LeaderDots = 4;

    private readonly bool _spacesAreDrawn;
    private readonly List<GlyphPiece> _pieces = [];
    private GlyphPiece? _piece;

    private ChunkBuilder(bool spacesAreDrawn) => _spacesAreDrawn = spacesAreDrawn;

    /// <summary>The chunks of a flow, in no order.</summary>
    public static List<Chunk> Build(GlyphFlow flow)
    {
        var spaces = flow.Glyphs.Count(g => g.IsSpace);
        var builder = new ChunkBuilder(spaces * 20 > flow.Glyphs.Count);
        foreach (var glyph in flow.Glyphs) builder.Follow(glyph);
        return builder.Finish();
    }

    private void Follow(in Glyph glyph)
    {
        if (_piece is { } piece)
        {
            if (piece.TryCompose(glyph)) return;
            if (Continues(piece, glyph))
            {
                piece.Add(glyph);
                return;
            }
        }

        // A space may come before the words that it parts from others.
        _piece = new GlyphPiece();
        _piece.Add(glyph);
        _pieces.Add(_piece);
    }

    private static bool Continues(GlyphPiece piece, in Glyph glyph)
    {
        var size = Math.Max(piece.Size, glyph.Size);
        var shift = Math.Abs(glyph.Y - piece.Y);
        var gap = glyph.X0 - piece.LastX1;
        if (shift > SameBaseline * size)
        {
            // Raised and lowered characters belong to the word that they touch.
            var isScript = Math.Min(piece.Size, glyph.Size) < ScriptSize * size;
            return isScript && shift < ScriptShift * size && Math.Abs(gap) < 0.3 * size;
        }

        if (gap > WideGap * size) return false;
        if (gap > -0.6 * size || piece.IsLast(glyph)) return true;
        return GlyphText.IsRightToLeft(glyph.Text[0]) && glyph.X1 > piece.LastX0 - WideGap * size && glyph.X1 < piece.LastX1;
    }

    private List<Chunk> Finish()
    {
        var chunks = new List<Chunk>();
        _pieces.RemoveAll(p => p.IsBlank);
        _pieces.Sort((a, b) => b.Y.CompareTo(a.Y));
        for (var i = 0; i < _pieces.Count;)
        {
            var line = new List<GlyphPiece> { _pieces[i] };
            var j = i + 1;
            for (; j < _pieces.Count && _pieces[i].Y - _pieces[j].Y <= SameBaseline * Math.Min(_pieces[i].Size, _pieces[j].Size) + 0.5; j++) line.Add(_pieces[j]);
            i = j;
            line.Sort((a, b) => a.X0.CompareTo(b.X0));
            var joined = line[0];
            foreach (var piece in line.Skip(1))
            {
                if (joined.Meets(piece))
                {
                    joined.Append(piece);
                    continue;
                }

                AddChunks(joined, chunks);
                joined = piece;
            }

            AddChunks(joined, chunks);
        }

        return chunks;
    }

    private void AddChunks(GlyphPiece piece, List<Chunk> chunks)
    {
        var words = piece.Words(_spacesAreDrawn);
        var part = new List<PlacedWord>();
        var dots = 0;
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (part.Count > 0 && word.X0 - part[^1].X1 > WideGap * piece.Size) Cut();
            if (word.Text.AsSpan().IndexOfAnyExcept(".\u2026\u00b7") < 0)
            {
                // A row of dots leads the eye to the next cell; three of them are an ellipsis.
                dots += word.Text.Length;
                part.Add(word);
                if (dots < LeaderDots) continue;
                while (part.Count > 0 && part[^1].Text.AsSpan().TrimStart(".\u2026\u00b7").IsEmpty) part.RemoveAt(part.Count - 1);
                Cut();
                continue;
            }

            dots = 0;
            var leader = word.Text.IndexOf("....", StringComparison.Ordinal);
            if (leader < 0)
            {
                part.Add(word);
                continue;
            }

            var end = leader;
            while (end < word.Text.Length && word.Text[end] is '.') end++;
            var perCharacter = (word.X1 - word.X0) / word.Text.Length;
            if (leader > 0) part.Add(new PlacedWord(word.Text[..leader], word.X0, word.X0 + leader * perCharacter));
            Cut();
            if (end < word.Text.Length) part.Add(new PlacedWord(word.Text[end..], word.X1 - (word.Text.Length - end) * perCharacter, word.X1));
        }

        Cut();

        void Cut()
        {
            if (part.Count > 0) chunks.Add(Chunk.Of(part, piece.Y, piece.Size, piece.IsBold));
            part = [];
        }
    }
}
