namespace LongRag.Generator.Chat;

/// <summary>
/// Makes a follow-up question stand alone without a model: what the last turn asked about is put behind it, its names, or its nouns where it has none; then the names in the answer's first sentence. Numbers
/// alone are what was answered, not what was asked about, and verbs are neither.
/// </summary>
internal static class CarriedWords
{
    /// <summary>Most phrases carried over.</summary>
    private const int Most = 4;

    /// <summary>A question of so few words of its own leans on what was said.</summary>
    private const int FewWords = 1;

    private static readonly string[] Continuing = ["and ", "but ", "or ", "so ", "also ", "what about", "how about", "what else", "who else", "where else", "anything else", "why not", "why?", "how so"];

    /// <summary>Whether the question leans on what was said before it.</summary>
    public static bool LeansOnTurns(string question)
    {
        var terms = TermReader.Read(question, new TextSpan(0, question.Length));
        var start = question.TrimStart().ToLowerInvariant();
        return terms.Count(term => !term.IsStopWord) <= FewWords
            || Array.Exists(Continuing, word => start.StartsWith(word, StringComparison.Ordinal))
            || terms.Where((_, i) => i > 0 || terms.Count < 12).Any(term => PointingWords.AreEnglish(term.In(question).ToString().ToLowerInvariant()));
    }

    /// <summary>The question with names of the last turns behind it; the question itself where there are none to carry.</summary>
    public static string Over(IReadOnlyList<Turn> turns, string question)
    {
        var said = TermReader.Read(question, new TextSpan(0, question.Length)).Select(term => term.Stem).ToHashSet(StringComparer.Ordinal);
        var carried = new List<string>();
        for (var i = turns.Count - 1; i >= Math.Max(0, turns.Count - 2) && carried.Count == 0; i--)
        {
            var names = Names(turns[i].Question).ToList();
            Add(names.Count > 0 ? names : Subjects(turns[i].Question));
            Add(Names(FirstSentence(turns[i].Answer)).Where(name => !IsNumber(name)));
        }

        return carried.Count == 0 ? question : $"{question.TrimEnd()} ({string.Join(", ", carried)})";

        void Add(IEnumerable<string> phrases)
        {
            foreach (var phrase in phrases)
            {
                var stems = TermReader.Read(phrase, new TextSpan(0, phrase.Length)).Select(term => term.Stem).ToList();
                if (carried.Count >= Most || stems.TrueForAll(said.Contains)) continue;
                said.UnionWith(stems);
                carried.Add(phrase);
            }
        }
    }

    private static string FirstSentence(string answer)
    {
        var plain = answer.Length == 0 ? answer : SentenceSplitter.Split(answer)[0].Of(answer);
        return Marker.Find(plain, int.MaxValue).OrderByDescending(marker => marker.Span.Start).Aggregate(plain, (text, marker) => text.Remove(marker.Span.Start, marker.Span.Length));
    }

    /// <summary>Runs of capitalised words and numbers that no sentence begins with; a common noun behind a name belongs to it ("Halm bridge").</summary>
    private static IEnumerable<string> Names(string text)
    {
        var terms = TermReader.Read(text, new TextSpan(0, text.Length));
        var verbs = QuestionVerbs.In(text, terms);
        for (var i = 0; i < terms.Count; i++)
        {
            if (!IsName(i)) continue;
            var end = i;
            while (end + 1 < terms.Count && IsName(end + 1) && Touches(end)) end++;
            if (end == i && !terms[i].HasDigit && end + 1 < terms.Count && Touches(end) && !terms[end + 1].IsStopWord && !verbs.Contains(end + 1) && !terms[end + 1].In(text).EndsWith("s", StringComparison.Ordinal)) end++;
            yield return text[terms[i].Start..terms[end].End];
            i = end;
        }

        bool IsName(int at) => terms[at].HasDigit || (terms[at] is { IsCapitalised: true, Length: > 1 } && at > 0);

        bool Touches(int at) => text.AsSpan(terms[at].End, terms[at + 1].Start - terms[at].End) is " " or "-";
    }

    /// <summary>Runs of words that are neither verbs nor function words ("standby day"); every word that is no function word where there is nothing else.</summary>
    private static List<string> Subjects(string text)
    {
        var terms = TermReader.Read(text, new TextSpan(0, text.Length));
        var verbs = QuestionVerbs.In(text, terms);
        var runs = new List<string>();
        for (var i = 0; i < terms.Count; i++)
        {
            if (!IsNoun(i)) continue;
            var end = i;
            while (end + 1 < terms.Count && IsNoun(end + 1) && text.AsSpan(terms[end].End, terms[end + 1].Start - terms[end].End) is " " or "-") end++;
            runs.Add(text[terms[i].Start..terms[end].End]);
            i = end;
        }

        return runs.Count > 0 ? runs : [.. terms.Where(term => !term.IsStopWord).Select(term => text[term.Start..term.End])];

        bool IsNoun(int at) => !terms[at].IsStopWord && !terms[at].HasDigit && !verbs.Contains(at);
    }

    private static bool IsNumber(string name) => !name.Any(char.IsLetter);
}
