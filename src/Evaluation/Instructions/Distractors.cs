namespace LongRag.Evaluation;

/// <summary>Documents of other topics, drawn with a fixed seed, to be ranked beside the judged ones of a pair.</summary>
public static class Distractors
{
    private const int Seed = 7;

    /// <summary>For each pair at most <paramref name="count"/> documents that are relevant to another topic, and neither judged for a pair of this topic nor relevant to it.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Draw(InstructionSet set, int count)
    {
        ArgumentNullException.ThrowIfNull(set);
        // A Random with a seed gives the same sequence everywhere and in every version.
#pragma warning disable CA5394 // Nothing is secret here.
        var random = new Random(Seed);
        var ofTopic = set.Pairs.GroupBy(pair => pair.Topic, StringComparer.Ordinal).ToDictionary(
            topic => topic.Key,
            topic => topic.SelectMany(set.Judged).Concat(set.Topics?[topic.Key].Keys ?? []).ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);
        string[] pool = [.. (set.Topics is { } topics ? topics.Queries.SelectMany(topic => topics[topic].Where(grade => grade.Value > 0).Select(grade => grade.Key)) : ofTopic.Values.SelectMany(own => own)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var drawn = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var pair in set.Pairs)
        {
            var others = Array.FindAll(pool, document => !ofTopic[pair.Topic].Contains(document));
            random.Shuffle(others);
            drawn.Add(pair.Id, [.. others.Take(count)]);
        }
#pragma warning restore CA5394

        return drawn;
    }
}
