using System.Collections.Frozen;

namespace LongRag.Generator.Chat;

/// <summary>Makes a follow-up question stand alone without a model: the names and subjects of the last turns are put behind it.</summary>
internal static class CarriedWords
{
    /// <summary>Most phrases carried over.</summary>
    private const int Most = 4;

    /// <summary>A question of so few words of its own leans on what was said.</summary>
    private const int FewWords = 1;

    private static readonly FrozenSet<string> Pointing = "he she it they him her them his its their theirs hers this that these those there then one ones such former latter same".Split(' ').ToFrozenSet(StringComparer.Ordinal);
    private static readonly string[] Continuing = ["and ", "but ", "or ", "so ", "also ", "what about", "how about", "what else", "who else", "where else", "anything else", "why not", "why?", "how so"];

    /// <summary>Whether the question leans on what was said before it.</summary>
    public static bool LeansOnTurns(string question)
    {
        var terms = TermReader.Read(question, new TextSpan(0, question.Length));
        var start = question.TrimStart().ToLowerInvariant();
        return terms.Count(term => !term.IsStopWord) <= FewWords
            || Array.Exists(Continuing, word => start.StartsWith(word, StringComparison.Ordinal))
            || terms.Where((_, i) => i > 0 || terms.Count < 12).Any(term => Pointing.Contains(term.In(question).ToString().ToLowerInvariant()));
    }

    /// <summary>The question with names of the last turns behind it; the question itself where there are none to carry.</summary>
    public static string Over(IReadOnlyList<Turn> turns, string question)
    {
        var said = TermReader.Read(question, new TextSpan(0, question.Length)).Select(term => term.Stem).ToHashSet(StringComparer.Ordinal);
        var carried = new List<string>();
        for (var i = turns.Count - 1; i >= Math.Max(0, turns.Count - 2) && carried.Count == 0; i--)
        {
            Add(Names(turns[i].Question));
            Add(Names(FirstSentence(turns[i].Answer)));
            if (carried.Count == 0) Add(Subjects(turns[i].Question));
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
        for (var i = 0; i < terms.Count; i++)
        {
            if (!IsName(i)) continue;
            var end = i;
            while (end + 1 < terms.Count && IsName(end + 1) && Touches(end)) end++;
            if (end == i && !terms[i].HasDigit && end + 1 < terms.Count && Touches(end) && !terms[end + 1].IsStopWord && !IsVerb(terms[end + 1].In(text))) end++;
            yield return text[terms[i].Start..terms[end].End];
            i = end;
        }

        bool IsName(int at) => terms[at].HasDigit || (terms[at] is { IsCapitalised: true, Length: > 1 } && at > 0);

        bool Touches(int at) => text.AsSpan(terms[at].End, terms[at + 1].Start - terms[at].End) is " " or "-";
    }

    private static IEnumerable<string> Subjects(string text) => TermReader.Read(text, new TextSpan(0, text.Length)).Where(term => !term.IsStopWord).Select(term => text[term.Start..term.End]);

    private static bool IsVerb(ReadOnlySpan<char> word) => word.EndsWith("ed", StringComparison.Ordinal) || word.EndsWith("ing", StringComparison.Ordinal) || word.EndsWith("s", StringComparison.Ordinal);
}
