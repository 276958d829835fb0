namespace LongRag.Retrievers.Lexical;

/// <summary>What a lexical index ranks.</summary>
public enum LexicalUnit
{
    /// <summary>Passages, as the store holds them.</summary>
    Passage,

    /// <summary>Sections: all passages of one section together.</summary>
    Section,

    /// <summary>Documents: each whole, and each cut into windows of 100 index terms.</summary>
    Document,
}

/// <summary>What stands in a lexical index, besides the language of its collection. Another schema is another index.</summary>
public sealed record LexicalSchema
{
    /// <summary>What is ranked.</summary>
    /// <value>passages</value>
    public LexicalUnit Unit { get; init; }

    /// <summary>
    /// Whether identifiers (<c>getItemCount</c>) are found by their parts too. Worth 0.022 nDCG@10 on a command reference and 0.007 on a language standard, nothing elsewhere; English only.
    /// </summary>
    /// <value>false: plain BM25 over the same index stays comparable with published figures</value>
    public bool IdentifierParts { get; init; }

    /// <summary>Passages without identifier parts.</summary>
    public static LexicalSchema Default { get; } = new();

    /// <summary>Everything that decides what terms an index holds, in one line.</summary>
    internal string FingerprintFor(Collection collection) => $"language={collection.Language};unit={Unit};identifier_parts={IdentifierParts}";
}
