using System.IO.Hashing;
using System.Text;

namespace LongRag.Evaluation;

/// <summary>A question with the passages it is answered from, in the order in which they are shown, and the answer that is to be learnt.</summary>
public sealed record TrainingExample
{
    /// <summary>The question.</summary>
    public required QaQuestion Question { get; init; }

    /// <summary>The passages as shown.</summary>
    public required IReadOnlyList<TrainingPassage> Passages { get; init; }

    /// <summary>Places of the gold passages among them, from 1, rising; empty where none was found.</summary>
    public required IReadOnlyList<int> Gold { get; init; }

    /// <summary>The answer to be learnt: the first of the question's.</summary>
    public string Answer => Question.Answers[0];

    /// <summary>The passages in another order, the same for the same question and seed whatever else is written.</summary>
    public static IReadOnlyList<TrainingPassage> Shuffled(IReadOnlyList<TrainingPassage> passages, string question, int seed)
    {
        ArgumentNullException.ThrowIfNull(passages);
        ArgumentNullException.ThrowIfNull(question);
        var shuffled = passages.ToArray();
        new Random((int)XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(question), seed)).Shuffle(shuffled);
        return shuffled;
    }
}
