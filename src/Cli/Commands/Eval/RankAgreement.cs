namespace LongRag.Cli.Commands.Eval;

/// <summary>How far two orders of the same documents agree.</summary>
internal static class RankAgreement
{
    /// <summary>Kendall's tau: 1 for the same order, -1 for the reverse; 1 for fewer than two documents.</summary>
    public static double Tau(IReadOnlyList<string> order, IReadOnlyList<string> other)
    {
        var places = other.Select((document, place) => (document, place)).ToDictionary(pair => pair.document, pair => pair.place, StringComparer.Ordinal);
        var mapped = order.Select(document => places[document]).ToArray();
        if (mapped.Length < 2) return 1;
        long swapped = 0;
        for (var i = 0; i < mapped.Length; i++)
            for (var j = i + 1; j < mapped.Length; j++)
                if (mapped[j] < mapped[i]) swapped++;
        return 1 - (4.0 * swapped / (mapped.Length * (mapped.Length - 1L)));
    }
}
