namespace LongRag.Generator.Chat;

/// <summary>What of the evidence a model's context holds.</summary>
/// <param name="Evidence">In the order given; empty where not even the question fits.</param>
/// <param name="Prompt">The prompt with it.</param>
/// <param name="Tokens">Of the prompt.</param>
/// <param name="Cut">What was left out, in a sentence; null where all is there.</param>
internal sealed record EvidenceFit(IReadOnlyList<Evidence> Evidence, string Prompt, int Tokens, string? Cut)
{
    /// <summary>Tokens that a chat template puts around a message, to the high side.</summary>
    private const int Template = 48;

    /// <summary>Leaves evidence out, the weakest by rank first, and shortens the best as the last resort, until prompt and answer fit.</summary>
    /// <param name="prompt">Writes the prompt.</param>
    /// <param name="evidence">In the order in which it is shown.</param>
    /// <param name="tokens">Counts as the model does.</param>
    /// <param name="context">Tokens of prompt and answer together.</param>
    /// <param name="answer">Tokens kept free for the answer.</param>
    public static EvidenceFit Of(AnswerPrompt prompt, IReadOnlyList<Evidence> evidence, ITokenCounter tokens, int context, int answer)
    {
        var budget = context - answer - Template;
        var kept = evidence.ToList();
        var sizes = evidence.ToDictionary(one => one.Number, one => tokens.Count(prompt.Shown(one, evidence.Count)) + 1);
        var text = prompt.With(kept);
        var size = tokens.Count(text);
        while (size > budget && kept.Count > 1)
        {
            // Sizes of the parts tell how many must go; the whole is counted again, since tokens may merge at the seams.
            for (var over = size - budget; over > 0 && kept.Count > 1;)
            {
                var weakest = kept.MaxBy(one => one.Number)!;
                kept.Remove(weakest);
                over -= sizes[weakest.Number];
            }

            text = prompt.With(kept);
            size = tokens.Count(text);
        }

        string? shortened = null;
        if (size > budget)
        {
            var best = kept[0];
            if (Shortened(prompt, best, tokens, budget) is not { } part) return new EvidenceFit([], "", size, $"The question and one passage do not fit the model's context of {context} tokens.");
            shortened = $"passage {part.Number} was shortened to {part.Text.Length} of its {best.Text.Length} characters";
            kept = [part];
            text = prompt.With(kept);
            size = tokens.Count(text);
        }

        var left = evidence.Select(one => one.Number).Except(kept.Select(one => one.Number)).Order().ToList();
        var omitted = left.Count == 0 ? null : $"{left.Count} of {evidence.Count} passages were left out ({string.Join(", ", left)})";
        var cut = (omitted, shortened) switch
        {
            (null, null) => null,
            ({ } a, null) => a,
            (null, { } b) => b,
            var (a, b) => $"{a} and {b}",
        };
        return new EvidenceFit(kept, text, size, cut is null ? null : $"To fit the model's context of {context} tokens, {cut}.");
    }

    /// <summary>The longest beginning that ends before a white space and fits.</summary>
    private static Evidence? Shortened(AnswerPrompt prompt, Evidence evidence, ITokenCounter tokens, int budget)
    {
        var ends = Enumerable.Range(1, Math.Max(0, evidence.Text.Length - 1)).Where(at => char.IsWhiteSpace(evidence.Text[at]) && !char.IsWhiteSpace(evidence.Text[at - 1])).ToList();
        // Where words are not parted by blanks, anywhere between two characters.
        if (ends.Count == 0) ends = [.. Enumerable.Range(1, Math.Max(0, evidence.Text.Length - 1)).Where(at => !char.IsLowSurrogate(evidence.Text[at]))];
        var (fits, above) = (-1, ends.Count);
        while (above - fits > 1)
        {
            var middle = (fits + above) / 2;
            if (tokens.Count(prompt.With([Beginning(evidence, ends[middle], tokens)])) <= budget) fits = middle;
            else above = middle;
        }

        return fits < 0 ? null : Beginning(evidence, ends[fits], tokens);
    }

    private static Evidence Beginning(Evidence evidence, int length, ITokenCounter tokens)
    {
        var text = evidence.Text[..length];
        return evidence with { Text = text, Span = new TextSpan(evidence.Span.Start, evidence.Span.Start + length), Tokens = tokens.Count(text) };
    }
}
