using static LongRag.Retrievers.Instructions.InstructionWords;

namespace LongRag.Retrievers.Instructions;

/// <summary>A piece of a sentence that has at most one verdict.</summary>
/// <param name="Start">First token.</param>
/// <param name="End">One past the last.</param>
/// <param name="Verdict">What it says of the rest; null for a clause that only describes.</param>
internal sealed record InstructionClause(int Start, int End, InstructionVerdict? Verdict)
{
    /// <summary>The clauses of a sentence, which they tile but for the semicolons between them.</summary>
    public static IEnumerable<InstructionClause> Of(IReadOnlyList<InstructionToken> tokens)
    {
        var start = 0;
        for (var i = 0; i <= tokens.Count; i++)
        {
            if (i < tokens.Count && tokens[i].Word is not ";") continue;
            foreach (var clause in Between(tokens, start, i)) yield return clause;
            start = i + 1;
        }
    }

    private static IEnumerable<InstructionClause> Between(IReadOnlyList<InstructionToken> tokens, int start, int end)
    {
        var predicates = InstructionVerdict.Predicates(tokens, start, end);
        for (var i = 0; i < predicates.Count; i++)
        {
            var limit = i + 1 < predicates.Count ? Connector(tokens, predicates[i].End, predicates[i + 1].Start) : end;
            // Two verdicts with nothing between them to part them ("documents that are relevant to X are not relevant"): the last one counts.
            if (limit < 0) continue;
            var verdict = predicates[i];
            if (Parted(tokens, start, verdict) is var cut and > 0)
            {
                yield return new(start, cut, InstructionVerdict.OfClause(tokens, start, cut));
                start = cut;
            }

            var tail = Strong(tokens, verdict.End, limit);
            yield return new(start, tail < 0 ? limit : tail, verdict);
            if (tail >= 0) yield return new(tail, limit, InstructionVerdict.OfClause(tokens, tail, limit));
            start = limit;
        }

        if (predicates.Count > 0) yield break;
        for (var cut = Strong(tokens, start + 1, end); cut >= 0; cut = Strong(tokens, cut + 1, end))
        {
            if (InstructionVerdict.OfClause(tokens, start, cut) is not { } verdict) continue;
            yield return new(start, cut, verdict);
            start = cut;
        }

        if (start < end) yield return new(start, end, InstructionVerdict.OfClause(tokens, start, end));
    }

    // Where "documents must name X, but Y are not relevant" falls apart; 0 where it does not.
    private static int Parted(IReadOnlyList<InstructionToken> tokens, int start, InstructionVerdict verdict)
    {
        if (!verdict.IsBehind) return verdict.Start > start && InstructionVerdict.OfClause(tokens, start, verdict.Start) is not null ? verdict.Start : 0;
        for (var i = start + 1; i < verdict.Start - 1; i++)
            if (tokens[i].Word is "but" or "however" or "although" or "though" or "whereas" or ":" && !IsBound(tokens, start, i) && InstructionVerdict.OfClause(tokens, start, i) is not null) return i;
        return 0;
    }

    /// <summary>A connector behind which a clause with a verdict of its own starts; -1 for none.</summary>
    private static int Strong(IReadOnlyList<InstructionToken> tokens, int start, int end)
    {
        for (var i = start; i < end; i++)
            if (tokens[i].Word is "but" or "however" or "although" or "though" or "whereas" && !IsBound(tokens, start, i) && InstructionVerdict.OfClause(tokens, i, end) is { Start: var at } && at > i) return i;
        return -1;
    }

    // "not only A but B", "anything but A".
    private static bool IsBound(IReadOnlyList<InstructionToken> tokens, int start, int at)
    {
        if (tokens[at].Word is not "but") return false;
        if (at > 0 && tokens[at - 1].Word is "anything" or "everything" or "all" or "nothing") return true;
        for (var i = at - 1; i > start; i--)
            if (tokens[i].Word is "only" or "just" or "merely" or "simply" && tokens[i - 1].Word is "not") return true;
        return false;
    }

    // The strongest connector between two verdicts, the first of its kind.
    private static int Connector(IReadOnlyList<InstructionToken> tokens, int start, int end)
    {
        // A full stop was forgotten: "… Documents discussing X are".
        for (var i = start; i < end; i++)
            if (i > 0 && tokens[i].IsCapital && Documents.Contains(tokens[i].Word)) return i;
        foreach (var connector in Connectors)
            for (var i = start; i < end; i++)
                if (string.Equals(tokens[i].Word, connector, StringComparison.Ordinal)) return i;
        // "nor are", "not relevant are" open a clause themselves.
        return end < tokens.Count && (tokens[end].Word is "nor" || start == end) ? end : -1;
    }
}
