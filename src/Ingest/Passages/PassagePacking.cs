namespace LongRag.Ingest;

/// <summary>Joins pieces of one section into passages: as many as fit, and no tiny rest.</summary>
internal sealed class PassagePacking(int budget)
{
    /// <summary>A last passage of less than this part of the budget is evened out with the one before.</summary>
    private const int SmallTail = 4;

    /// <summary>Below this part, paragraphs are opened up for it.</summary>
    private const int TinyTail = 8;

    /// <summary>The spans of the passages.</summary>
    /// <param name="pieces">In order.</param>
    /// <param name="sentences">Opens a piece up.</param>
    public List<TextSpan> Pack(List<Piece> pieces, Func<Piece, IReadOnlyList<Piece>> sentences)
    {
        var starts = new List<int>();
        var count = 0;
        for (var i = 0; i < pieces.Count; i++)
        {
            // A list that fits into a passage starts a new one rather than be torn.
            if (i == 0 || count + Math.Max(pieces[i].Tokens, pieces[i].Group) > budget)
            {
                starts.Add(i);
                count = 0;
            }

            count += pieces[i].Tokens;
        }

        if (starts.Count > 1) EvenOut(pieces, starts, sentences);
        var spans = new List<TextSpan>(starts.Count);
        for (var i = 0; i < starts.Count; i++)
            spans.Add(new TextSpan(pieces[starts[i]].Span.Start, pieces[(i + 1 < starts.Count ? starts[i + 1] : pieces.Count) - 1].Span.End));
        return spans;
    }

    private void EvenOut(List<Piece> pieces, List<int> starts, Func<Piece, IReadOnlyList<Piece>> sentences)
    {
        var (before, last) = (starts[^2], starts[^1]);
        var tail = Sum(pieces, last, pieces.Count);
        if (tail * SmallTail >= budget) return;
        if (tail * TinyTail < budget && last - before == 1)
        {
            var opened = sentences(pieces[before]);
            pieces.RemoveAt(before);
            pieces.InsertRange(before, opened);
            last += opened.Count - 1;
        }

        var total = Sum(pieces, before, pieces.Count);
        var (best, bestDifference, left) = (last, Math.Abs(total - 2 * tail), 0L);
        for (var i = before; i < pieces.Count - 1; i++)
        {
            left += pieces[i].Tokens;
            if (pieces[i + 1].Follows) continue;
            var difference = Math.Abs(total - 2 * left);
            if (left <= budget && total - left <= budget && difference < bestDifference) (best, bestDifference) = (i + 1, difference);
        }

        starts[^1] = best;
    }

    private static long Sum(List<Piece> pieces, int from, int to)
    {
        var sum = 0L;
        for (var i = from; i < to; i++) sum += pieces[i].Tokens;
        return sum;
    }
}
