using System.Numerics;

namespace LongRag.Generator;

/// <summary>What a unit's score is made of. Shares of coverage are weighed by inverse frequency among the units; all values are 0 to about 1.</summary>
internal enum SentenceFeature
{
    /// <summary>Share of the question's terms in the unit.</summary>
    Coverage,

    /// <summary>Share that is not in the unit but in its title, headings or table head.</summary>
    HeadingCoverage,

    /// <summary>Share that is in none of those but in the unit before.</summary>
    BeforeCoverage,

    /// <summary>Share that is in none of those but in the unit behind.</summary>
    BehindCoverage,

    /// <summary>Share in the whole evidence, its title and headings.</summary>
    EvidenceCoverage,

    /// <summary>Share of the question's neighbouring terms that stand near each other in the unit.</summary>
    Pairs,

    /// <summary>Share of the question's names and numbers that are whole in the unit.</summary>
    Mentions,

    /// <summary>One over the evidence's number.</summary>
    Rank,

    /// <summary>It is the evidence's first unit.</summary>
    First,

    /// <summary>Logarithm of its length.</summary>
    Length,

    /// <summary>It has fewer than five words.</summary>
    Fragment,

    /// <summary>It asks.</summary>
    Asks,

    /// <summary>It is a heading or caption.</summary>
    Heading,

    /// <summary>It begins with a pronoun.</summary>
    Pronoun,

    /// <summary><see cref="BeforeCoverage"/> of a unit that begins with a pronoun: what "it" stands for.</summary>
    PronounBefore,

    /// <summary>It holds a person, and one is asked for; and so on.</summary>
    Who,

    /// <summary>As <see cref="Who"/>, a time.</summary>
    When,

    /// <summary>As <see cref="Who"/>, a place.</summary>
    Where,

    /// <summary>As <see cref="Who"/>, a number.</summary>
    Quantity,

    /// <summary>As <see cref="Who"/>, a reason.</summary>
    Why,

    /// <summary>As <see cref="Who"/>, a way.</summary>
    How,

    /// <summary>As <see cref="Who"/>, a definition.</summary>
    Definition,
}

/// <summary>Measures units against a question.</summary>
internal sealed class SentenceMeasure
{
    public static readonly int FeatureCount = Enum.GetValues<SentenceFeature>().Length;

    private const int FragmentWords = 5;
    private const int PairDistance = 3;
    private const double LogLengthScale = 4;

    private readonly Question _question;
    private readonly double[] _weights;
    private readonly double _total;

    public SentenceMeasure(Question question, IReadOnlyList<IReadOnlyList<Unit>> evidence)
    {
        _question = question;
        _weights = new double[question.Terms.Count];
        var units = evidence.Sum(e => e.Count);
        for (var term = 0; term < _weights.Length; term++)
        {
            var holding = evidence.Sum(e => e.Count(u => (u.Covered >> term & 1) != 0));
            _weights[term] = Math.Log(1 + units / (holding + 0.5));
        }

        _total = _weights.Sum();
    }

    /// <summary>Share of the question's terms that the mask holds.</summary>
    public double Share(ulong mask)
    {
        if (_total == 0) return 0;
        var sum = 0.0;
        for (; mask != 0; mask &= mask - 1) sum += _weights[BitOperations.TrailingZeroCount(mask)];
        return sum / _total;
    }

    /// <summary>Features of one unit among those of its evidence.</summary>
    public double[] Of(Unit unit, IReadOnlyList<Unit> siblings, ulong headings)
    {
        var around = headings | unit.Covered;
        var before = unit.Place > 0 ? siblings[unit.Place - 1].Covered : 0;
        var behind = unit.Place + 1 < siblings.Count ? siblings[unit.Place + 1].Covered : 0;
        if (unit.Header is not null) headings |= siblings.FirstOrDefault(s => s.Span == unit.Header)?.Covered ?? 0;
        var all = siblings.Aggregate(headings, (mask, sibling) => mask | sibling.Covered);
        var values = new double[FeatureCount];
        Set(SentenceFeature.Coverage, Share(unit.Covered));
        Set(SentenceFeature.HeadingCoverage, Share(headings & ~unit.Covered));
        Set(SentenceFeature.BeforeCoverage, Share(before & ~around));
        Set(SentenceFeature.BehindCoverage, Share(behind & ~(around | before)));
        Set(SentenceFeature.EvidenceCoverage, Share(all));
        Set(SentenceFeature.Pairs, Pairs(unit));
        if (_question.Mentions.Count > 0) Set(SentenceFeature.Mentions, (double)_question.Mentions.Count(m => (m.Mask & ~unit.Covered) == 0) / _question.Mentions.Count);
        Set(SentenceFeature.Rank, 1.0 / unit.Evidence.Number);
        Set(SentenceFeature.First, unit.Place == 0 ? 1 : 0);
        Set(SentenceFeature.Length, Math.Log(1 + unit.Terms.Count) / LogLengthScale);
        Set(SentenceFeature.Fragment, unit.Terms.Count < FragmentWords ? 1 : 0);
        Set(SentenceFeature.Asks, unit.Characters[^1] is '?' or '？' ? 1 : 0);
        Set(SentenceFeature.Heading, unit.Kind == UnitKind.Heading || IsHeadingOf(unit) ? 1 : 0);
        if (Pronouns.Begin(unit))
        {
            Set(SentenceFeature.Pronoun, 1);
            Set(SentenceFeature.PronounBefore, values[(int)SentenceFeature.BeforeCoverage]);
        }

        if (CueOf(_question.Type) is { } cue && AnswerCues.Found(_question, unit)) Set(cue, 1);
        return values;

        void Set(SentenceFeature feature, double value) => values[(int)feature] = value;
    }

    /// <summary>The feature that says that a question of that type found its cue; null where the type has none.</summary>
    public static SentenceFeature? CueOf(QuestionType type) => type switch
    {
        QuestionType.Who => SentenceFeature.Who,
        QuestionType.When => SentenceFeature.When,
        QuestionType.Where => SentenceFeature.Where,
        QuestionType.Quantity => SentenceFeature.Quantity,
        QuestionType.Why => SentenceFeature.Why,
        QuestionType.How => SentenceFeature.How,
        QuestionType.Definition => SentenceFeature.Definition,
        _ => null,
    };

    private static bool IsHeadingOf(Unit unit) =>
        unit.Evidence.SectionPath.Count > 0 && unit.Characters.Equals(unit.Evidence.SectionPath[^1], StringComparison.OrdinalIgnoreCase);

    private double Pairs(Unit unit)
    {
        if (_question.Terms.Count < 2) return 0;
        var found = 0UL;
        var (previous, where) = (-1, -1);
        for (var i = 0; i < unit.Terms.Count; i++)
        {
            if (!_question.Places.TryGetValue(unit.Terms[i].Stem, out var place)) continue;
            if (previous >= 0 && i - where <= PairDistance && Math.Abs(place - previous) == 1) found |= 1UL << Math.Min(place, previous);
            (previous, where) = (place, i);
        }

        return BitOperations.PopCount(found) / (double)(_question.Terms.Count - 1);
    }
}
