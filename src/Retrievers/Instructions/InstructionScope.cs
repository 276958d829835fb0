using static LongRag.Retrievers.Instructions.InstructionWords;

namespace LongRag.Retrievers.Instructions;

/// <summary>
/// Walks through what a verdict speaks of: words such as <c>unless</c>, <c>except</c>, <c>without</c>, <c>not about</c> turn the verdict over for what follows them, up to the end of the clause;
/// what is left is cut into the items of a list and bared of the words that carry no topic.
/// </summary>
internal sealed class InstructionScope(string text, IReadOnlyList<InstructionToken> tokens, List<InstructionPart> parts)
{
    /// <summary>Whether an "all other documents" was met, which excludes no words.</summary>
    public bool HasComplement { get; private set; }

    /// <summary>Adds the parts of a range of tokens.</summary>
    public void Add(int start, int end, bool isPositive, InstructionRule rule)
    {
        var (atFirst, ruleAtFirst) = (isPositive, rule);
        while (start < end)
        {
            var (cue, length, kind) = NextCue(start, end, isPositive, rule);
            if (kind is CueKind.Drop)
            {
                // "even if X is not named" says that X makes no difference.
                Emit(start, cue, rule);
                start = cue;
                while (start < end && tokens[start].Word is not ",") start++;
                continue;
            }

            if (kind is CueKind.None)
            {
                Emit(start, end, rule);
                return;
            }

            // "Strikes without a union are not relevant": strikes are, with a union.
            Emit(start, cue, kind is CueKind.Lack or CueKind.Loose && !isPositive ? InstructionRule.NotEnough : rule);
            start = cue + length;
            (isPositive, rule) = kind switch
            {
                CueKind.Condition => (true, InstructionRule.Required),
                CueKind.Again => (isPositive, rule),
                CueKind.Resume => (atFirst, ruleAtFirst),
                CueKind.Mere => (false, InstructionRule.NotEnough),
                _ when isPositive => (false, InstructionRule.NotRelevant),
                CueKind.Except or CueKind.Loose => (true, InstructionRule.Exception),
                _ => (true, InstructionRule.Required),
            };
        }
    }

    private enum CueKind { None, Except, Lack, Loose, Mere, Condition, Again, Resume, Drop }

    private (int At, int Length, CueKind Kind) NextCue(int start, int end, bool isPositive, InstructionRule rule)
    {
        for (var i = start; i < end; i++)
        {
            var (length, kind) = CueAt(i, start, end, isPositive, rule);
            if (kind is not CueKind.None) return (i, length, kind);
        }

        return (end, 0, CueKind.None);
    }

    private (int Length, CueKind Kind) CueAt(int i, int start, int end, bool isPositive, InstructionRule rule)
    {
        var word = tokens[i].Word;
        var next = i + 1 < end ? tokens[i + 1].Word : "";
        var after = i + 2 < end ? tokens[i + 2].Word : "";
        switch (word)
        {
            case "unless" or "except" or "excepting" or "excluding" or "sans" or "save" when word is not "save" || next is "for": return (next is "for" or "that" or "where" or "when" or "if" ? 2 : 1, CueKind.Except);
            case "rather" or "other" when next is "than" && (rule is not InstructionRule.Described || i == start): return (2, CueKind.Lack);
            case "instead" or "exclusive" when next is "of": return (2, CueKind.Lack);
            case "apart" or "aside" when next is "from": return (2, CueKind.Except);
            case "opposed" when next is "to" or "": return (2, CueKind.Lack);
            case "exception" or "exceptions" when next is "of": return (2, CueKind.Except);
            case "anything" or "everything" or "all" when next is "but": return (2, CueKind.Lack);
            case "only" when isPositive && next is "if" or "when" or "where" or "as": return (2, CueKind.Condition);
            case "provided" or "providing" when isPositive && next is "that": return (2, CueKind.Condition);
            case "long" when isPositive && next is "as" && i > start: return (2, CueKind.Condition);
            // "must name A, not B, and must name C".
            case "and" or "but" when next is "must" or "should" or "will" or "may" or "can" && i > start: return (2, CueKind.Resume);
            case "even" when next is "if" or "when" or "though" or "where": return (2, CueKind.Drop);
            case "regardless": return (1, CueKind.Drop);
            case "whether" when next is "or" && after is "not": return (3, CueKind.Drop);
            case "without": return !isPositive || i == start || OpensDocumentPhrase(i + 1, end) || Documents.Contains(tokens[i - 1].Word) || tokens[i - 1].IsMark ? (1, CueKind.Lack) : default;
            case "lacking" or "lack" or "lacks" or "unrelated" or "fail" or "fails" or "failing" when !isPositive: return (next is "to" ? 2 : 1, CueKind.Lack);
            case "free" when !isPositive && next is "of" or "from": return (2, CueKind.Lack);
            case "nothing" or "none": return i == start || i + 1 < end ? (1, CueKind.Lack) : default;
            default: return Negations.Contains(word) ? Negation(i, start, end, isPositive, next) : default;
        }
    }

    // A negation that speaks of the document, not of the world: "do not mention", "not about", "but not X", "no mention of"; "countries that do not vote" is a topic.
    private (int Length, CueKind Kind) Negation(int i, int start, int end, bool isPositive, string next)
    {
        if (InstructionVerdict.IsNeutral(tokens, i, end)) return default;
        if (next is "just" or "merely" or "simply" or "only") return (2, CueKind.Mere);
        var before = i > start ? tokens[i - 1].Word : "";
        // "should not be about A and not be about B" denies both.
        if (!isPositive && before is "and" or "or" or ",") return (1, CueKind.Again);
        var opens = i == start || before is "," or "but" or "and" or "(" or "-" or ":" or "please" or "with" or "contain" or "containing" or "contains" or "has" or "have";
        for (var j = i + 1; !opens && j < end && j <= i + 3; j++)
        {
            if (tokens[j].Word is "about" or "on" || (Discourse.Contains(tokens[j].Word) && (!isPositive || before is "do" or "does" or "did" || tokens[i].Word is "don't" or "doesn't"))) opens = true;
            else if (!Adverbs.Contains(tokens[j].Word) && !Mere.Contains(tokens[j].Word) && !Edges.Contains(tokens[j].Word)) break;
        }

        if (opens || (OpensDocumentPhrase(i + 1, end) && (!isPositive || tokens[i].Word is "no"))) return (1, CueKind.Lack);
        // "Interruptions not due to violence are not relevant" excludes no interruption as such.
        return isPositive || before is "for" or "of" or "by" || tokens[i].Word is "nor" or "no" ? default : (1, CueKind.Loose);
    }

    private bool OpensDocumentPhrase(int at, int end)
    {
        for (var j = at; j < end && j < at + 3; j++)
        {
            if (Documents.Contains(tokens[j].Word) || Contents.Contains(tokens[j].Word) || Discourse.Contains(tokens[j].Word)) return true;
            if (!IsEdge(tokens[j].Word)) return false;
        }

        return false;
    }

    // Items of a list: at semicolons, and at commas (also before "and", "or") unless an item would be one word of an enumeration of adjectives.
    private void Emit(int start, int end, InstructionRule rule)
    {
        var cuts = new List<int>();
        var isExclusion = rule >= InstructionRule.NotRelevant;
        var depth = 0;
        for (var i = start; i < end; i++)
        {
            depth += tokens[i].Word switch { "(" => 1, ")" => -1, _ => 0 };
            if (depth <= 0 && tokens[i].Word is "," or ";" or "-") cuts.Add(i);
        }

        var items = new List<(int Start, int End)>();
        var from = start;
        if (AllSingle(start, end)) cuts = [.. Enumerable.Range(start, end - start).Where(i => IsJoint(tokens[i].Word))];
        foreach (var cut in cuts.Append(end))
        {
            var item = Bared(from, cut, isExclusion);
            if (item.End > item.Start) items.Add(item);
            from = cut + 1;
        }

        if (items.Count > 1 && items.Exists(item => item.End - item.Start > 1) && items[0].End - items[0].Start == 1) items = [Bared(items[0].Start, items[^1].End, isExclusion)];
        foreach (var (first, last) in items)
            if (last > first) AddPart(first, last, rule);
    }

    private static bool IsJoint(string word) => word is "," or ";" or "-" or "and" or "or" or "nor" or "and/or";

    // "corn, wheat or barley": one word each.
    private bool AllSingle(int start, int end)
    {
        var (words, most) = (0, 0);
        for (var i = start; i < end; i++)
        {
            if (IsJoint(tokens[i].Word)) words = 0;
            else if (!IsEdge(tokens[i].Word) || (words > 0 && !EnglishStopWords.Contains(tokens[i].Word))) most = Math.Max(most, ++words);
        }

        return most == 1;
    }

    private (int Start, int End) Bared(int start, int end, bool isExclusion)
    {
        if (isExclusion && IsComplement(start, end))
        {
            HasComplement = true;
            return (end, end);
        }

        while (start < end && (tokens[start].IsMark || (IsEdge(tokens[start].Word) && !IsName(start)))) start++;
        while (start < end && (tokens[end - 1].IsMark && tokens[end - 1].Word is not ")" || (IsTail(tokens[end - 1].Word) && !IsName(end - 1)))) end--;
        while (end > start && tokens[end - 1].Word is ")" && !HasOpening(start, end)) end--;
        return (start, end);
    }

    // "in May", "the US": a name that is spelt as a function word.
    private bool IsName(int at) => at > 0 && tokens[at].IsCapital && EnglishStopWords.Contains(tokens[at].Word) && !Negations.Contains(tokens[at].Word);

    private static bool IsTail(string word) => EnglishStopWords.Contains(word) || Edges.Contains(word) || Negations.Contains(word);

    private bool HasOpening(int start, int end)
    {
        for (var i = start; i < end; i++)
            if (tokens[i].Word is "(") return true;
        return false;
    }

    private bool IsComplement(int start, int end)
    {
        while (start < end && !Complements.Contains(tokens[start].Word) && (tokens[start].IsMark || IsEdge(tokens[start].Word))) start++;
        return start < end && Complements.Contains(tokens[start].Word);
    }

    private void AddPart(int first, int last, InstructionRule rule)
    {
        var span = new TextSpan(tokens[first].Span.Start, tokens[last - 1].Span.End);
        parts.Add(new InstructionPart(span, span.Of(text), rule));
    }
}
