namespace LongRag.Retrievers.Instructions;

/// <summary>A candidate's score under an instruction, and what it was made from.</summary>
/// <param name="Score">Higher is better; comparable only within one list.</param>
/// <param name="Question">What the question alone gives, from 0 (the last candidate) to 1 (the first).</param>
/// <param name="Required">Mean share of the required parts that it speaks of.</param>
/// <param name="Relevant">Share of that part, of those said to be relevant, of which it says most.</param>
/// <param name="Excluded">Share of that excluded part of which it says most, less what excepts it.</param>
public sealed record InstructedScore(double Score, double Question, double Required, double Relevant, double Excluded);

/// <summary>Scores what was found for a question under an instruction. Thread-safe.</summary>
/// <remarks>
/// <c>question + 2 · required + ¼ · relevant − 2 · excluded · (1 − excepted)</c>, each from 0 to 1: a text that says what is excluded stands behind all that do not, one that meets every condition before all
/// that meet none. How the weights were chosen: experiments/instructions.md. Descriptions and "not enough" count for nothing.
/// </remarks>
public sealed class InstructionRanking(IInstructionScorer scorer)
{
    private const double RequiredWeight = 2;
    private const double RelevantWeight = 0.25;
    private const double ExcludedWeight = 2;

    /// <summary>Reads the instruction and scores; in the order of the candidates. Where nothing of the instruction counts, the scores order as the candidates' own.</summary>
    /// <param name="question">The question, without the instruction.</param>
    /// <param name="parts">What the instruction says: <see cref="InstructionReader.Read"/>.</param>
    /// <param name="candidates">What was found for the question alone, best first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<InstructedScore>> ScoreAsync(string question, InstructionParts parts, IReadOnlyList<InstructionCandidate> candidates, CancellationToken cancellationToken = default)
    {
        if (candidates.Count == 0) return [];
        InstructionPart[] asked = [.. parts.Wanted.Where(part => part.Rule is not InstructionRule.Described), .. parts.Excluded.Where(part => part.Rule is InstructionRule.NotRelevant)];
        var shares = asked.Length == 0 ? [] : await scorer.ScoreAsync(question, parts, asked, candidates, cancellationToken);
        // A part of which no candidate says anything is no condition that could tell them apart.
        var found = asked.Zip(shares).Where(part => Array.Exists(part.Second, share => share > 0)).ToList();
        var (least, most) = (candidates.Min(candidate => candidate.Score), candidates.Max(candidate => candidate.Score));
        return [.. candidates.Select((candidate, i) =>
        {
            var own = most > least ? (candidate.Score - least) / (most - least) : 1;
            var required = found.Where(part => part.First.Rule is InstructionRule.Required).Select(part => part.Second[i]).DefaultIfEmpty(0).Average();
            var relevant = Most(InstructionRule.Relevant, i);
            var excluded = Most(InstructionRule.NotRelevant, i) * (1 - Most(InstructionRule.Exception, i));
            return new InstructedScore(own + (RequiredWeight * required) + (RelevantWeight * relevant) - (ExcludedWeight * excluded), own, required, relevant, excluded);
        })];

        double Most(InstructionRule rule, int i) => found.Where(part => part.First.Rule == rule).Select(part => part.Second[i]).DefaultIfEmpty(0).Max();
    }
}
