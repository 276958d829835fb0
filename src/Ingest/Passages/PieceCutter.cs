namespace LongRag.Ingest;

/// <summary>Makes pieces of a section's own text: blocks where they fit the budget, else sentences, clauses, rows or lines.</summary>
internal sealed class PieceCutter(string text, ITokenCounter tokens, int budget)
{
    /// <summary>A table or code block stays whole up to this many times the budget.</summary>
    private const int HardLimit = 4;

    private readonly LongRunCutter _longRuns = new(text, tokens, budget);

    /// <summary>The pieces of <paramref name="own"/>, in order.</summary>
    /// <param name="own">A section's own text.</param>
    /// <param name="blocks">The document's blocks.</param>
    /// <param name="block">First block that may reach into the range; moved on to the first that reaches beyond it.</param>
    public List<Piece> Cut(TextSpan own, IReadOnlyList<Block> blocks, ref int block)
    {
        var pieces = new List<Piece>();
        var at = own.Start;
        for (; block < blocks.Count && blocks[block].Span.Start < own.End; block++)
        {
            var span = blocks[block].Span;
            if (span.End <= own.Start) continue;
            AddBlock(new TextSpan(at, Math.Clamp(span.Start, at, own.End)), BlockKind.Paragraph, pieces);
            at = Math.Max(at, span.Start);
            AddBlock(new TextSpan(at, Math.Clamp(span.End, at, own.End)), blocks[block].Kind, pieces);
            at = Math.Clamp(span.End, at, own.End);
            if (span.End > own.End) break;
        }

        // A reader leaves only white space between blocks; were there more, it must not be lost.
        AddBlock(new TextSpan(at, own.End), BlockKind.Paragraph, pieces);
        JoinLists(pieces);
        return pieces;
    }

    /// <summary>The sentences of a piece of running text; the piece itself where it is anything else.</summary>
    public IReadOnlyList<Piece> Sentences(Piece piece)
    {
        if (piece.Kind is BlockKind.Table or BlockKind.Code) return [piece];
        var sentences = SentenceSplitter.SplitTrimmed(text, piece.Span);
        return sentences.Count < 2 ? [piece] : [.. sentences.Select(s => new Piece(s, tokens.Count(s.In(text)), piece.Kind))];
    }

    private void AddBlock(TextSpan block, BlockKind kind, List<Piece> pieces)
    {
        var span = block.Trimmed(text);
        if (span.IsEmpty) return;
        var count = tokens.Count(span.In(text));
        var isSolid = kind is BlockKind.Table or BlockKind.Code;
        if (count <= (isSolid ? (long)budget * HardLimit : budget))
        {
            pieces.Add(new Piece(span, count, kind));
            return;
        }

        foreach (var part in isSolid ? Lines(span) : SentenceSplitter.SplitTrimmed(text, span))
        {
            var partTokens = tokens.Count(part.In(text));
            if (partTokens <= budget) pieces.Add(new Piece(part, partTokens, kind));
            else _longRuns.Cut(part, kind, pieces);
        }
    }

    /// <summary>The lines of a table or code block, each without the white space around it... save the indent, which the passage's span covers unless it starts there.</summary>
    private IEnumerable<TextSpan> Lines(TextSpan span)
    {
        for (var start = span.Start; start < span.End;)
        {
            var length = text.AsSpan(start, span.End - start).IndexOf('\n');
            var end = length < 0 ? span.End : start + length;
            var line = new TextSpan(start, end).Trimmed(text);
            if (!line.IsEmpty) yield return line;
            start = end + 1;
        }
    }

    /// <summary>Marks where a list begins (at its introduction where it has one) that fits the budget as a whole.</summary>
    private void JoinLists(List<Piece> pieces)
    {
        for (var i = 0; i < pieces.Count; i++)
        {
            if (pieces[i].Kind != BlockKind.ListItem) continue;
            var first = i > 0 && pieces[i - 1].Kind is BlockKind.Paragraph or BlockKind.Quote ? i - 1 : i;
            long sum = first < i ? pieces[first].Tokens : 0;
            var end = i;
            for (; end < pieces.Count && pieces[end].Kind == BlockKind.ListItem; end++) sum += pieces[end].Tokens;

            // Too long as a whole: the introduction at least goes with the first item.
            if (sum <= budget) Join(pieces, first, end);
            else if (first < i && pieces[first].Tokens + pieces[i].Tokens <= budget) Join(pieces, first, i + 1);
            i = end - 1;
        }
    }

    private static void Join(List<Piece> pieces, int first, int end)
    {
        var sum = pieces[first].Tokens;
        for (var i = first + 1; i < end; i++)
        {
            sum += pieces[i].Tokens;
            pieces[i] = pieces[i] with { Follows = true };
        }

        pieces[first] = pieces[first] with { Group = sum };
    }
}
