namespace LongRag.Evaluation;

/// <summary>Documents of other topics, to be ranked beside the judged ones of a pair.</summary>
public static class Distractors
{
    /// <summary>For each topic the documents that are relevant to another topic, and neither judged for a pair of this topic nor relevant to it; by id, rising.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Pools(InstructionSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var ofTopic = set.Pairs.GroupBy(pair => pair.Topic, StringComparer.Ordinal).ToDictionary(
            topic => topic.Key,
            topic => topic.SelectMany(set.Judged).Concat(set.Topics?[topic.Key].Keys ?? []).ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);
        string[] pool = [.. (set.Topics is { } topics ? topics.Queries.SelectMany(topic => topics[topic].Where(grade => grade.Value > 0).Select(grade => grade.Key)) : ofTopic.Values.SelectMany(own => own)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return ofTopic.ToDictionary(topic => topic.Key, topic => (IReadOnlyList<string>)Array.FindAll(pool, document => !topic.Value.Contains(document)), StringComparer.Ordinal);
    }

    /// <summary>The documents of a pool that are nearest to the query: those that were found, best first, then the rest as they stand in the pool.</summary>
    /// <param name="pool">One of <see cref="Pools"/>.</param>
    /// <param name="found">A ranking of the corpus for the topic's query.</param>
    /// <param name="count">At most this many.</param>
    public static IReadOnlyList<string> Nearest(IReadOnlyList<string> pool, RankedList found, int count)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(found);
        var known = pool.ToHashSet(StringComparer.Ordinal);
        return [.. found.Entries.Select(entry => entry.Document).Where(known.Contains).Concat(pool).Distinct(StringComparer.Ordinal).Take(count)];
    }
}
