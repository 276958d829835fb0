namespace LongRag.Retrievers.Instructions;

/// <summary>
/// Puts an instruction beside any retriever: what that finds for the question alone is put in order by what the instruction wants and excludes. Without an instruction, and under one that names nothing, the list is
/// the retriever's own. Thread-safe.
/// </summary>
/// <remarks>It reorders, and drops nothing: a passage that is excluded stands behind, and is found where there are too few others.</remarks>
/// <param name="retriever">Is asked without the instruction. Stays the caller's.</param>
/// <param name="scorer">Stays the caller's.</param>
public sealed class InstructedRetriever(IRetriever retriever, IInstructionScorer scorer) : IRetriever
{
    /// <summary><see cref="ScoredPassage.ScoreKind"/> of a list that an instruction has put in order.</summary>
    public const string Kind = "instructed";

    /// <summary>How many candidates are put in order, where not more are asked for.</summary>
    public const int Candidates = 500;

    private readonly InstructionRanking _ranking = new(scorer);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ScoredPassage>> RetrieveAsync(Query query, CancellationToken cancellationToken = default)
    {
        query.Checked();
        var plain = query with { Instruction = null };
        if (query.Instruction is null) return await retriever.RetrieveAsync(plain, cancellationToken);
        var parts = InstructionReader.Read(query.Instruction);
        if (!Counts(parts)) return await retriever.RetrieveAsync(plain, cancellationToken);
        var found = await retriever.RetrieveAsync(plain with { Top = Math.Max(query.Top, Candidates) }, cancellationToken);
        var scores = await _ranking.ScoreAsync(query.Text, parts, [.. found.Select(Candidate)], cancellationToken);
        return [.. found.Zip(scores).Select((pair, place) => (pair.First, pair.Second, place)).OrderByDescending(scored => scored.Second.Score).ThenBy(scored => scored.place)
            .Take(query.Top).Select(scored => Scored(scored.First, scored.Second, query.Explain))];
    }

    /// <summary>Whether anything of the instruction can move a passage.</summary>
    public static bool Counts(InstructionParts parts) => parts.Wanted.Any(part => part.Rule is InstructionRule.Relevant or InstructionRule.Required) || parts.Excluded.Any(part => part.Rule is InstructionRule.NotRelevant);

    private static InstructionCandidate Candidate(ScoredPassage passage) => new(passage.Passage.Id.Value, $"{passage.Document.Title}\n{string.Join('\n', passage.Passage.SectionPath)}\n{passage.Passage.Text}", passage.Score);

    private static ScoredPassage Scored(ScoredPassage passage, InstructedScore score, bool explain) => passage with
    {
        Score = score.Score,
        ScoreKind = Kind,
        Scores = new Dictionary<string, double>(passage.Scores, StringComparer.Ordinal) { [passage.ScoreKind] = passage.Score, ["required"] = score.Required, ["relevant"] = score.Relevant, ["excluded"] = score.Excluded },
        Explanation = explain ? Explained(passage, score) : null,
    };

    private static ScoreExplanation Explained(ScoredPassage passage, InstructedScore score) => new(score.Score, "question + 2 × required + 0.25 × relevant - 2 × excluded", [
        new(score.Question, $"question, as a share of the best candidate's {passage.ScoreKind}", passage.Explanation is { } own ? [own] : []),
        new(score.Required, "speaks of what the instruction requires", []),
        new(score.Relevant, "speaks of what the instruction calls relevant", []),
        new(score.Excluded, "speaks of what the instruction excludes", []),
    ]);
}
