using System.Globalization;

namespace LongRag.Retrievers.Fusion;

/// <summary>Says in words why a passage stands where it stands.</summary>
internal static class FusionExplanation
{
    public static ScoreExplanation Of(FusedCandidate fused, FusedList list, StoredPassage stored, ScoreExplanation? words)
    {
        var candidate = fused.Candidate;
        if (list.Evidence is null) return new ScoreExplanation(fused.Score, $"words alone: {LexicalWords(candidate)}", words is null ? [] : [words]);
        return new ScoreExplanation(fused.Score, $"{LexicalWords(candidate)}; {DenseWords(candidate)}", [Dense(fused, list, stored), Lexical(fused, words)]);
    }

    private static ScoreExplanation Dense(FusedCandidate fused, FusedList list, StoredPassage stored)
    {
        var (dense, options) = (fused.Candidate.Dense, list.Options);
        if (!fused.Candidate.HasVector) return new ScoreExplanation(fused.DensePart, "meaning: no vector yet; the middle of the other candidates stands for it", []);
        if (options.Rule is not FusionRule.Spread) return new ScoreExplanation(fused.DensePart, Line($"meaning: cosine {dense.Passage:0.000}"), []);
        return new ScoreExplanation(fused.DensePart, Line($"meaning: cosines in units of their spread here ({list.Evidence!.Spread:0.000}); a passage that has nothing to do with the question has about {list.Evidence.Usual:0.000}"),
        [
            new ScoreExplanation(dense.Passage, "cosine of the passage", []),
            new ScoreExplanation(dense.Document, Line($"cosine of its whole document, {Title(stored)} (share {options.DocumentShare})"), []),
            new ScoreExplanation(dense.Neighbours, Line($"cosine of the passages before and after it (share {options.NeighbourShare})"), []),
        ]);
    }

    private static ScoreExplanation Lexical(FusedCandidate fused, ScoreExplanation? words) => words is null
        ? new ScoreExplanation(fused.LexicalPart, "words: none of the question's", [])
        : new ScoreExplanation(fused.LexicalPart, Line($"words: score {fused.Candidate.Lexical:0.00}, beside the question's best"), [words]);

    private static string LexicalWords(Candidate candidate) => candidate.LexicalRank > 0 ? Line($"place {candidate.LexicalRank} by words") : candidate.Lexical > 0 ? "far down by words" : "shares no word with the question";

    private static string DenseWords(Candidate candidate) => candidate.DenseRank > 0 ? Line($"place {candidate.DenseRank} by meaning") : candidate.HasVector ? "far down by meaning" : "its meaning is not embedded yet";

    private static string Title(StoredPassage stored) => $"\"{stored.Document.Title}\"";

    private static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
