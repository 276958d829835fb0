namespace LongRag.Evaluation;

/// <summary>Measures that tell judged documents from those that nobody judged.</summary>
internal static class PooledMeasures
{
    private const double Epsilon = 0.00001;
    private const double Persistence = 0.9;

    /// <summary>Share of the preferences of relevant over judged other documents that the ranking keeps (Buckley and Voorhees, SIGIR 2004).</summary>
    public static double Bpref(JudgedRanking r)
    {
        var (sum, above) = (0.0, 0);
        foreach (var grade in r.Grades)
        {
            if (grade < 0) continue;
            if (!r.IsRelevant(grade)) above++;
            else sum += above == 0 ? 1 : 1 - (double)Math.Min(above, r.Relevant) / Math.Min(r.NotRelevant, r.Relevant);
        }

        return r.Relevant > 0 ? sum / r.Relevant : 0;
    }

    /// <summary>Average precision estimated where only a sample of the pool was judged (Yilmaz and Aslam, CIKM 2006).</summary>
    public static double InferredAp(JudgedRanking r)
    {
        var (sum, relevant, other, unjudged) = (0.0, 0, 0, 0);
        for (var above = 0; above < r.Retrieved; above++)
        {
            var grade = r.Grades[above];
            if (grade == JudgedRanking.NotPooled) continue;
            if (grade == JudgedRanking.Unjudged) unjudged++;
            else if (!r.IsRelevant(grade)) other++;
            else
            {
                var pooled = relevant + other + unjudged;
                sum += (1 + pooled * ((relevant + Epsilon) / (relevant + other + 2 * Epsilon))) / (above + 1.0);
                relevant++;
            }
        }

        return r.Relevant > 0 ? sum / r.Relevant : 0;
    }

    /// <summary>How much rank-biased precision could still rise if all that was not judged were relevant; 0 where everything is judged.</summary>
    public static double RbpResidual(JudgedRanking r)
    {
        var (sum, weight) = (0.0, 1.0);
        foreach (var grade in r.Grades)
        {
            if (grade < 0) sum += weight;
            weight *= Persistence;
        }

        return sum > 0 ? weight + (1 - Persistence) * sum : 0;
    }
}
