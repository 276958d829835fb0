namespace LongRag.Generator;

/// <summary>Words that share most of their letters from the start, which the stemmer leaves apart: "found" and "foundat", "activ" and "activist".</summary>
internal static class NearForms
{
    private const int LeastShared = 4;
    private const double LeastShare = 0.6;

    /// <summary>Which of the question's terms the unit does not hold, but a near form of them.</summary>
    public static ulong Of(Question question, Unit unit)
    {
        var mask = 0UL;
        for (var place = 0; place < question.Terms.Count; place++)
        {
            var stem = question.Terms[place];
            if ((unit.Covered >> place & 1) != 0 || stem.Length < LeastShared || !char.IsLetter(stem[0])) continue;
            foreach (var term in unit.Terms)
            {
                if (!AreNear(stem, term.Stem)) continue;
                mask |= 1UL << place;
                break;
            }
        }

        return mask;
    }

    public static bool AreNear(string a, string b)
    {
        if (a[0] != b[0]) return false;
        var shared = a.AsSpan().CommonPrefixLength(b);
        return shared >= LeastShared && shared >= LeastShare * Math.Max(a.Length, b.Length);
    }
}
