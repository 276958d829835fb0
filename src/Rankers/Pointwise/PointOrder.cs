namespace LongRag.Rankers.Pointwise;

/// <summary>The order of passages that have a score each.</summary>
internal static class PointOrder
{
    /// <summary>By score, the highest first, ties in the old order. Those without a score keep their places, and the others are ordered around them.</summary>
    public static IReadOnlyList<int> Around(IReadOnlyList<double?> scores)
    {
        var ranked = new Queue<int>(Scored(scores));
        return [.. scores.Select((score, place) => score is null ? place : ranked.Dequeue())];
    }

    /// <summary>The same, but those without a score come last, in their old order.</summary>
    public static IReadOnlyList<int> Before(IReadOnlyList<double?> scores) => [.. Scored(scores), .. Enumerable.Range(0, scores.Count).Where(place => scores[place] is null)];

    private static IEnumerable<int> Scored(IReadOnlyList<double?> scores) => Enumerable.Range(0, scores.Count).Where(place => scores[place] is not null).OrderByDescending(place => scores[place]);
}
