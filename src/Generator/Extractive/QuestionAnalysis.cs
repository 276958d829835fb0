using System.Collections.Frozen;

namespace LongRag.Generator;

/// <summary>Takes a question apart by its words: English for the kind of question, any language for its terms.</summary>
internal static class QuestionAnalysis
{
    private static readonly FrozenSet<string> Auxiliaries = Set("is are was were am do does did can could has have had will would should shall may might must");
    private static readonly FrozenSet<string> Times = Set("year years date day month century decade time era period season weekday");
    private static readonly FrozenSet<string> Places = Set("city country state town place location region continent county province village river island capital street address area venue birthplace");
    private static readonly FrozenSet<string> People = Set("person people president king queen author writer actor actress singer scientist director inventor leader player emperor pope woman man artist composer team company organization organisation");
    private static readonly FrozenSet<string> Numbers = Set("percentage percent number population amount price cost age temperature height length distance speed size width weight rate limit score salary depth share");
    private static readonly FrozenSet<string> Measures = Set("many much long old far tall large big often high deep fast wide heavy hot cold high big expensive late early");

    private static readonly FrozenSet<string> FocusWords = Set("what which many much");
    private static readonly FrozenSet<string> Enders = Set("of did does do from in for to on by with at that");

    /// <summary>How far behind "what" or "which" the noun may stand that says what is asked for, in words: "what is the average yearly rainfall".</summary>
    private const int HeadNounReach = 4;

    /// <summary>"What is X" asks for a definition where X is no more than this many content words.</summary>
    private const int LongestDefined = 3;

    public static Question Of(string text)
    {
        var read = TermReader.Read(text, new TextSpan(0, text.Length));
        var shouted = !text.Any(char.IsLower);
        List<string> terms = [], words = [];
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var term in read)
        {
            if (term.IsStopWord || terms.Count == Question.MostTerms || !places.TryAdd(term.Stem, terms.Count)) continue;
            terms.Add(term.Stem);
            words.Add(term.In(text).ToString());
        }

        return new Question
        {
            Type = TypeOf(text, read, terms.Count),
            Terms = terms,
            Words = words,
            Places = places,
            Mentions = MentionsOf(text, read, places, shouted),
            Pairs = [.. Enumerable.Range(1, Math.Max(0, read.Count - 1)).Where(i => !(read[i - 1].IsStopWord && read[i].IsStopWord)).Select(i => (read[i - 1].Stem, read[i].Stem)).Take(Question.MostTerms)],
            LongestPairs = Math.Clamp(read.Count - 1, 1, Question.MostTerms),
            Focus = FocusOf(text, read, places),
            Names = shouted || !text.Any(char.IsUpper) ? null : NamesOf(words),
        };
    }

    private static int? FocusOf(string text, List<Term> read, Dictionary<string, int> places)
    {
        var at = read.FindIndex(term => term.Length <= 5 && FocusWords.Contains(term.In(text).ToString().ToLowerInvariant()));
        return at >= 0 && at + 1 < read.Count && !read[at + 1].IsStopWord && places.TryGetValue(read[at + 1].Stem, out var place) ? place : null;
    }

    private static ulong NamesOf(List<string> words)
    {
        var mask = 0UL;
        for (var i = 0; i < words.Count; i++)
            if (char.IsUpper(words[i][0]) || char.IsDigit(words[i][0])) mask |= 1UL << i;
        return mask;
    }

    private static QuestionType TypeOf(string text, List<Term> read, int contentTerms)
    {
        var words = read.Take(Question.MostTerms).Select(t => t.In(text).ToString().ToLowerInvariant()).ToList();
        if (words.Count == 0) return QuestionType.Open;
        if (string.Equals(words[0], "define", StringComparison.Ordinal) || (words.Contains("mean") && words.Contains("what")) || words.Contains("definition") || words.Contains("meaning")) return QuestionType.Definition;
        var at = words.FindIndex(w => w is "who" or "whom" or "whose" or "when" or "where" or "why" or "how" or "what" or "which");
        // "When the law is the target, what is it called?": the clause in front asks nothing.
        if (at == 0 && words[0] is "when" or "where" && words.Count > 1 && !Auxiliaries.Contains(words[1]) && words.FindIndex(1, w => w is "who" or "why" or "how" or "what" or "which") is > 1 and var main) at = main;
        var next = at >= 0 && at + 1 < words.Count ? words[at + 1] : "";
        // A wh-word far from the start, behind an auxiliary, opens a clause: "Did he know who came?"
        if (at != 0 && Auxiliaries.Contains(words[0])) return QuestionType.YesNo;
        if (at < 0) return QuestionType.Open;
        return words[at] switch
        {
            "who" or "whom" or "whose" => QuestionType.Who,
            "when" => QuestionType.When,
            "where" => QuestionType.Where,
            "why" => QuestionType.Why,
            "how" => Measures.Contains(next) ? QuestionType.Quantity : QuestionType.How,
            _ => TypeOfWhat(words, at, contentTerms),
        };
    }

    private static QuestionType TypeOfWhat(List<string> words, int at, int contentTerms)
    {
        foreach (var word in words.Skip(at + 1).Take(HeadNounReach))
        {
            if (Times.Contains(word)) return QuestionType.When;
            if (Places.Contains(word)) return QuestionType.Where;
            if (People.Contains(word)) return QuestionType.Who;
            if (Numbers.Contains(word)) return QuestionType.Quantity;
            if (Enders.Contains(word)) break;
        }

        var isDefinition = words.Count > at + 1 && words[at + 1] is "is" or "are" or "was" or "were" or "s" && contentTerms <= LongestDefined && !words.Contains("of") && !words.Contains("in");
        return isDefinition && at == 0 ? QuestionType.Definition : QuestionType.Open;
    }

    private static List<Mention> MentionsOf(string text, List<Term> read, Dictionary<string, int> places, bool shouted)
    {
        var mentions = new List<Mention>();
        // Quoted words first: a name inside them is no mention of its own.
        for (var open = text.IndexOfAny(['"', '“']); open >= 0 && open + 1 < text.Length;)
        {
            var close = text.IndexOfAny(['"', '”'], open + 1);
            if (close < 0) break;
            var inside = Enumerable.Range(0, read.Count).Where(t => read[t].Start > open && read[t].End <= close).ToList();
            if (inside.Count > 0) Add(inside[0], inside[^1]);
            open = text.IndexOfAny(['"', '“'], close + 1);
        }

        var quoted = mentions.Aggregate(0UL, (mask, mention) => mask | mention.Mask);
        for (var i = 0; i < read.Count; i++)
        {
            var first = i;
            while (i < read.Count && IsName(i) && (i == first || IsJoined(text, read[i - 1], read[i]))) i++;
            if (i > first) Add(first, --i);
        }

        return mentions;

        bool IsName(int term) => !read[term].IsStopWord && !IsQuoted(read[term]) && (read[term].HasDigit || (term > 0 && !shouted && read[term].IsCapitalised));

        bool IsQuoted(Term term) => places.TryGetValue(term.Stem, out var place) && (quoted >> place & 1) != 0;

        void Add(int from, int to)
        {
            var mask = 0UL;
            for (var t = from; t <= to; t++)
                if (places.TryGetValue(read[t].Stem, out var place)) mask |= 1UL << place;
            if (mask != 0) mentions.Add(new Mention(text[read[from].Start..read[to].End], mask));
        }
    }

    private static bool IsJoined(string text, Term left, Term right) => right.Start - left.End == 1 && text[left.End] is ' ' or '-' or '\'' or '.' or '’';

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
