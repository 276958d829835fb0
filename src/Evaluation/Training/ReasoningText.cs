using System.Globalization;
using System.Text.RegularExpressions;

namespace LongRag.Evaluation;

/// <summary>The reasoning of a training example: which documents are relevant and why, then the answer in a line of its own.</summary>
public static partial class ReasoningText
{
    /// <summary>Most documents that are quoted.</summary>
    private const int MostQuoted = 3;

    /// <summary>Longer reasoning is no longer an intermediate step.</summary>
    private const int MostCharacters = 2000;

    /// <summary>Reasoning without a model: the documents that hold an answer, each with the sentence that does, to the letter.</summary>
    public static string Stated(TrainingExample example)
    {
        ArgumentNullException.ThrowIfNull(example);
        // Gold documents first: others that hold the words may hold them by chance.
        var holding = example.Gold.Concat(Enumerable.Range(1, example.Passages.Count)).Distinct()
            .Select(number => (Number: number, Quote: QuoteOf(example.Passages[number - 1].Text, example.Question.Answers))).Where(h => h.Quote is not null).Take(MostQuoted).ToList();
        return holding.Count > 0
            ? string.Join(' ', holding.Select(h => string.Create(CultureInfo.InvariantCulture, $"Document [{h.Number}] is relevant, for it says: \"{h.Quote}\"")))
            : example.Gold.Count > 0 ? string.Join(' ', example.Gold.Select(gold => string.Create(CultureInfo.InvariantCulture, $"Document [{gold}] is relevant.")))
            : "None of the documents holds the answer; it is known from elsewhere.";
    }

    /// <summary>
    /// A model's reasoning where it can be used, else null: in one paragraph, of at most 2,000 characters, naming documents by numbers in brackets that are all there; a gold one among them where there is
    /// one, else none. A last line with the answer is taken off.
    /// </summary>
    public static string? Checked(string written, TrainingExample example)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(example);
        var lines = written.ReplaceLineEndings("\n").Split('\n').Where(line => !line.TrimStart().StartsWith("Answer:", StringComparison.OrdinalIgnoreCase));
        var reasoning = TrainingPrompt.OneLine(string.Join(' ', lines));
        if (reasoning.Length is 0 or > MostCharacters || reasoning.Any(char.IsControl)) return null;
        var named = new HashSet<int>();
        foreach (Match match in Number().Matches(reasoning))
        {
            if (!int.TryParse(match.ValueSpan[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1 || number > example.Passages.Count) return null;
            named.Add(number);
        }

        return example.Gold.Count == 0 || example.Gold.Any(named.Contains) ? reasoning : null;
    }

    private static string? QuoteOf(string text, IReadOnlyList<string> answers)
    {
        if (AnswerContainment.Find(text, answers) is not { } place) return null;
        var sentence = SentenceSplitter.SplitTrimmed(text, new TextSpan(0, text.Length)).FirstOrDefault(s => s.Overlaps(place));
        return sentence.IsEmpty ? null : TrainingPrompt.OneLine(sentence.Of(text));
    }

    [GeneratedRegex(@"\[[0-9]+\]", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
