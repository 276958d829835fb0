using LongRag.Rankers;

namespace LongRag.Hosting;

/// <summary>What a caller is told of a ranking that is not whole.</summary>
internal static class RankerNotes
{
    /// <summary>All calls failed: the whole list kept its order.</summary>
    public const string Failed = "reranker_failed";

    /// <summary>Some calls failed: their part of the list kept its order.</summary>
    public const string Incomplete = "reranker_incomplete";

    /// <summary>Time or tokens ran out, or the model failed too often: the rest kept its order.</summary>
    public const string Truncated = "reranker_truncated";

    /// <param name="name">The ranker's.</param>
    /// <param name="report">What became of the ranking.</param>
    /// <param name="isOperator">Whether the caller may hear of machines: the reason may name them.</param>
    public static IReadOnlyList<AnswerNote> Of(string name, RankingReport report, bool isOperator)
    {
        var notes = new List<AnswerNote>();
        if (report.Failed > 0)
        {
            var code = report.ReasonCode ?? Failed;
            var reason = PrintableText.OneLine(isOperator ? report.Reason ?? "" : PublicMessage.Of(code, report.Reason ?? ""));
            notes.Add(new AnswerNote(report.Answered == 0 ? Failed : Incomplete, $"{name}: {report.Failed} of {Math.Max(report.Calls, report.Failed)} calls failed and kept the order ({code}: {reason})"));
        }

        if (report.Truncated) notes.Add(new AnswerNote(Truncated, $"{name} ended early ({report.Limit}); the rest keeps its order."));
        return notes;
    }

    /// <summary>The report as it is told.</summary>
    public static Reranking Told(string name, RankingReport report) => new(
        name, report.Candidates, report.Candidates - report.Unread.Count, report.Calls, report.Answered, report.Failed, report.PromptTokens, report.WrittenTokens, Math.Round(report.Seconds, 3), report.Repaired,
        report.Missing, report.Repeated, report.Unknown, Math.Round(report.KendallDistance, 4), Math.Round(report.MeanDisplacement, 2), report.Truncated, report.Limit);
}
