namespace LongRag.Ingest;

/// <summary>What is known of one slice: the checked structure, or that the model gave none; and what asking cost.</summary>
internal sealed record SliceAnswer
{
    /// <summary>The structure; null where no try gave a valid one.</summary>
    public RangeStructure? Structure { get; init; }

    /// <summary>How often the model was asked, 1 to 3; 0 where the slice has too little to be asked about.</summary>
    public int Tries { get; init; }

    /// <summary>Whether the published repairs changed something.</summary>
    public bool IsRepaired { get; init; }

    /// <summary>Why the failed tries failed, in order: the rules that their answers broke (<see cref="RangeAnswer.Error"/>), or the model's error.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>Tokens sent.</summary>
    public long TokensIn { get; init; }

    /// <summary>Tokens written.</summary>
    public long TokensOut { get; init; }
}
