namespace LongRag.Rankers.SlidingWindow;

/// <summary>The windows of one pass over a list, from its end to its head, as rank_llm has them.</summary>
internal static class WindowSchedule
{
    /// <summary>Each window's first place and the place behind its last, in the order of the calls. Every place from head to end is in a window.</summary>
    /// <param name="head">First place to rank.</param>
    /// <param name="end">The place behind the last.</param>
    /// <param name="window">Places of a window, at least 2; fewer where the list is shorter.</param>
    /// <param name="step">How far it moves, at least 1 and at most a window.</param>
    public static IEnumerable<(int Start, int End)> Of(int head, int end, int window, int step)
    {
        window = Math.Min(window, end - head);
        if (window <= 0) yield break;
        for (var start = end - window; end > head && start + step != head; start -= step, end -= step)
        {
            start = Math.Max(start, head);
            yield return (start, end);
        }
    }
}
