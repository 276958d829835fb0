namespace LongRag.Evaluation;

/// <summary>One query's ranking as a measure sees it: grades by rank, counts, and running sums that several measures share.</summary>
internal sealed class JudgedRanking
{
    /// <summary>Grade of a document that nobody looked at.</summary>
    public const int NotPooled = -1;

    /// <summary>Grade of a document that was to be judged and was not (a judgment below 0).</summary>
    public const int Unjudged = -2;

    private readonly int[] _hits;

    public JudgedRanking(IReadOnlyDictionary<string, int> judgments, RankedList? list, TrecOptions options)
    {
        (Level, CollectionSize, IsMissing) = (options.RelevanceLevel, options.CollectionSize, list is null);
        Grades = GradesOf(judgments, list, options);
        IdealGrades = [.. judgments.Values.Where(grade => grade >= 0).OrderDescending()];
        Relevant = IdealGrades.Count(IsRelevant);
        _hits = new int[Grades.Length + 1];
        for (var i = 0; i < Grades.Length; i++) _hits[i + 1] = _hits[i] + (IsRelevant(Grades[i]) ? 1 : 0);
    }

    /// <summary>Lowest grade that counts as relevant.</summary>
    public int Level { get; }

    /// <summary>Documents of the collection; 0 where unknown.</summary>
    public long CollectionSize { get; }

    /// <summary>The run has no list for this query.</summary>
    public bool IsMissing { get; }

    /// <summary>Grades of what was retrieved, best first; below 0 for what was not judged.</summary>
    public int[] Grades { get; }

    /// <summary>Grades of all judged documents, falling.</summary>
    public int[] IdealGrades { get; }

    public int Retrieved => Grades.Length;

    /// <summary>Relevant documents, retrieved or not.</summary>
    public int Relevant { get; }

    public int RelevantRetrieved => _hits[^1];

    /// <summary>Judged documents that are not relevant, retrieved or not.</summary>
    public int NotRelevant => IdealGrades.Length - Relevant;

    /// <summary>Gains that are the grades themselves.</summary>
    public GainCurve Gains => field ??= new GainCurve(this, GainScale.Grades);

    /// <summary>Sums of precision at the relevant documents among the first 0, 1, … retrieved.</summary>
    private double[] PrecisionSums => field ??= SumOfPrecisions();

    public bool IsRelevant(int grade) => grade >= Level;

    /// <summary>Relevant documents among the first <paramref name="cutoff"/>.</summary>
    public int Hits(int cutoff) => _hits[Math.Min(cutoff, Retrieved)];

    /// <summary>Sum of the precision at each relevant document among the first <paramref name="cutoff"/>.</summary>
    public double PrecisionSum(int cutoff) => PrecisionSums[Math.Min(cutoff, Retrieved)];

    private double[] SumOfPrecisions()
    {
        var sums = new double[Retrieved + 1];
        for (var i = 0; i < Retrieved; i++) sums[i + 1] = sums[i] + (IsRelevant(Grades[i]) ? (double)_hits[i + 1] / (i + 1) : 0);
        return sums;
    }

    private static int[] GradesOf(IReadOnlyDictionary<string, int> judgments, RankedList? list, TrecOptions options)
    {
        if (list is null) return [];
        var grades = new List<int>(Math.Min(list.Entries.Count, options.MaxDocuments));
        foreach (var entry in list.Entries.Take(options.MaxDocuments))
        {
            var grade = !judgments.TryGetValue(entry.Document, out var judged) ? NotPooled : judged < 0 ? Unjudged : judged;
            if (grade >= 0 || !options.JudgedOnly) grades.Add(grade);
        }

        return [.. grades];
    }
}
