using LongRag.Retrievers.Dense;

namespace LongRag.Retrievers.Fusion;

/// <summary>A passage that one of the lists holds.</summary>
/// <param name="Id">Which.</param>
/// <param name="Lexical">Its lexical score, also where the lexical list does not hold it; 0 where no word is shared.</param>
/// <param name="LexicalRank">Its place in the lexical list, from 1; 0 where it is not there.</param>
/// <param name="Dense">What vectors say of it.</param>
/// <param name="DenseRank">Its place in the dense list, from 1; 0 where it is not there.</param>
internal sealed record Candidate(PassageId Id, double Lexical, int LexicalRank, PassageEvidence Dense, int DenseRank)
{
    /// <summary>Whether there is a vector for it.</summary>
    public bool HasVector => !double.IsNaN(Dense.Passage);
}

/// <summary>A candidate with its fused score and what it was made from.</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="Score">Higher is better.</param>
/// <param name="DensePart">What the dense side gave to the score.</param>
/// <param name="LexicalPart">What the lexical side gave.</param>
internal sealed record FusedCandidate(Candidate Candidate, double Score, double DensePart, double LexicalPart);
