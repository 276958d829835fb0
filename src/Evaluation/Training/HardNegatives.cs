namespace LongRag.Evaluation;

/// <summary>
/// Builds the context of "one gold passage among hard negatives" (Jin et al. 2024, arXiv 2410.05983, §3): the gold first, then down a ranked list whatever is no gold passage and does not contain an answer.
/// </summary>
public static class HardNegatives
{
    /// <summary>Gold passages and negatives, at most <paramref name="count"/> in all; fewer where the ranked list ends.</summary>
    /// <param name="gold">Passages that answer.</param>
    /// <param name="ranked">What a retriever found, best first.</param>
    /// <param name="answers">Gold answers; a passage that contains one is no negative.</param>
    /// <param name="count">Passages wanted, at least 1.</param>
    public static IReadOnlyList<TrainingPassage> Choose(IReadOnlyList<TrainingPassage> gold, IEnumerable<TrainingPassage> ranked, IReadOnlyList<string> answers, int count)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(ranked);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var chosen = gold.Take(count).ToList();
        var taken = gold.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        var texts = chosen.Select(p => p.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var passage in ranked)
        {
            if (chosen.Count >= count) break;
            // Many corpora hold a paragraph more than once.
            if (taken.Add(passage.Id) && !AnswerContainment.Holds($"{passage.Title}\n{passage.Text}", answers) && texts.Add(passage.Text)) chosen.Add(passage);
        }

        return chosen;
    }
}

/// <summary>Whether a text contains an answer.</summary>
public static class AnswerContainment
{
    /// <summary>True where one of the answers stands in the text: to the letter but for case, or in the normal form of the SQuAD scripts. Errs to the side of containing.</summary>
    public static bool Holds(string text, IReadOnlyList<string> answers)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(answers);
        if (answers.Any(answer => answer.Length > 0 && text.Contains(answer, StringComparison.OrdinalIgnoreCase))) return true;
        var normal = AnswerText.Normalize(text);
        return answers.Select(AnswerText.Normalize).Any(answer => answer.Length > 0 && normal.Contains(answer, StringComparison.Ordinal));
    }

    /// <summary>The same, of whole words: "no" does not stand in "know". Errs to the side of not containing. An answer in a script without blanks is looked for as <see cref="Holds"/> does.</summary>
    public static bool HoldsWords(string text, IReadOnlyList<string> answers)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(answers);
        var normal = $" {AnswerText.Normalize(text)} ";
        return answers.Any(answer => answer.Any(char.IsAsciiLetterOrDigit) ? AnswerText.Normalize(answer) is { Length: > 0 } words && normal.Contains($" {words} ", StringComparison.Ordinal) : Holds(text, [answer]));
    }

    /// <summary>Where an answer stands in the text, of the first answer that does; null where only a normal form does, or none.</summary>
    public static TextSpan? Find(string text, IReadOnlyList<string> answers)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(answers);
        foreach (var comparison in (StringComparison[])[StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase])
        {
            foreach (var answer in answers.Where(a => a.Length > 0))
            {
                var at = text.IndexOf(answer, comparison);
                if (at >= 0) return new TextSpan(at, at + answer.Length);
            }
        }

        return null;
    }
}
