using static LongRag.Evaluation.ParameterKind;

namespace LongRag.Evaluation;

/// <summary>Every measure, in the order in which trec_eval prints them; names and definitions are those of trec_eval 10.</summary>
internal static class MeasureTable
{
    private static readonly double[] Cutoffs = [5, 10, 15, 20, 30, 100, 200, 500, 1000];
    private static readonly double[] Tenths = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

    public static IReadOnlyList<MeasureFamily> Families { get; } =
    [
        new("runid", _ => 0) { Form = MeasureForm.Text, Averaging = Averaging.RunTag },
        new("num_q", _ => 0) { Form = MeasureForm.Count, Averaging = Averaging.Queries },
        Count("num_ret", r => r.Retrieved),
        Count("num_rel", r => r.Relevant),
        Count("num_rel_ret", r => r.RelevantRetrieved),
        new("map", AveragePrecision),
        new("gm_map", AveragePrecision) { Averaging = Averaging.GeometricMean },
        new("Rprec", r => Share(r.Hits(r.Relevant), r.Relevant)),
        new("bpref", PooledMeasures.Bpref),
        new("recip_rank", r => ReciprocalRank(r, r.Retrieved)),
        new("iprec_at_recall", Shares, Tenths, p => r => InterpolatedPrecision(r, p.Number)),
        new("P", Ranks, Cutoffs, p => r => (double)r.Hits(p.Rank) / p.Rank),
        new("relstring", Numbers, [10], _ => _ => 0) { Form = MeasureForm.Text, Averaging = Averaging.None, MakeText = p => r => RelevanceString(r, p.Rank) },
        new("recall", Ranks, Cutoffs, p => r => Share(r.Hits(p.Rank), r.Relevant)),
        new("infAP", PooledMeasures.InferredAp),
        new("gm_bpref", PooledMeasures.Bpref) { Averaging = Averaging.GeometricMean },
        new("Rprec_mult", Shares, [0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2], p => r => PrecisionAtMultiple(r, p.Number)),
        new("utility", Numbers, [1, -1, 0, 0], p => r => Utility(r, p.Numbers)),
        new("11pt_avg", Numbers, Tenths, p => r => p.Numbers.Average(recall => InterpolatedPrecision(r, recall))),
        new("binG", BinaryG),
        Gains("G", (curve, _) => curve.G()),
        Gains("ndcg", (curve, _) => curve.Ndcg(int.MaxValue)),
        Gains("ndcg_rel", (curve, _) => curve.AtRelevant()),
        new("Rndcg", Pairs, [], p => r => r.Relevant > 0 ? CurveOf(r, p).AtLevels() : 0),
        new("ndcg_cut", Ranks, Cutoffs, p => r => r.Gains.Ndcg(p.Rank)),
        new("map_cut", Ranks, Cutoffs, p => r => Share(r.PrecisionSum(p.Rank), r.Relevant)),
        new("relative_P", Ranks, Cutoffs, p => r => Share(r.Hits(p.Rank), Math.Min(p.Rank, r.Relevant))),
        new("success", Ranks, [1, 5, 10], p => r => r.Hits(p.Rank) > 0 ? 1 : 0),
        new("set_P", r => Share(r.RelevantRetrieved, r.Retrieved)),
        new("set_relative_P", r => Share(r.RelevantRetrieved, Math.Min(r.Retrieved, r.Relevant))),
        new("set_recall", r => Share(r.RelevantRetrieved, r.Relevant)),
        new("set_map", r => Share((double)r.RelevantRetrieved * r.RelevantRetrieved, (long)r.Retrieved * r.Relevant)),
        new("set_F", Numbers, [1], p => r => SetF(r, p.Number)),
        Count("num_nonrel_judged_ret", r => r.Grades.Count(grade => grade >= 0 && !r.IsRelevant(grade))),
        new("yaap", Yaap),
        Gains("rbp", (curve, p) => curve.Rbp(p.Pairs.GetValueOrDefault("p", 0.9))),
        new("rbp_resid", PooledMeasures.RbpResidual),
        new("unj", Ranks, [5, 10, 20], p => r => (double)r.Grades.Take(p.Rank).Count(grade => grade < 0) / p.Rank),
        // Not one of trec_eval's: MRR@10 and the like.
        new("recip_rank_cut", Ranks, [10], p => r => ReciprocalRank(r, p.Rank)),
    ];

    private static MeasureFamily Count(string name, Func<JudgedRanking, double> value) => new(name, value) { Form = MeasureForm.Count, Averaging = Averaging.Sum };

    private static MeasureFamily Gains(string name, Func<GainCurve, Parameters, double> value) => new(name, Pairs, [], p => r => value(CurveOf(r, p), p));

    private static GainCurve CurveOf(JudgedRanking r, Parameters p) => p.Pairs.Count == 0 ? r.Gains : new GainCurve(r, p.Gains);

    private static double Share(double part, long whole) => whole > 0 ? part / whole : 0;

    private static double AveragePrecision(JudgedRanking r) => Share(r.PrecisionSum(r.Retrieved), r.Relevant);

    private static double ReciprocalRank(JudgedRanking r, int cutoff)
    {
        var first = Array.FindIndex(r.Grades, r.IsRelevant);
        return first >= 0 && first < cutoff ? 1.0 / (first + 1) : 0;
    }

    /// <summary>Highest precision at any rank by which that share of the relevant documents, rounded to whole ones, was found. As in trec_eval, 0/0 for a list that is empty where none is wanted.</summary>
    private static double InterpolatedPrecision(JudgedRanking r, double recall)
    {
        var wanted = (int)Math.Round(recall * r.Relevant, MidpointRounding.AwayFromZero);
        if (r.Retrieved == 0) return r.IsMissing || wanted > 0 ? 0 : double.NaN;
        var best = 0.0;
        for (var rank = r.Retrieved; rank > 0 && r.Hits(rank) >= Math.Max(wanted, 1); rank--) best = Math.Max(best, (double)r.Hits(rank) / rank);
        return best;
    }

    /// <summary>The rank is rounded up from a tenth on.</summary>
    private static double PrecisionAtMultiple(JudgedRanking r, double multiple)
    {
        var rank = (int)(multiple * r.Relevant + 0.9);
        return Share(r.Hits(rank), rank);
    }

    private static double Utility(JudgedRanking r, double[] worth) =>
        worth[0] * r.RelevantRetrieved + worth[1] * (r.Retrieved - r.RelevantRetrieved) + worth[2] * (r.Relevant - r.RelevantRetrieved)
        + worth[3] * (r.CollectionSize + r.RelevantRetrieved - r.Retrieved - r.Relevant);

    /// <summary>Mean over the relevant documents of 1 / log2(2 + documents above that are not relevant).</summary>
    private static double BinaryG(JudgedRanking r)
    {
        var sum = 0.0;
        for (var i = 0; i < r.Retrieved; i++)
            if (r.IsRelevant(r.Grades[i])) sum += 1 / Math.Log2(2 + i - r.Hits(i));
        return Share(sum, r.Relevant);
    }

    private static double SetF(JudgedRanking r, double weight)
    {
        if (r.RelevantRetrieved == 0) return 0;
        var (precision, recall) = (Share(r.RelevantRetrieved, r.Retrieved), Share(r.RelevantRetrieved, r.Relevant));
        return (weight + 1) * precision * recall / (weight * precision + recall);
    }

    /// <summary>Robertson, "On Smoothing Average Precision", ECIR 2012.</summary>
    private static double Yaap(JudgedRanking r) => Math.Log((1 + r.PrecisionSum(r.Retrieved)) / (1 + r.Relevant - r.PrecisionSum(r.Retrieved)));

    private static string RelevanceString(JudgedRanking r, int length) => string.Concat(r.Grades.Take(length).Select(grade => grade switch
    {
        > 9 => '>',
        >= 0 => (char)('0' + grade),
        JudgedRanking.NotPooled => '-',
        _ => '.',
    }));
}
