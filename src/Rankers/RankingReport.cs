namespace LongRag.Rankers;

/// <summary>What one ranking cost, what had to be put right, and how far it moved the list.</summary>
public sealed record RankingReport
{
    /// <summary>Passages that were to be put in order.</summary>
    public int Candidates { get; init; }

    /// <summary>Questions put to the model; one whose answer never came counts.</summary>
    public int Calls { get; init; }

    /// <summary>Calls whose answer came and could be read, whatever it says.</summary>
    public int Answered { get; init; }

    /// <summary>Calls without an answer that could be used: their part of the list kept its order.</summary>
    public int Failed { get; init; }

    /// <summary>Why they failed: how many, by code.</summary>
    public IReadOnlyDictionary<string, int> Failures { get; init; } = new Dictionary<string, int>();

    /// <summary>What the first failure said; null where none failed.</summary>
    public string? Reason { get; init; }

    /// <summary>The code of <see cref="Reason"/>.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>Tokens of the prompts that were answered, as the model's counter has them.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Those of <see cref="PromptTokens"/> that are text of passages; a passage that was read twice counts twice.</summary>
    public long PassageTokens { get; init; }

    /// <summary>Tokens that the model wrote.</summary>
    public long WrittenTokens { get; init; }

    /// <summary>Seconds from the first passage in to the last passage out.</summary>
    public double Seconds { get; init; }

    /// <summary>Answers that were no clean ranking: something was missing, repeated or unknown.</summary>
    public int Repaired { get; init; }

    /// <summary>Identifiers or scores that were asked for and did not come; their passages kept their order.</summary>
    public int Missing { get; init; }

    /// <summary>Identifiers that came again.</summary>
    public int Repeated { get; init; }

    /// <summary>Identifiers that name no passage.</summary>
    public int Unknown { get; init; }

    /// <summary>Share of the pairs of candidates that changed sides: 0 for the old order, 1 for its reverse (Kendall).</summary>
    public double KendallDistance { get; init; }

    /// <summary>Mean number of places that a candidate moved.</summary>
    public double MeanDisplacement { get; init; }

    /// <summary>Whether the time or the tokens ran out, or the model failed too often in a row, so that a part of the list was not ranked.</summary>
    public bool Truncated { get; init; }

    /// <summary>What ended it early: the setting with its value, <c>Seconds=2</c> or <c>Tokens=1000</c>, or <c>3 failures in a row</c>; null where nothing did.</summary>
    public string? Limit { get; init; }

    /// <summary>Places in the given list, from 0 and rising, of candidates of which a model that answered was shown only the beginning: as many words as the prompt has room for, or as the ranker's settings allow.</summary>
    public IReadOnlyList<int> Shortened { get; init; } = [];

    /// <summary>Places in the given list, from 0 and rising, of candidates that no model answered for: their call failed, or was never made. None where there is nothing to put in order.</summary>
    public IReadOnlyList<int> Unread { get; init; } = [];
}
