using System.Collections.Frozen;
using System.Globalization;

namespace LongRag.Generator;

/// <summary>Whether a unit holds the kind of thing that a question asks for, besides what the question itself names.</summary>
internal static class AnswerCues
{
    private static readonly FrozenSet<string> Months = Set("january february march april june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec");
    private static readonly FrozenSet<string> TimeWords = Set("monday tuesday wednesday thursday friday saturday sunday century centuries decade decades year years month months week weeks day days ago today yesterday spring summer autumn winter morning evening midnight noon annually daily weekly monthly");
    private static readonly FrozenSet<string> NumberWords = Set("two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions billion billions dozen dozens half twice third quarter");
    private static readonly FrozenSet<string> Reasons = Set("because since due owing therefore thus hence reason reasons cause caused causes causing why result resulted consequence thanks prevent avoid ensure allow enabling so");
    private static readonly FrozenSet<string> Ways = Set("by using through via with use means method process step steps first then");
    private static readonly FrozenSet<string> Copulas = Set("is are was were means refers denotes describes called");
    private static readonly FrozenSet<string> PlaceWords = Set("in at near from to between throughout across north south east west northern southern eastern western");

    /// <summary>How many words may stand between the term defined and the "is" of its definition: "X (from Greek ...) is".</summary>
    private const int CopulaReach = 8;

    /// <summary>Years, as a number of four digits without a unit may be.</summary>
    private const int FirstYear = 1000, LastYear = 2199;

    /// <summary>True where the kind of question has cues and one is there.</summary>
    public static bool Found(Question question, Unit unit)
    {
        var text = unit.Evidence.Text;
        return question.Type switch
        {
            QuestionType.When => Any((term, _) => !Asked(term) && (IsYear(term.Stem) || Is(term, Months) || Is(term, TimeWords) || IsDayOfMonth(term))),
            QuestionType.Quantity => Any((term, _) => !Asked(term) && (term.HasDigit || Is(term, NumberWords))),
            QuestionType.Who => Any((term, i) => !Asked(term) && IsName(term, i)),
            QuestionType.Where => Any((term, i) => i > 0 && !Asked(term) && IsName(term, i) && (Is(unit.Terms[i - 1], PlaceWords) || (i > 1 && Is(unit.Terms[i - 2], PlaceWords)))),
            QuestionType.Why => Any((term, _) => Is(term, Reasons)),
            QuestionType.How => Any((term, _) => Is(term, Ways)),
            QuestionType.Definition => Defines(question, unit),
            _ => false,
        };

        bool Any(Func<Term, int, bool> condition)
        {
            for (var i = 0; i < unit.Terms.Count; i++)
                if (condition(unit.Terms[i], i)) return true;
            return false;
        }

        bool Asked(Term term) => question.Places.ContainsKey(term.Stem);

        bool Is(Term term, FrozenSet<string> words) => Holds(words, term.In(text));

        // A capital at the start of a sentence says little; a word there counts where another capital follows.
        bool IsName(Term term, int i) => term is { IsCapitalised: true, IsStopWord: false } && !Is(term, Months)
            && (i > 0 || (unit.Terms.Count > 1 && unit.Terms[1] is { IsCapitalised: true, IsStopWord: false }));

        bool IsDayOfMonth(Term term) => term is { HasDigit: true, Length: >= 3 and <= 4 } && (term.Stem.EndsWith("th", StringComparison.Ordinal) || term.Stem.EndsWith("st", StringComparison.Ordinal) || term.Stem.EndsWith("nd", StringComparison.Ordinal));
    }

    /// <summary>What is asked for, in the words of a reason.</summary>
    public static string NameOf(QuestionType type) => type == QuestionType.When ? "time" : "number";

    private static bool Defines(Question question, Unit unit)
    {
        var last = -1;
        for (var i = 0; i < Math.Min(unit.Terms.Count, CopulaReach + 2); i++)
        {
            if (question.Places.ContainsKey(unit.Terms[i].Stem)) last = i;
            else if (last >= 0 && Holds(Copulas, unit.Terms[i].In(unit.Evidence.Text))) return true;
            else if (last < 0 && !unit.Terms[i].IsStopWord) return false;
        }

        return false;
    }

    private static bool IsYear(string stem) => stem.Length is 4 or 5 && int.TryParse(stem.AsSpan(0, 4), CultureInfo.InvariantCulture, out var year) && year is >= FirstYear and <= LastYear;

    private static bool Holds(FrozenSet<string> words, ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[16];
        if (word.Length > lower.Length) return false;
        word.ToLowerInvariant(lower);
        return words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(lower[..word.Length]);
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
