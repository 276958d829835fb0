namespace LongRag.Generator;

/// <summary>Measures the units of one evidence against a question.</summary>
internal sealed class SentenceMeasure
{
    public static readonly int FeatureCount = Enum.GetValues<SentenceFeature>().Length;

    private const int FragmentWords = 5;
    private const int OpeningWords = 4;

    private readonly Question _question;
    private readonly IReadOnlyList<Unit> _units;
    private readonly double _retrieval;
    private readonly TermShares _rarity;
    private readonly TermShares _words;
    private readonly ulong _names;
    private readonly ulong _everything;
    private readonly ulong _headings;

    /// <param name="question">The question.</param>
    /// <param name="units">The evidence's units.</param>
    /// <param name="headings">Which of the question's terms its title and headings hold.</param>
    /// <param name="retrieval">See <see cref="SentenceFeature.Retrieval"/>.</param>
    public SentenceMeasure(Question question, IReadOnlyList<Unit> units, ulong headings, double retrieval)
    {
        (_question, _units, _headings, _retrieval) = (question, units, headings, retrieval);
        _rarity = TermShares.ByRarity(question, units);
        _words = TermShares.ByWord(question);
        _names = question.NamesAmong(units);
        _everything = units.Aggregate(headings, (mask, unit) => mask | unit.Covered);
    }

    /// <summary>Features of all units, in their order.</summary>
    public IEnumerable<double[]> All()
    {
        var prior = _headings;
        foreach (var unit in _units)
        {
            yield return Of(unit, prior);
            prior |= unit.Covered;
        }
    }

    private double[] Of(Unit unit, ulong prior)
    {
        var headings = unit.Header is { } header ? _headings | (_units.FirstOrDefault(u => u.Span == header)?.Covered ?? 0) : _headings;
        var (own, broad) = (unit.Covered, unit.Covered | NearForms.Of(_question, unit));
        var before = unit.Place > 0 ? _units[unit.Place - 1].Covered : 0;
        var behind = unit.Place + 1 < _units.Count ? _units[unit.Place + 1].Covered : 0;
        var values = new double[FeatureCount];
        Set(SentenceFeature.Coverage, _rarity.Of(own));
        Set(SentenceFeature.HeadingCoverage, _words.Of(headings & ~own));
        Set(SentenceFeature.BeforeCoverage, _words.Of(before & ~(headings | own)));
        Set(SentenceFeature.BehindCoverage, _rarity.Of(behind & ~(headings | own | before)));
        Set(SentenceFeature.Plain, _words.Of(broad & ~_names));
        Set(SentenceFeature.PlainCarried, _words.Of(prior & ~(_names | broad)));
        Set(SentenceFeature.PlainAvailable, Part(own & ~_names, _everything & ~_names));
        Set(SentenceFeature.Names, Part(broad & _names, _names));
        Set(SentenceFeature.NamesCarried, Part(prior & _names & ~broad, _names));
        if (_question.Mentions.Count > 0) Set(SentenceFeature.Mentions, (double)_question.Mentions.Count(m => (m.Mask & ~own) == 0) / _question.Mentions.Count);
        Set(SentenceFeature.Phrases, Phrases(unit));
        Set(SentenceFeature.Nearness, Nearness(unit, broad));
        Set(SentenceFeature.Position, _units.Count > 1 ? unit.Place / (double)(_units.Count - 1) : 0);
        Set(SentenceFeature.Opening, unit.Terms.Take(OpeningWords).Any(term => _question.Places.ContainsKey(term.Stem)) ? 1 : 0);
        if (Pronouns.Begin(unit)) Set(SentenceFeature.PronounBefore, values[(int)SentenceFeature.BeforeCoverage]);
        if (_question.Focus is { } focus) Set(SentenceFeature.Focus, broad >> focus & 1);
        Set(SentenceFeature.Fragment, unit.Terms.Count < FragmentWords ? 1 : 0);
        Set(SentenceFeature.Asks, unit.Characters[^1] is '?' or '？' ? 1 : 0);
        Set(SentenceFeature.Heading, unit.Kind == UnitKind.Heading || IsHeadingOf(unit) ? 1 : 0);
        if (CueOf(_question.Type) is { } cue) Set(cue, AnswerCues.Of(_question, unit));
        Set(SentenceFeature.Retrieval, _retrieval);
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

    private double Part(ulong mask, ulong of) => _words.Of(of) is > 0 and var whole ? _words.Of(mask) / whole : 0;

    private static bool IsHeadingOf(Unit unit) =>
        unit.Evidence.SectionPath.Count > 0 && unit.Characters.Equals(unit.Evidence.SectionPath[^1], StringComparison.OrdinalIgnoreCase);

    private double Phrases(Unit unit)
    {
        if (_question.Pairs.Count == 0) return 0;
        var found = 0;
        foreach (var (left, right) in _question.Pairs)
        {
            for (var i = 1; i < unit.Terms.Count; i++)
            {
                if (!string.Equals(unit.Terms[i].Stem, right, StringComparison.Ordinal) || !string.Equals(unit.Terms[i - 1].Stem, left, StringComparison.Ordinal)) continue;
                found++;
                break;
            }
        }

        return 2.0 * found / _question.LongestPairs;
    }

    /// <summary>The most, over all words that could answer, of what the question's terms around weigh, each over its distance in words plus 2; three times that, to be about 1 at best.</summary>
    private double Nearness(Unit unit, ulong broad)
    {
        var found = new List<(int At, double Weight)>();
        for (var i = 0; i < unit.Terms.Count; i++)
            if (PlaceOf(unit.Terms[i], unit.Covered, broad) is { } place) found.Add((i, _words.Of(place)));
        if (found.Count == 0) return 0;
        var best = 0.0;
        for (var i = 0; i < unit.Terms.Count; i++)
        {
            if (!AnswerCues.CouldAnswer(_question, unit, i)) continue;
            var sum = 0.0;
            foreach (var (at, weight) in found) sum += weight / (2 + Math.Abs(at - i));
            best = Math.Max(best, sum);
        }

        return 3 * best;
    }

    private int? PlaceOf(Term term, ulong own, ulong broad)
    {
        if (_question.Places.TryGetValue(term.Stem, out var place)) return place;
        for (var near = broad & ~own; near != 0; near &= near - 1)
        {
            place = System.Numerics.BitOperations.TrailingZeroCount(near);
            if (NearForms.AreNear(_question.Terms[place], term.Stem)) return place;
        }

        return null;
    }
}
