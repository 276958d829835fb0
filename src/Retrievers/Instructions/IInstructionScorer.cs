namespace LongRag.Retrievers.Instructions;

/// <summary>What a retriever found, as far as an instruction is held against it.</summary>
/// <param name="Name">The passage's id, or the document's.</param>
/// <param name="Text">Title and text.</param>
/// <param name="Score">What the retriever gave it for the question alone.</param>
public sealed record InstructionCandidate(string Name, string Text, double Score);

/// <summary>Says how far candidates speak of the parts of an instruction. Thread-safe.</summary>
public interface IInstructionScorer
{
    /// <summary>For each part, for each candidate, a share from 0 (nothing of it) to 1 (all of it).</summary>
    /// <param name="question">The question, as asked: what it says itself tells no candidates apart.</param>
    /// <param name="parts">The whole instruction.</param>
    /// <param name="asked">Those of its parts to look for.</param>
    /// <param name="candidates">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<double[]>> ScoreAsync(string question, InstructionParts parts, IReadOnlyList<InstructionPart> asked, IReadOnlyList<InstructionCandidate> candidates, CancellationToken cancellationToken = default);
}
