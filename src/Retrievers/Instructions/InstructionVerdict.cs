using static LongRag.Retrievers.Instructions.InstructionWords;

namespace LongRag.Retrievers.Instructions;

/// <summary>The words that say whether something counts: <c>are not relevant</c>, <c>documents must</c>, <c>exclude</c>.</summary>
/// <param name="Start">First token.</param>
/// <param name="End">One past the last.</param>
/// <param name="IsPositive">Whether it says that it counts.</param>
/// <param name="IsBehind">Whether what it speaks of stands before it ("X are not relevant"); else it follows ("not relevant are X").</param>
/// <param name="Rule">What it makes of that.</param>
internal sealed record InstructionVerdict(int Start, int End, bool IsPositive, bool IsBehind, InstructionRule Rule)
{
    private const int LongestSubject = 5;

    /// <summary>All predicates (<c>are not relevant</c>, <c>not relevant are</c>, <c>do not count</c>) of a range, in order.</summary>
    public static List<InstructionVerdict> Predicates(IReadOnlyList<InstructionToken> tokens, int start, int end)
    {
        var found = new List<InstructionVerdict>();
        for (var i = start; i < end; i++)
        {
            var floor = found.Count > 0 ? found[^1].End : start;
            if (found.Count > 0 && IsSubordinate(tokens, floor, i)) continue;
            if ((Predicate(tokens, floor, i) ?? Passive(tokens, floor, i) ?? Inverse(tokens, floor, i, end)) is { } verdict) found.Add(verdict);
            else if (found.Count > 0 && Ellipsis(tokens, floor, i, end) is { } elliptic) found.Add(elliptic);
        }

        return found;
    }

    // "not relevant unless figures are included": the second predicate is a condition of the first.
    private static bool IsSubordinate(IReadOnlyList<InstructionToken> tokens, int verdictEnd, int at)
    {
        var isSubordinate = false;
        for (var i = verdictEnd; i < at; i++)
        {
            var word = tokens[i].Word;
            if (word is "unless" or "if" or "when" or "where" or "provided" or "because" or "that" or "long") isSubordinate = !(word is "that" && tokens[i - 1].Word is "except") && (isSubordinate || i < verdictEnd + 3 || word is not "that");
            else if (word is "but" or "however" or "although" or "though" or "nor" or ":" || (word is "and" && i > 0 && tokens[i - 1].Word is ",") || (tokens[i].IsCapital && Documents.Contains(word))) isSubordinate = false;
        }

        return isSubordinate;
    }

    /// <summary>The verdict of a clause that has no predicate, or null.</summary>
    public static InstructionVerdict? OfClause(IReadOnlyList<InstructionToken> tokens, int start, int end)
    {
        while (start < end && Openers.Contains(tokens[start].Word)) start++;
        return start == end ? null : Imperative(tokens, start, end) ?? Modal(tokens, start, end) ?? Statement(tokens, start, end);
    }

    // "are (also) not relevant", "would not be considered relevant", "should be excluded", "do not count".
    private static InstructionVerdict? Predicate(IReadOnlyList<InstructionToken> tokens, int floor, int at)
    {
        var word = tokens[at].Word;
        var isVerb = CountingVerbs.Contains(word);
        if (!Relevant.Contains(word) && !Irrelevant.Contains(word) && !isVerb) return null;
        var (first, negations, isFinite, isModal, isPast, hasOf, finite) = (at, 0, false, false, false, false, at);
        for (var j = at - 1; j >= floor; j--)
        {
            var before = tokens[j].Word;
            var isCopula = Copulas.Contains(before) || Modals.Contains(before);
            if (!isCopula && !Negations.Contains(before) && !Adverbs.Contains(before)) break;
            if (Negations.Contains(before)) negations++;
            hasOf |= before is "of" or "constitute" or "constitutes";
            if (Finite.Contains(before)) (isFinite, first, finite) = (true, j, j);
            else if (isFinite && Negations.Contains(before)) first = j;
            isModal |= Modals.Contains(before);
            isPast |= before is "was" or "were";
        }

        if (!isFinite) return null;
        if (word is "interest" or "relevance" or "relevancy" && !hasOf) return null;
        if (Participles.Contains(word) && !isModal && isPast) return null;
        if (isVerb && negations == 0) return null;
        if (finite > floor && tokens[finite - 1].Word is "who" or "whom") return null;
        // "neither A nor B is relevant": the negation stands with the subject, which takes care of it.
        var isPositive = Irrelevant.Contains(word) == (negations % 2 == 1);
        return new(first, at + 1, isPositive, IsBehind: true, isPositive ? InstructionRule.Relevant : Amounts.Contains(word) ? InstructionRule.NotEnough : InstructionRule.NotRelevant);
    }

    // "X must (not) be mentioned".
    private static InstructionVerdict? Passive(IReadOnlyList<InstructionToken> tokens, int floor, int at)
    {
        if (!tokens[at].Word.EndsWith("ed", StringComparison.Ordinal) || !Discourse.Contains(tokens[at].Word) || at - 2 < floor || tokens[at - 1].Word is not "be") return null;
        var (first, isNegative) = (at - 2, false);
        while (first > floor && (Negations.Contains(tokens[first].Word) || Adverbs.Contains(tokens[first].Word))) isNegative ^= Negations.Contains(tokens[first--].Word);
        var modal = tokens[first].Word;
        if (modal is not ("must" or "should" or "mustn't" or "shouldn't") || (first > floor && tokens[first - 1].Word is "that" or "which")) return null;
        isNegative ^= Negations.Contains(modal) || modal is "mustn't" or "shouldn't";
        return new(first, at + 1, !isNegative, IsBehind: true, isNegative ? InstructionRule.NotRelevant : Strict.Contains(modal) ? InstructionRule.Required : InstructionRule.Relevant);
    }

    // "not relevant are", "also relevant is", "of interest would be", "nor are", "not relevant:".
    private static InstructionVerdict? Inverse(IReadOnlyList<InstructionToken> tokens, int floor, int at, int end)
    {
        var word = tokens[at].Word;
        if (string.Equals(word, "nor", StringComparison.Ordinal)) return at > floor && at + 1 < end && Copulas.Contains(tokens[at + 1].Word) ? new(at, at + 2, IsPositive: false, IsBehind: false, InstructionRule.NotRelevant) : null;
        if (at + 1 >= end || (!Relevant.Contains(word) && !Irrelevant.Contains(word)) || (Participles.Contains(word) && !Irrelevant.Contains(word))) return null;
        var (first, negations) = (at, 0);
        while (first > floor && (Adverbs.Contains(tokens[first - 1].Word) || Negations.Contains(tokens[first - 1].Word)))
        {
            first--;
            if (Negations.Contains(tokens[first].Word)) negations++;
        }

        if (first > floor && !Openers.Contains(tokens[first - 1].Word)) return null;
        var next = at + 1;
        while (next < end && (Copulas.Contains(tokens[next].Word) || Modals.Contains(tokens[next].Word) || string.Equals(tokens[next].Word, ":", StringComparison.Ordinal))) next++;
        if (next == at + 1 || next == end) return null;
        var isPositive = Irrelevant.Contains(word) == (negations % 2 == 1);
        return new(first, next, isPositive, IsBehind: false, isPositive ? InstructionRule.Relevant : InstructionRule.NotRelevant);
    }

    // "A are relevant, B are not": what is left of a verdict that was said before.
    private static InstructionVerdict? Ellipsis(IReadOnlyList<InstructionToken> tokens, int floor, int at, int end)
    {
        if (at <= floor || tokens[at].Word is not ("is" or "are" or "isn't" or "aren't")) return null;
        var negative = tokens[at].Word is "isn't" or "aren't";
        var next = at + 1;
        if (next < end && string.Equals(tokens[next].Word, "not", StringComparison.Ordinal)) (negative, next) = (true, next + 1);
        return next == end || (tokens[next].IsMark && tokens[next].Word is "," or ";") ? new(at, next, !negative, IsBehind: true, negative ? InstructionRule.NotRelevant : InstructionRule.Relevant) : null;
    }

    // "exclude X", "do not return X", "do not exclude X", "I am (not) interested in X", "we want X".
    private static InstructionVerdict? Imperative(IReadOnlyList<InstructionToken> tokens, int start, int end)
    {
        var (at, negative, only) = (start, false, false);
        if (tokens[at].Word is "i" or "we" or "user" or "users" or "i'm" or "we're" || (at + 1 < end && tokens[at].Word is "the" or "this" or "my" && tokens[at + 1].Word is "user" or "users" or "search"))
        {
            for (at++; at < end && at < start + LongestSubject; at++)
            {
                var word = tokens[at].Word;
                negative ^= Negations.Contains(word);
                only |= string.Equals(word, "only", StringComparison.Ordinal);
                if (word is "want" or "wants" or "need" or "needs" or "seek" or "seeks" or "looking" or "interested" or "prefer" or "prefers" or "care" or "like" or "confined" or "limited" or "restricted")
                    return new(start, at + 1, !negative, IsBehind: false, negative ? InstructionRule.NotRelevant : only || word is "confined" or "limited" or "restricted" ? InstructionRule.Required : InstructionRule.Relevant);
            }

            return null;
        }

        while (at < end && (Negations.Contains(tokens[at].Word) || tokens[at].Word is "do" or "should" or "must" or "only" or "also"))
        {
            negative ^= Negations.Contains(tokens[at].Word);
            only |= string.Equals(tokens[at].Word, "only", StringComparison.Ordinal);
            at++;
        }

        if (at == end) return null;
        if (Excluding.Contains(tokens[at].Word) || (at + 1 < end && tokens[at].Word is "leave" or "filter" or "throw" or "rule" && tokens[at + 1].Word is "out" or "away"))
            return new(start, at + (Excluding.Contains(tokens[at].Word) ? 1 : 2), negative, IsBehind: false, negative ? InstructionRule.Relevant : InstructionRule.NotRelevant);
        if (!Asking.Contains(tokens[at].Word) || at + 1 == end || Copulas.Contains(tokens[at + 1].Word) || Modals.Contains(tokens[at + 1].Word)) return null;
        only |= string.Equals(tokens[at + 1].Word, "only", StringComparison.Ordinal);
        return new(start, at + 1, !negative, IsBehind: false, negative ? InstructionRule.NotRelevant : only ? InstructionRule.Required : InstructionRule.Relevant);
    }

    // "a (relevant) document must (not) name X", "must name X".
    private static InstructionVerdict? Modal(IReadOnlyList<InstructionToken> tokens, int start, int end)
    {
        var (isDocument, isOfIrrelevant) = (false, false);
        for (var i = start; i < end; i++)
        {
            var word = tokens[i].Word;
            isOfIrrelevant |= i < start + LongestSubject && Irrelevant.Contains(word);
            isDocument |= (i < start + LongestSubject + 5 && (Documents.Contains(word) || Contents.Contains(word))) || (i == start && word is "it" or "they" or "these" or "this" or "relevant");
            if (!Modals.Contains(word) || word is "do" or "does" or "don't" or "doesn't" || (i > start && tokens[i - 1].Word is "that" or "which" or "who" or "to")) continue;
            if (word is "has" or "have" or "need" or "needs" && (i + 1 == end || tokens[i + 1].Word is not "to") && !(word is "need" && i + 1 < end && tokens[i + 1].Word is "not")) continue;
            if (!isDocument && i > start) return null;
            var (next, negative, optional, only) = (i + 1, isOfIrrelevant ^ Negations.Contains(word), false, false);
            for (; next < end && (Negations.Contains(tokens[next].Word) || Adverbs.Contains(tokens[next].Word)); next++)
            {
                negative ^= Negations.Contains(tokens[next].Word) && !IsNeutral(tokens, next, end);
                only |= string.Equals(tokens[next].Word, "only", StringComparison.Ordinal);
            }

            for (var j = Math.Max(start, i - 2); negative && j <= i + 1 && j < end; j++) optional |= word is "need" or "needs" || (word is "have" or "has" && Negations.Contains(tokens[j].Word));
            if (optional || !negative) return new(i, next, IsPositive: true, IsBehind: false, !optional && (only || Strict.Contains(word) || (next < end && tokens[next].Word is "confined" or "limited" or "restricted")) ? InstructionRule.Required : InstructionRule.Relevant);
            return new(i, next, IsPositive: false, IsBehind: false, InstructionRule.NotRelevant);
        }

        return null;
    }

    // "relevant documents are X", "irrelevant activities include X", "the document discusses X", "only documents about X".
    private static InstructionVerdict? Statement(IReadOnlyList<InstructionToken> tokens, int start, int end)
    {
        var (isDocument, irrelevant, relevant) = (false, false, false);
        for (var i = start; i < end && i < start + LongestSubject; i++)
        {
            var word = tokens[i].Word;
            if (i > start && (isDocument || relevant || irrelevant) && (Copulas.Contains(word) || (Discourse.Contains(word) && !word.EndsWith("ing", StringComparison.Ordinal) && !Documents.Contains(word) && !Contents.Contains(word))))
            {
                var next = i + 1;
                var negative = irrelevant;
                for (; next < end && (Negations.Contains(tokens[next].Word) || string.Equals(tokens[next].Word, "limited", StringComparison.Ordinal)) && !IsNeutral(tokens, next, end); next++) negative ^= Negations.Contains(tokens[next].Word);
                var isLimit = tokens[next - 1].Word is "limited" || (next < end && tokens[next].Word is "limited" or "confined" or "restricted");
                return new(i, next, !negative, IsBehind: false, negative ? InstructionRule.NotRelevant : isLimit ? InstructionRule.Required : InstructionRule.Relevant);
            }

            if (word is "that" or "which" or "who") return null;
            isDocument = Documents.Contains(word) || Contents.Contains(word);
            relevant |= word is "relevant" or "pertinent" or "relevance" or "relevancy";
            irrelevant |= Irrelevant.Contains(word) || (relevant && i > start && Negations.Contains(tokens[i - 1].Word) && word is "relevant");
        }

        return null;
    }

    /// <summary>Whether the negation at <paramref name="at"/> denies nothing: "not only", "not limited to", "no longer".</summary>
    public static bool IsNeutral(IReadOnlyList<InstructionToken> tokens, int at, int end)
    {
        var next = at + 1 < end ? tokens[at + 1].Word : "";
        if (at > 0 && string.Equals(tokens[at - 1].Word, "or", StringComparison.Ordinal) && at > 1 && string.Equals(tokens[at - 2].Word, "whether", StringComparison.Ordinal)) return true;
        if (next is "necessarily" or "limited" or "restricted" or "confined" or "exclusively" or "longer" or "more" or "less" or "fewer" or "later" or "matter" or "yet" or "all" or "every" or "always" or "have" or "need" or "necessary" or "essential" or "required") return true;
        return next is "only" or "just" or "merely" or "simply" && Enumerable.Range(at, end - at).Any(i => string.Equals(tokens[i].Word, "but", StringComparison.Ordinal));
    }
}
