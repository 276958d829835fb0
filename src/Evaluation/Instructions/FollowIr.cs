namespace LongRag.Evaluation;

/// <summary>What two runs are worth under an instruction and its change.</summary>
/// <param name="Pairs">How many pairs.</param>
/// <param name="Original">The original run under the original judgments, by measure.</param>
/// <param name="Changed">The changed run under the changed judgments, by measure; only pairs that have a relevant document left.</param>
/// <param name="PMrr">From -1, against the instruction, to 1, with it.</param>
/// <param name="PMrrX100">The same times 100, as FollowIR's tables have it.</param>
public sealed record FollowIrScore(int Pairs, IReadOnlyDictionary<string, double> Original, IReadOnlyDictionary<string, double> Changed, double? PMrr, double? PMrrX100);

/// <summary>FollowIR's measures (Weller et al. 2024): MAP@1000 and nDCG@5 of the original run, and p-MRR between the runs.</summary>
public static class FollowIr
{
    private static readonly IReadOnlyList<Measure> Columns = Measures.Select("map_cut.1000", "ndcg_cut.5");

    /// <summary>Scores the pairs that <paramref name="isCounted"/> says; lists are named <c>id-og</c> and <c>id-changed</c>.</summary>
    public static FollowIrScore Score(InstructionSet set, Run original, Run changed, Func<InstructionPair, bool> isCounted)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(changed);
        var pairs = set.Pairs.Where(isCounted).ToList();
        var documents = pairs.Where(pair => set.ChangedDocuments.ContainsKey(pair.Id)).ToDictionary(pair => pair.Id, pair => set.ChangedDocuments[pair.Id], StringComparer.Ordinal);
        double? measured = documents.Count > 0 ? PMrr.Evaluate(original, changed, documents).Value : null;
        return new FollowIrScore(
            pairs.Count, Values(set.Original, pairs.ConvertAll(pair => (pair.Id, original[pair.Original.Id]))), Values(set.Changed, pairs.ConvertAll(pair => (pair.Id, changed[pair.Changed.Id]))), measured, 100 * measured);
    }

    /// <summary>The ranking with the candidates that it lacks behind it, by id, falling: every system is to order all of them.</summary>
    public static RankedList Completed(RankedList list, IReadOnlySet<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(list);
        var lacking = candidates.Except(list.Entries.Select(entry => entry.Document), StringComparer.Ordinal).OrderDescending(Utf8Order.Instance);
        var score = list.Entries.Count == 0 ? 0 : Math.Min(0, list.Entries[^1].Score);
        return list with { Entries = [.. list.Entries, .. lacking.Select(document => new RunEntry(document, score))] };
    }

    private static Dictionary<string, double> Values(Qrels qrels, List<(string Pair, RankedList? List)> lists)
    {
        var judged = lists.FindAll(list => list.List is not null && qrels[list.Pair].Values.Any(grade => grade > 0));
        if (judged.Count == 0) return [];
        var evaluated = TrecEval.Evaluate(qrels, new Run("run", judged.Select(list => list.List! with { Query = list.Pair })), Columns);
        return Columns.ToDictionary(measure => measure.Name, measure => evaluated[measure.Name], StringComparer.Ordinal);
    }
}
