namespace LongRag.Retrievers.Fusion;

/// <summary>Where a passage is.</summary>
/// <param name="Id">Which.</param>
/// <param name="Document">The document that holds it.</param>
public readonly record struct PassageName(PassageId Id, DocumentId Document);

/// <summary>The lexical side of a fusion: a list, and the scores of what the other side found.</summary>
public interface ILexicalSide : IPassageRanking
{
    /// <summary>The scores of given passages, in their order, whether or not they are among the best; 0 where no word is shared.</summary>
    Task<double[]> ScoresOfAsync(Query query, IReadOnlyList<PassageName> passages, CancellationToken cancellationToken = default);

    /// <summary>How the scores of given passages come about, in their order; null where no word is shared.</summary>
    IReadOnlyList<ScoreExplanation?> ExplanationsOf(Query query, IReadOnlyList<PassageName> passages);
}
