namespace LongRag.Generator;

/// <summary>A unit with its features and its score.</summary>
internal sealed record ScoredUnit(Unit Unit, double[] Features, double Score)
{
    /// <summary>Headings that carry this share of the question put what stands below them on its subject; a name in the heading alone does not (found by reading answers from a novel).</summary>
    private const double CarriedByHeadings = 0.4;

    /// <summary>Whether one of the question's terms, or a near form, is in the unit, or most of the question in the headings above it.</summary>
    public bool IsOnSubject => Features[(int)SentenceFeature.Coverage] > 0 || Features[(int)SentenceFeature.Plain] > 0 || Features[(int)SentenceFeature.HeadingCoverage] >= CarriedByHeadings;
}

/// <summary>All units of one question's evidence, scored, best first.</summary>
/// <param name="Question">The question.</param>
/// <param name="Shares">Weighed by inverse frequency among all units.</param>
/// <param name="Evidence">The units of each evidence.</param>
/// <param name="Headings">Which of the question's terms the headings of each evidence hold.</param>
/// <param name="Best">All units, best first.</param>
internal sealed record Scoring(Question Question, TermShares Shares, IReadOnlyList<IReadOnlyList<Unit>> Evidence, IReadOnlyList<ulong> Headings, IReadOnlyList<ScoredUnit> Best);

/// <summary>Scores every unit of the evidence: a weighted sum of its features.</summary>
internal static class SentenceScorer
{
    /// <param name="question">The question.</param>
    /// <param name="evidence">By number.</param>
    public static Scoring Score(Question question, IReadOnlyList<Evidence> evidence)
    {
        var units = evidence.Select(e => UnitReader.Read(e, question)).ToList();
        var headings = evidence.Select(e => Headings(e, question)).ToList();
        var scored = new List<ScoredUnit>();
        // Behind a reranker the list has scores of two kinds, which say nothing of each other.
        var isOneScale = evidence.SelectMany(e => e.Passages).Select(p => p.ScoreKind).Distinct(StringComparer.Ordinal).Count() <= 1;
        var (top, least) = (evidence.Select(e => e.Score).DefaultIfEmpty().Max(), evidence.Select(e => e.Score).DefaultIfEmpty().Min());
        for (var i = 0; i < units.Count; i++)
        {
            var measure = new SentenceMeasure(question, units[i], headings[i], isOneScale && least > 0 ? evidence[i].Score / top : 1.0 / evidence[i].Number);
            foreach (var (unit, features) in units[i].Zip(measure.All())) scored.Add(new ScoredUnit(unit, features, SentenceWeights.Score(features)));
        }

        // A stable order: equal scores stay as the evidence came.
        return new Scoring(question, TermShares.ByRarity(question, [.. units.SelectMany(u => u)]), units, headings, [.. scored.OrderByDescending(s => s.Score).ThenBy(s => s.Unit.Evidence.Number).ThenBy(s => s.Unit.Place)]);
    }

    // An induced name is a phrase of the text below it: it says nothing about what any of the sentences is on.
    private static ulong Headings(Evidence evidence, Question question) =>
        evidence.SectionPath.Where(label => !Section.IsInduced(label)).Append(evidence.Document.Title).Aggregate(0UL, (mask, heading) => mask | UnitReader.Cover(TermReader.Read(heading, new TextSpan(0, heading.Length)), question));
}
