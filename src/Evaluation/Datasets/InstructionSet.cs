namespace LongRag.Evaluation;

/// <summary>A query with the instruction it came with and the one that was changed.</summary>
/// <param name="Id">Of the pair.</param>
/// <param name="Original">With the original instruction; its id is <c>id-og</c>.</param>
/// <param name="Changed">With the changed instruction; its id is <c>id-changed</c>.</param>
/// <param name="Kind">How it was changed, where the set says so (<c>exclude</c>, <c>only</c>); else null.</param>
/// <param name="Topic">What pairs about one subject share: the original query's id, else its text.</param>
public sealed record InstructionPair(string Id, RetrievalQuery Original, RetrievalQuery Changed, string? Kind, string Topic);

/// <summary>Pairs of instructions over judged documents (Weller et al. 2024, FollowIR). Made by <see cref="InstructionSetReader"/>.</summary>
public sealed record InstructionSet
{
    /// <summary>Name of the folder.</summary>
    public required string Name { get; init; }

    /// <summary>In the order of the queries.</summary>
    public required IReadOnlyList<InstructionPair> Pairs { get; init; }

    /// <summary>Judgments under the original instructions, by pair.</summary>
    public required Qrels Original { get; init; }

    /// <summary>Judgments under the changed instructions, by pair.</summary>
    public required Qrels Changed { get; init; }

    /// <summary>The documents that the change made not relevant, by pair; only pairs that have some.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> ChangedDocuments { get; init; }

    /// <summary>The candidates that the set gives (<c>top_ranked</c>), by pair; null where it gives none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Candidates { get; init; }

    /// <summary>Relevant documents of each topic over the whole collection, where the set tells them (<c>qrels/topics</c>).</summary>
    public Qrels? Topics { get; init; }

    /// <summary>The documents; read from the files, and checked, each time they are enumerated.</summary>
    public required IEnumerable<RetrievalDocument> Documents { get; init; }

    /// <summary>The documents judged for a pair, under either instruction.</summary>
    public IReadOnlySet<string> Judged(InstructionPair pair) => Original[pair.Id].Keys.Concat(Changed[pair.Id].Keys).ToHashSet(StringComparer.Ordinal);
}
