using System.ComponentModel.DataAnnotations;

namespace LongRag.Retrievers.Lexical;

/// <summary>How a lexical search scores. All of it acts at search time: changing it needs no new index.</summary>
public sealed record LexicalOptions
{
    /// <summary>Saturation of term frequency, dimensionless.</summary>
    /// <value>0.9, Anserini's default (Trotman, Puurula and Burgess 2014).</value>
    [Range(0, 10)]
    public float K1 { get; init; } = 0.9f;

    /// <summary>How strongly length counts, 0 to 1.</summary>
    /// <value>0.4, Anserini's default; passages are of nearly one length, where it hardly matters.</value>
    [Range(0, 1)]
    public float B { get; init; } = 0.4f;

    /// <summary>Weight of the headings' own score (title and section path as a field of its own), added to the score of the whole passage, which holds them too. 0 leaves it out.</summary>
    /// <value>0.25, the best mean of four sets in <c>experiments/lexical-first-figures.md</c>.</value>
    [Range(0, 100)]
    public float HeadingWeight { get; init; } = 0.25f;

    /// <summary>How strongly length counts among headings, 0 to 1. Ignored where <see cref="HeadingWeight"/> is 0.</summary>
    /// <value>0.75: a short title that is all about the question beats a long one that mentions it.</value>
    [Range(0, 1)]
    public float HeadingB { get; init; } = 0.75f;

    /// <summary>Whether words that only make a question of a sentence (<see cref="QuestionWords"/>) are left out, where others remain. English only.</summary>
    /// <value>true</value>
    public bool DropQuestionWords { get; init; } = true;

    /// <summary>What Anserini's flat BM25 does: one field, k1 0.9, b 0.4, every word of the question.</summary>
    public static LexicalOptions Parity { get; } = new() { HeadingWeight = 0, DropQuestionWords = false };

    /// <summary>Returns the options where each is in its range, else throws an <see cref="ArgumentOutOfRangeException"/> that names it.</summary>
    public LexicalOptions Checked()
    {
        Check(K1, 10, nameof(K1));
        Check(B, 1, nameof(B));
        Check(HeadingWeight, 100, nameof(HeadingWeight));
        Check(HeadingB, 1, nameof(HeadingB));
        return this;

        static void Check(float value, float most, string name)
        {
            if (!(value >= 0 && value <= most)) throw new ArgumentOutOfRangeException(name, value, $"It must be from 0 to {most}.");
        }
    }
}
