using Lucene.Net.Search;

namespace LongRag.Retrievers.Lexical;

/// <summary>Lucene's explanation of a score as ours.</summary>
internal static class LexicalExplanation
{
    /// <summary>The explanation, its value the very score of the hit: Lucene adds in another order when it explains, which moves the last digit.</summary>
    public static ScoreExplanation Of(Explanation explanation, float score) => Of(explanation) with { Value = score };

    private static ScoreExplanation Of(Explanation explanation)
    {
        // A weight around a single value says nothing of its own.
        var details = explanation.GetDetails() ?? [];
        return details is [var only] && only.Value.Equals(explanation.Value) && explanation.Description.StartsWith("weight(", StringComparison.Ordinal)
            ? Of(only) with { Description = $"{Named(explanation.Description)}: {only.Description}" }
            : new ScoreExplanation(explanation.Value, explanation.Description, [.. details.Select(detail => Of(detail))]);
    }

    // "weight(body:water in 12) [Similarity], result of:" -> "body:water"
    private static string Named(string description)
    {
        var end = description.IndexOf(" in ", StringComparison.Ordinal);
        return end < 0 ? description : description["weight(".Length..end];
    }
}
