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

    private static readonly FrozenSet<string> LooseTimes = Set("when during after before while until once since war reign birth death past present future early late later");
    private static readonly FrozenSet<string> LooseNumbers = Set("one single both few several many most all none no every each zero some majority vast rarely often never always daily");

    /// <summary>How many words may stand between the term defined and the "is" of its definition: "X (from Greek ...) is".</summary>
    private const int CopulaReach = 8;

    /// <summary>Years, as a number of four digits without a unit may be.</summary>
    private const int FirstYear = 1000, LastYear = 2199;

    /// <summary>So many names in one sentence are as good as more.</summary>
    private const double MostNames = 6;

    /// <summary>How clearly the unit holds what the kind of question asks for: 0 or 1; for a person, the number of names over <see cref="MostNames"/>, at most 1.</summary>
    public static double Of(Question question, Unit unit) => question.Type switch
    {
        QuestionType.Who => Math.Min(1, Count(question, unit, CouldAnswer) / MostNames),
        QuestionType.When or QuestionType.Quantity => Count(question, unit, CouldAnswer) > 0 ? 1 : 0,
        QuestionType.Where => Count(question, unit, IsPlace) > 0 ? 1 : 0,
        QuestionType.Why => Count(question, unit, (_, u, i) => Is(u, i, Reasons)) > 0 ? 1 : 0,
        QuestionType.How => Count(question, unit, (_, u, i) => Is(u, i, Ways)) > 0 ? 1 : 0,
        QuestionType.Definition => Defines(question, unit) ? 1 : 0,
        _ => 0,
    };

    /// <summary>Whether the unit's word at that place, none of the question's, is of the kind asked for: a name, a time, a number; else any content word.</summary>
    public static bool CouldAnswer(Question question, Unit unit, int place)
    {
        var term = unit.Terms[place];
        if (question.Places.ContainsKey(term.Stem)) return false;
        return question.Type switch
        {
            QuestionType.Who or QuestionType.Where => IsName(unit, place),
            QuestionType.When => IsYear(term.Stem) || Is(unit, place, Months) || Is(unit, place, TimeWords) || IsDayOfMonth(term),
            QuestionType.Quantity => term.HasDigit || Is(unit, place, NumberWords),
            _ => !term.IsStopWord,
        };
    }

    /// <summary>Whether the unit has anything that might tell a time or a number, also loosely: "during the war", "several".</summary>
    public static bool MightTell(Question question, Unit unit) =>
        Count(question, unit, (asked, u, i) => CouldAnswer(asked, u, i) || Is(u, i, asked.Type == QuestionType.When ? LooseTimes : LooseNumbers)) > 0;

    /// <summary>What is asked for, in the words of a reason.</summary>
    public static string NameOf(QuestionType type) => type == QuestionType.When ? "time" : "number";

    private static int Count(Question question, Unit unit, Func<Question, Unit, int, bool> condition)
    {
        var count = 0;
        for (var i = 0; i < unit.Terms.Count; i++)
            if (condition(question, unit, i)) count++;
        return count;
    }

    private static bool IsPlace(Question question, Unit unit, int i) =>
        i > 0 && CouldAnswer(question, unit, i) && (Is(unit, i - 1, PlaceWords) || (i > 1 && Is(unit, i - 2, PlaceWords)));

    // A capital at the start of a sentence says little; a word there counts where another capital follows.
    private static bool IsName(Unit unit, int i) => unit.Terms[i] is { IsCapitalised: true, IsStopWord: false } && !Is(unit, i, Months)
        && (i > 0 || (unit.Terms.Count > 1 && unit.Terms[1] is { IsCapitalised: true, IsStopWord: false }));

    private static bool IsDayOfMonth(Term term) => term is { HasDigit: true, Length: >= 3 and <= 4 }
        && (term.Stem.EndsWith("th", StringComparison.Ordinal) || term.Stem.EndsWith("st", StringComparison.Ordinal) || term.Stem.EndsWith("nd", StringComparison.Ordinal));

    private static bool Is(Unit unit, int i, FrozenSet<string> words) => Holds(words, unit.Terms[i].In(unit.Evidence.Text));

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
