using LongRag.Rankers.Listwise;
using LongRag.Rankers.SlidingWindow;

namespace LongRag.Rankers;

/// <summary>A window as a model once saw it, and what it wrote.</summary>
/// <param name="Documents">In the order in which they were shown.</param>
/// <param name="Response">What the model wrote.</param>
public sealed record RecordedWindow(IReadOnlyList<string> Documents, string Response);

/// <summary>What became of a list.</summary>
public sealed record ReplayedList
{
    /// <summary>The documents in their new order.</summary>
    public required IReadOnlyList<string> Order { get; init; }

    /// <summary>Windows whose documents were the recorded ones, in that order.</summary>
    public required int ExactWindows { get; init; }

    /// <summary>Windows that were recorded.</summary>
    public required int Windows { get; init; }

    /// <summary>Whether all windows are as recorded, and as many as the schedule has.</summary>
    public required bool IsExact { get; init; }

    /// <summary>Answers that were no clean ranking.</summary>
    public required int Repaired { get; init; }

    /// <summary>Documents of a window that its answer does not name.</summary>
    public required int Missing { get; init; }

    /// <summary>Documents that were named again.</summary>
    public required int Repeated { get; init; }

    /// <summary>Numbers that name no document.</summary>
    public required int Unknown { get; init; }
}

/// <summary>Ranks lists with answers that were recorded: with the windows and the repair of <see cref="RankerKind.SlidingWindow"/>, without a model.</summary>
public static class ListwiseReplay
{
    /// <summary>One pass of the windows over a list.</summary>
    /// <param name="first">The list as it was retrieved.</param>
    /// <param name="recorded">The windows of one query, in the order of the calls.</param>
    /// <param name="window">Places of a window, at least 2.</param>
    /// <param name="step">How far it moves, at least 1 and at most a window.</param>
    public static ReplayedList Replay(IReadOnlyList<string> first, IReadOnlyList<RecordedWindow> recorded, int window = 20, int step = 10)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, window);
        string[] order = [.. first];
        var (at, exact, repaired, missing, repeated, unknown) = (0, 0, 0, 0, 0, 0);
        foreach (var (start, end) in WindowSchedule.Of(0, order.Length, window, step))
        {
            if (at == recorded.Count)
            {
                at++;
                break;
            }

            var part = order[start..end];
            if (part.SequenceEqual(recorded[at].Documents, StringComparer.Ordinal)) exact++;
            var answer = RankingAnswer.Parse(recorded[at++].Response, part.Length);
            var lacking = part.Length - answer.Named;
            if (lacking + answer.Repeated + answer.Unknown > 0) repaired++;
            (missing, repeated, unknown) = (missing + lacking, repeated + answer.Repeated, unknown + answer.Unknown);
            for (var i = 0; i < part.Length; i++) order[start + i] = part[answer.Order[i]];
        }

        return new ReplayedList
        {
            Order = order,
            ExactWindows = exact,
            Windows = recorded.Count,
            IsExact = at == recorded.Count && exact == recorded.Count,
            Repaired = repaired,
            Missing = missing,
            Repeated = repeated,
            Unknown = unknown,
        };
    }
}
