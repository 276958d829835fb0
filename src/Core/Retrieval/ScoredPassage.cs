namespace LongRag;

/// <summary>A passage with the score that one retriever or reranker gave it.</summary>
public sealed record ScoredPassage
{
    /// <summary>The <see cref="ScoreKind"/> of a passage that the caller gave to be answered from.</summary>
    public const string Given = "given";

    /// <summary>The passage.</summary>
    public required Passage Passage { get; init; }

    /// <summary>What is known of its document.</summary>
    public required DocumentSummary Document { get; init; }

    /// <summary>Higher is better. Comparable only within one list and kind.</summary>
    public required double Score { get; init; }

    /// <summary>What <see cref="Score"/> is: <c>bm25</c>, <c>lexical</c>, <c>cosine</c>, <c>fused</c>, <c>rank</c>, <c>probability</c>; a reranker's name; <see cref="Given"/> where nothing was searched.</summary>
    public required string ScoreKind { get; init; }

    /// <summary>The score of each component, by name.</summary>
    public IReadOnlyDictionary<string, double> Scores { get; init; } = new Dictionary<string, double>();

    /// <summary>The place in each component's list, from 1, by the component's name; components whose list does not hold it are left out.</summary>
    public IReadOnlyDictionary<string, int> Ranks { get; init; } = new Dictionary<string, int>();

    /// <summary>How the score came about; null unless asked for.</summary>
    public ScoreExplanation? Explanation { get; init; }
}

/// <summary>A score in words: a value, what it is, and the values it was made from.</summary>
public sealed record ScoreExplanation(double Value, string Description, IReadOnlyList<ScoreExplanation> Parts);
