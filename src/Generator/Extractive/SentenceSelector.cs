namespace LongRag.Generator;

/// <summary>What is quoted as one piece: units of one evidence that follow one another.</summary>
/// <param name="Units">In the order of the text.</param>
internal sealed record QuotedUnits(IReadOnlyList<Unit> Units)
{
    public Evidence Evidence => Units[0].Evidence;

    /// <summary>From the first unit to the last, in the evidence's text.</summary>
    public TextSpan Span => new(Units[0].Span.Start, Units[^1].Span.End);
}

/// <summary>Chooses what is quoted: the best unit, and further ones that are nearly as good and say something else.</summary>
internal static class SentenceSelector
{
    /// <summary>A unit whose content words are to this share those of one already chosen says the same again.</summary>
    private const double SameAgain = 0.7;

    /// <summary>The pieces by their best unit, best first.</summary>
    public static IReadOnlyList<QuotedUnits> Select(Scoring scoring, ExtractiveOptions options)
    {
        var chosen = new List<Unit>();
        var floor = scoring.Best[0].Score - options.Margin;
        foreach (var scored in scoring.Best)
        {
            var unit = scored.Unit;
            if (chosen.Count >= options.MostSentences || scored.Score < floor) break;
            if (chosen.Contains(unit) || !scored.IsOnSubject || chosen.Exists(other => SaysTheSame(unit, other))) continue;
            chosen.Add(unit);
            // A sentence that begins with "he" or "this" is understood only behind the one before it.
            if (Pronouns.Begin(unit) && Before(unit, scoring) is { Kind: UnitKind.Sentence } before && chosen.Count < options.MostSentences && !chosen.Contains(before)) chosen.Add(before);
        }

        return Join(chosen);
    }

    private static Unit? Before(Unit unit, Scoring scoring) =>
        unit.Place == 0 ? null : scoring.Evidence.First(units => units.Count > unit.Place && ReferenceEquals(units[unit.Place], unit))[unit.Place - 1];

    private static List<QuotedUnits> Join(List<Unit> chosen)
    {
        var pieces = new List<QuotedUnits>();
        foreach (var units in chosen.GroupBy(unit => unit.Evidence.Number))
        {
            var run = new List<Unit>();
            foreach (var unit in units.OrderBy(u => u.Place))
            {
                if (run.Count > 0 && unit.Place != run[^1].Place + 1)
                {
                    pieces.Add(new QuotedUnits(run));
                    run = [];
                }

                run.Add(unit);
            }

            pieces.Add(new QuotedUnits(run));
        }

        return pieces;
    }

    private static bool SaysTheSame(Unit unit, Unit other)
    {
        var words = Content(unit);
        if (words.Count == 0) return true;
        var shared = Content(other);
        var common = words.Count(shared.Contains);
        return common >= SameAgain * Math.Min(words.Count, shared.Count);
    }

    private static HashSet<string> Content(Unit unit) => unit.Terms.Where(t => !t.IsStopWord).Select(t => t.Stem).ToHashSet(StringComparer.Ordinal);
}
