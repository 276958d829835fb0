using System.Buffers;
using System.Globalization;

namespace LongRag.Ingest;

/// <summary>Cuts a sentence or line that is longer than the budget: behind a clause mark where one comes late enough, else at a blank, and as a last resort inside a word, between characters as a reader sees them.</summary>
internal sealed class LongRunCutter(string text, ITokenCounter tokens, int budget)
{
    /// <summary>Code units of a word that are counted together, when a word must be cut.</summary>
    private const int Stride = 32;

    /// <summary>A character with more marks than this is cut after all: Unicode's Stream-Safe Text Format (UAX #15, §13) allows 30.</summary>
    private const int LongestCharacter = 128;

    private static readonly SearchValues<char> ClauseMarks = SearchValues.Create(",;:—–)]，、；：。！？");
    private static readonly SearchValues<char> WideClauseMarks = SearchValues.Create("，、；：。！？");

    /// <summary>Adds the parts of <paramref name="run"/>, none of more tokens than the budget (a single character apart).</summary>
    public void Cut(TextSpan run, BlockKind kind, List<Piece> pieces)
    {
        var (start, count) = (run.Start, 0);
        var (clause, clauseCount) = (-1, 0);
        foreach (var word in Words(run))
        {
            var wordTokens = tokens.Count(word.In(text));
            if (count > 0 && count + wordTokens > budget)
            {
                var atClause = clause > start && clauseCount * 2 >= budget;
                Add(start, atClause ? clause : word.Start, atClause ? clauseCount : count);
                (start, count) = atClause ? (clause, count - clauseCount) : (word.Start, 0);
                // What was carried over can still be too much together with a long word.
                if (count > 0 && count + wordTokens > budget)
                {
                    Add(start, word.Start, count);
                    (start, count) = (word.Start, 0);
                }

                clause = -1;
            }

            count += wordTokens;
            if (ClauseMarks.Contains(text[word.End - 1])) (clause, clauseCount) = (word.End, count);
        }

        Add(start, run.End, count);

        void Add(int from, int to, int sum)
        {
            var span = new TextSpan(from, to).Trimmed(text);
            if (!span.IsEmpty) pieces.Add(new Piece(span, sum, kind));
        }
    }

    /// <summary>Words with the blanks behind them taken off; strides of a word longer than that many characters.</summary>
    private IEnumerable<TextSpan> Words(TextSpan run)
    {
        for (var at = run.Start; at < run.End;)
        {
            while (at < run.End && char.IsWhiteSpace(text[at])) at++;
            var start = at;
            while (at < run.End && !char.IsWhiteSpace(text[at]) && at - start < Stride)
            {
                var length = StringInfo.GetNextTextElementLength(text.AsSpan(at, Math.Min(run.End - at, LongestCharacter)));
                if (length == LongestCharacter && char.IsHighSurrogate(text[at + length - 1])) length--;
                at += length;
                if (WideClauseMarks.Contains(text[at - 1])) break;
            }

            if (at > start) yield return new TextSpan(start, at);
        }
    }
}
