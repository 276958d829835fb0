namespace LongRag.Ingest;

/// <summary>
/// Lexical cohesion at every gap between units (Hearst, TextTiling, Computational Linguistics 23(1), 1997): the cosine between the terms of a window in front of the gap and one behind it,
/// and from it each gap's depth. The windows slide, so that the time is linear in the number of terms, whatever the window.
/// </summary>
internal static class CohesionCurve
{
    /// <summary>How far the gaps lie below the hills on both sides: one value for each unit, that of the gap in front of it; the first is 0.</summary>
    /// <param name="units">The text.</param>
    /// <param name="vocabulary">What numbered the terms.</param>
    /// <param name="window">Number of terms on each side of a gap.</param>
    public static double[] Depths(LexicalUnits units, Vocabulary vocabulary, int window)
    {
        var smooth = Smooth(Similarities(units, Weights(units, vocabulary), window));
        var depths = new double[smooth.Length];
        var peak = 0.0;
        for (var i = 1; i < smooth.Length; i++)
        {
            if (i == 1 || smooth[i] > smooth[i - 1]) peak = smooth[i];
            depths[i] = peak - smooth[i];
        }

        for (var i = smooth.Length - 1; i >= 1; i--)
        {
            if (i == smooth.Length - 1 || smooth[i] > smooth[i + 1]) peak = smooth[i];
            depths[i] += peak - smooth[i];
        }

        return depths;
    }

    /// <summary>A term counts the less the more units hold it: those that run through the whole text tie nothing together.</summary>
    private static double[] Weights(LexicalUnits units, Vocabulary vocabulary)
    {
        var frequency = new int[vocabulary.Count];
        var last = new int[vocabulary.Count];
        for (var unit = 0; unit < units.Count; unit++)
        {
            var end = unit + 1 < units.Count ? units.TermsBefore(unit + 1) : units.Terms.Count;
            for (var i = units.TermsBefore(unit); i < end; i++)
            {
                if (last[units.Terms[i]] == unit + 1) continue;
                last[units.Terms[i]] = unit + 1;
                frequency[units.Terms[i]]++;
            }
        }

        return Array.ConvertAll(frequency, f => f == 0 ? 0 : Math.Log(1 + (double)units.Count / f));
    }

    private static double[] Similarities(LexicalUnits units, double[] weights, int window)
    {
        var terms = units.Terms;
        var left = new int[weights.Length];
        var right = new int[weights.Length];
        var (dot, leftSquare, rightSquare) = (0.0, 0.0, 0.0);
        for (var i = 0; i < Math.Min(window, terms.Count); i++) Right(terms[i], 1);

        var similarities = new double[units.Count];
        var at = 0;
        for (var unit = 1; unit < units.Count; unit++)
        {
            for (; at < units.TermsBefore(unit); at++)
            {
                Right(terms[at], -1);
                Left(terms[at], 1);
                if (at + window < terms.Count) Right(terms[at + window], 1);
                if (at - window >= 0) Left(terms[at - window], -1);
            }

            var norm = Math.Sqrt(Math.Max(0, leftSquare) * Math.Max(0, rightSquare));
            similarities[unit] = norm > 1e-9 ? dot / norm : 0;
        }

        return similarities;

        void Left(int term, int by)
        {
            var square = weights[term] * weights[term];
            leftSquare += square * (2 * left[term] * by + 1);
            dot += square * by * right[term];
            left[term] += by;
        }

        void Right(int term, int by)
        {
            var square = weights[term] * weights[term];
            rightSquare += square * (2 * right[term] * by + 1);
            dot += square * by * left[term];
            right[term] += by;
        }
    }

    /// <summary>Mean of each gap and its two neighbours (Hearst 1997, §4.3: smoothing width 2, one round).</summary>
    private static double[] Smooth(double[] values)
    {
        var smooth = new double[values.Length];
        for (var i = 1; i < values.Length; i++)
        {
            var (from, to) = (Math.Max(1, i - 1), Math.Min(values.Length - 1, i + 1));
            var sum = 0.0;
            for (var j = from; j <= to; j++) sum += values[j];
            smooth[i] = sum / (to - from + 1);
        }

        return smooth;
    }
}
