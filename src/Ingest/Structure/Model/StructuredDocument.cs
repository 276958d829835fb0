namespace LongRag.Ingest;

/// <summary>What became of a slice.</summary>
public enum SliceOutcome
{
    /// <summary>The model's structure was valid as it came, at the first try.</summary>
    Accepted,

    /// <summary>It was valid once ranges were widened or single sentences taken off.</summary>
    Repaired,

    /// <summary>It was valid at the second or third try.</summary>
    Retried,

    /// <summary>No try was valid: it is structurized without the model.</summary>
    FellBack,
}

/// <summary>A document with a structure by a model.</summary>
public sealed record StructuredDocument
{
    /// <summary>The document with its new tree, and the passages cut along it. Its text is what it was.</summary>
    public required CorpusEntry Entry { get; init; }

    /// <summary>Whether the tree is another than the stored one.</summary>
    public required bool IsChanged { get; init; }

    /// <summary>What became of its slices, in text order.</summary>
    public required IReadOnlyList<SliceOutcome> Slices { get; init; }

    /// <summary>How often the model was asked now; what was known is not asked again.</summary>
    public int Calls { get; init; }

    /// <summary>Tokens sent now.</summary>
    public long TokensIn { get; init; }

    /// <summary>Tokens written now.</summary>
    public long TokensOut { get; init; }
}

/// <summary>What structurizing will cost, by estimate, if every first answer is valid.</summary>
public readonly record struct StructureCost
{
    /// <summary>Slices to be structurized.</summary>
    public int Slices { get; init; }

    /// <summary>Those of them whose answers are known already.</summary>
    public int Known { get; init; }

    /// <summary>Tokens that will be sent.</summary>
    public long TokensIn { get; init; }

    /// <summary>Tokens that will be written, about.</summary>
    public long TokensOut { get; init; }

    /// <summary>Both together.</summary>
    public static StructureCost operator +(StructureCost left, StructureCost right) => Add(left, right);

    /// <summary>Both together.</summary>
    public static StructureCost Add(StructureCost left, StructureCost right) => new()
    {
        Slices = left.Slices + right.Slices,
        Known = left.Known + right.Known,
        TokensIn = left.TokensIn + right.TokensIn,
        TokensOut = left.TokensOut + right.TokensOut,
    };
}
