namespace LongRag;

/// <summary>A question put to a retriever.</summary>
public sealed record Query
{
    /// <summary>The question, as the user wrote it.</summary>
    public required string Text { get; init; }

    /// <summary>What should count as relevant, in the user's words (FollowIR); null where none is given. Of one that is longer than <see cref="MaxLength"/> only the beginning counts.</summary>
    public string? Instruction { get; init; }

    /// <summary>As much of <see cref="Instruction"/> as counts; null where none is given.</summary>
    public string? InstructionRead => Instruction?.Length > MaxLength ? Instruction[..(char.IsHighSurrogate(Instruction[MaxLength - 1]) ? MaxLength - 1 : MaxLength)] : Instruction;

    /// <summary>Collection to search.</summary>
    public string Collection { get; init; } = LongRag.Collection.DefaultName;

    /// <summary>At most this many results.</summary>
    /// <value>10</value>
    public int Top { get; init; } = 10;

    /// <summary>Only documents that match; null for all.</summary>
    public Filter? Filter { get; init; }

    /// <summary>Whether each result should explain its score. Costs time.</summary>
    public bool Explain { get; init; }

    /// <summary>The most results that may be asked for.</summary>
    public const int MostTop = 10_000;

    /// <summary>Longest accepted question in UTF-16 code units.</summary>
    public const int MaxLength = 32_768;

    /// <summary>Throws <see cref="LongRagException"/> (<c>empty_query</c>, <c>query_too_long</c>, <c>bad_top</c>) where the query cannot be asked.</summary>
    public Query Checked()
    {
        if (string.IsNullOrWhiteSpace(Text)) throw new LongRagException("empty_query", "The question is empty.");
        if (Text.Length > MaxLength) throw new LongRagException("query_too_long", $"The question has {Text.Length} characters; at most {MaxLength} are accepted.");
        if (Top is < 1 or > MostTop) throw new LongRagException("bad_top", $"{Top} results were asked for; 1 to {MostTop} are possible.");
        return this;
    }
}
