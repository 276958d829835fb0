using static LongRag.Retrievers.Instructions.InstructionWords;

namespace LongRag.Retrievers.Instructions;

/// <summary>
/// Takes an English instruction ("Relevant are reports of strikes; stories about wages are not relevant, unless they name a union") apart into what is wanted and what is excluded.
/// A small grammar of cues and their scope, without a model: docs/instructions.md says what it understands. What it does not understand counts as description, never as exclusion. Takes time in proportion to the text.
/// </summary>
public static class InstructionReader
{
    /// <summary>What is read of an instruction, in UTF-16 code units; the rest is left, with a note.</summary>
    public const int MaxLength = Query.MaxLength;

    /// <summary>So many parts count, the first ones; the rest is left, with a note. A part that is said again is one.</summary>
    public const int MostParts = 64;

    /// <summary>Takes the instruction apart. Never fails: what is odd about it is a note.</summary>
    public static InstructionParts Read(string instruction)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        var notes = new List<InstructionNote>();
        if (string.IsNullOrWhiteSpace(instruction))
            return new(instruction, [], [], [new(InstructionNote.Empty, "The instruction is empty: the question is answered without it.")]);
        var cut = new List<string>();
        var length = instruction.Length;
        if (length > MaxLength)
        {
            length = char.IsHighSurrogate(instruction[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
            cut.Add($"The instruction has {instruction.Length} characters; only the first {length} were read.");
        }

        var said = Parts(instruction, new TextSpan(0, length), out var hasComplement);
        var parts = said.DistinctBy(part => (part.Rule, part.Text.ToLowerInvariant())).ToList();
        if (parts.Count > MostParts)
        {
            cut.Add($"The instruction has {parts.Count} parts; only the first {MostParts} count.");
            parts.RemoveRange(MostParts, parts.Count - MostParts);
        }

        if (cut.Count > 0) notes.Add(new(InstructionNote.Cut, string.Join(' ', cut)));
        var wanted = parts.FindAll(part => part.Rule < InstructionRule.NotRelevant);
        var excluded = parts.FindAll(part => part.Rule >= InstructionRule.NotRelevant);
        if (hasComplement) notes.Add(new(InstructionNote.Complement, "What the instruction calls all the rest follows from what it wants; no words were excluded for it."));
        if (parts.Count == 0 && !hasComplement) notes.Add(new(InstructionNote.NoTopic, "The instruction names no topic: the question is answered without it."));
        if (excluded.Count > 0 && wanted.Count == 0) notes.Add(new(InstructionNote.OnlyExclusions, "The instruction only excludes: what is relevant is what the question asks for."));
        if (Contradiction(wanted, excluded) is { } both) notes.Add(new(InstructionNote.Contradictory, $"The instruction both wants and excludes '{both}': neither counts."));
        return new(instruction, wanted, excluded, notes);
    }

    private static List<InstructionPart> Parts(string instruction, TextSpan within, out bool hasComplement)
    {
        var parts = new List<InstructionPart>();
        hasComplement = false;
        // A list goes on with the verdict it began with: "Not relevant are: - strikes - wages", "exclude strikes; wages".
        InstructionVerdict? open = null;
        var goesOn = false;
        foreach (var sentence in SentenceSplitter.SplitTrimmed(instruction, within))
        {
            var tokens = InstructionToken.Of(instruction, sentence);
            var isItem = tokens.Count > 0 && tokens[0].Word is "-";
            if (!isItem && !goesOn) open = null;
            var scope = new InstructionScope(instruction, tokens, parts);
            foreach (var clause in InstructionClause.Of(tokens))
            {
                if (clause.Verdict is { } verdict)
                {
                    AddClause(scope, tokens, clause, verdict);
                    open = verdict;
                }
                else AddFragment(scope, tokens, clause, open);
            }

            hasComplement |= scope.HasComplement;
            goesOn = tokens.Count > 0 && tokens[^1].Word is ":";
        }

        return [.. parts.OrderBy(part => part.Span.Start)];
    }

    private static void AddClause(InstructionScope scope, List<InstructionToken> tokens, InstructionClause clause, InstructionVerdict verdict)
    {
        var start = clause.Start;
        while (start < verdict.Start && Openers.Contains(tokens[start].Word)) start++;
        if (!verdict.IsBehind)
        {
            // The subject of "documents about X must name Y" describes.
            scope.Add(start, verdict.Start, isPositive: true, InstructionRule.Described);
            scope.Add(verdict.End, clause.End, verdict.IsPositive, verdict.Rule);
            return;
        }

        if ((start == clause.Start || tokens[start - 1].Word is not ",") && tokens[clause.Start].Word is "although" or "though" or "while" or "whereas" or "because" or "since" or "if" or "when" or "in")
        {
            // "Although A is interesting, B is not relevant."
            var comma = tokens.FindIndex(start, verdict.Start - start, token => token.Word is ",");
            if (comma > 0)
            {
                scope.Add(start, comma, isPositive: true, InstructionRule.Described);
                start = comma + 1;
            }
        }

        var tail = Tail(tokens, verdict.End, clause.End, out var isCondition);
        var isOnly = verdict.IsPositive && Range(tokens, start, Math.Min(verdict.Start, start + 3)).Any(word => word is "only" or "solely" or "exclusively");
        var isMere = !verdict.IsPositive && (isCondition || Range(tokens, start, verdict.Start).AnyPair((word, before) => Mere.Contains(word) || (word is "themselves" or "itself" && before is "by") || (word is "general" && before is "in") || (before is "general" && (Contents.Contains(word) || Discourse.Contains(word)))));
        scope.Add(start, verdict.Start, verdict.IsPositive, isOnly ? InstructionRule.Required : isMere ? InstructionRule.NotEnough : verdict.Rule);
        if (isCondition) scope.Add(tail, clause.End, verdict.IsPositive, verdict.IsPositive ? InstructionRule.Required : InstructionRule.NotRelevant);
        else scope.Add(tail, clause.End, verdict.IsPositive, verdict.Rule);
    }

    // Behind a verdict only conditions, exceptions and "that …" speak of the topic: "relevant to this question" does not.
    private static int Tail(List<InstructionToken> tokens, int start, int end, out bool isCondition)
    {
        isCondition = false;
        for (var i = start; i < end; i++)
        {
            var word = tokens[i].Word;
            if (word is "even" or "regardless" or "whether") return end;
            isCondition = word is "if" or "when" or "where" && !(i > start && tokens[i - 1].Word is "except" or "only");
            if (isCondition || word is "unless" or "except" or "excepting" or "excluding" or "only" or "provided" or "without" or "but" or "rather" or "other" or "apart" or "aside" or "exception") return i;
            if (word is "as" && i + 2 < end && tokens[i + 1].Word is "long" && tokens[i + 2].Word is "as") return i;
            if (i == start && word is "that" or "which" or ":") return i;
        }

        return end;
    }

    private static void AddFragment(InstructionScope scope, List<InstructionToken> tokens, InstructionClause clause, InstructionVerdict? open)
    {
        var first = Range(tokens, clause.Start, Math.Min(clause.End, clause.Start + 2)).FirstOrDefault(word => !Openers.Contains(word));
        if (first is "only" or "solely" or "exclusively" or "limited" or "restricted" or "confined") scope.Add(clause.Start, clause.End, isPositive: true, InstructionRule.Required);
        else if (open is null || (!open.IsPositive && Range(tokens, clause.Start, clause.End).Any(word => Modals.Contains(word) || Copulas.Contains(word)))) scope.Add(clause.Start, clause.End, isPositive: true, InstructionRule.Described);
        else scope.Add(clause.Start, clause.End, open.IsPositive, open.Rule);
    }

    private static IEnumerable<string> Range(List<InstructionToken> tokens, int start, int end)
    {
        for (var i = start; i < end; i++) yield return tokens[i].Word;
    }

    private static bool AnyPair(this IEnumerable<string> words, Func<string, string, bool> holds)
    {
        var before = "";
        foreach (var word in words)
        {
            if (holds(word, before)) return true;
            before = word;
        }

        return false;
    }

    private static string? Contradiction(List<InstructionPart> wanted, List<InstructionPart> excluded)
    {
        var said = wanted.Where(part => part.Rule is not InstructionRule.Described).Select(part => Normal(part.Text)).ToHashSet(StringComparer.Ordinal);
        return excluded.Where(part => part.Rule is InstructionRule.NotRelevant).Select(part => Normal(part.Text)).FirstOrDefault(said.Contains);
    }

    private static string Normal(string text) => string.Join(' ', InstructionToken.Of(text, new TextSpan(0, text.Length)).Select(token => token.Word).Where(word => !EnglishStopWords.Contains(word)).Select(PorterStemmer.Stem));
}
