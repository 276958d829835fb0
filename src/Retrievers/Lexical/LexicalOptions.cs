using System.ComponentModel.DataAnnotations;

namespace LongRag.Retrievers.Lexical;

/// <summary>
/// How a lexical search scores: <c>BM25 of the unit + HeadingWeight · BM25 of its headings + PairWeight · neighbouring words</c>, for documents by windows <c>+ FirstWindowWeight · BM25 of the first window</c>. All of it acts at search time: changing it needs no new index.
/// </summary>
/// <remarks>The defaults were chosen on eight sets and held on ten others: <c>experiments/lexical.md</c>.</remarks>
public sealed record LexicalOptions
{
    /// <summary>Saturation of term frequency, dimensionless.</summary>
    /// <value>1.2</value>
    [Range(0, 10)]
    public float K1 { get; init; } = 1.2f;

    /// <summary>How strongly length counts, 0 to 1.</summary>
    /// <value>0.4: passages are of nearly one length</value>
    [Range(0, 1)]
    public float B { get; init; } = 0.4f;

    /// <summary>Weight of the headings' own score (title and section path as a field of its own), added to the score of the whole unit, which holds them too. 0 leaves it out.</summary>
    /// <value>0.75</value>
    [Range(0, 100)]
    public float HeadingWeight { get; init; } = 0.75f;

    /// <summary>How strongly length counts among headings, 0 to 1.</summary>
    /// <value>0.75: a short title that is all about the question beats a long one that mentions it</value>
    [Range(0, 1)]
    public float HeadingB { get; init; } = 0.75f;

    /// <summary>Weight of the score for two words of the question that follow one another in the text as they do in the question. 0 leaves it out.</summary>
    /// <value>0.2 for passages; documents have <see cref="ForDocuments"/></value>
    [Range(0, 100)]
    public float PairWeight { get; init; } = 0.2f;

    /// <summary>How strongly length counts among pairs, 0 to 1.</summary>
    /// <value>0.75</value>
    [Range(0, 1)]
    public float PairB { get; init; } = 0.75f;

    /// <summary>Whether words that only make a question of a sentence (what, does, should, …) are left out, where others remain. English only.</summary>
    /// <value>true</value>
    public bool DropQuestionWords { get; init; } = true;

    /// <summary>Whether a document is scored by its best window of 100 index terms, with the title in front, and not as a whole. Passages and sections take no notice of it.</summary>
    /// <value>true</value>
    public bool BestWindow { get; init; } = true;

    /// <summary>Weight of the first window's own score, added to that of a document's best window: what a document is about, it says at its beginning. Passages and sections take no notice of it.</summary>
    /// <value>0.1; explore sets gained 0.0014 and the others 0.0010 nDCG@10</value>
    [Range(0, 100)]
    public float FirstWindowWeight { get; init; } = 0.1f;

    /// <summary>The default for documents: pairs count 0.4.</summary>
    public static LexicalOptions ForDocuments { get; } = new() { PairWeight = 0.4f };

    /// <summary>What Anserini's flat BM25 does: title and text in one field, k1 0.9, b 0.4, every word of the question (Trotman, Puurula and Burgess 2014).</summary>
    public static LexicalOptions Bm25 { get; } = new() { K1 = 0.9f, HeadingWeight = 0, PairWeight = 0, DropQuestionWords = false, BestWindow = false };

    /// <summary>True where nothing is added to BM25.</summary>
    internal bool IsPlain => HeadingWeight <= 0 && PairWeight <= 0;

    /// <summary>Returns the options where each is in its range, else throws an <see cref="ArgumentOutOfRangeException"/> that names it.</summary>
    public LexicalOptions Checked()
    {
        Check(K1, 10, nameof(K1));
        Check(B, 1, nameof(B));
        Check(HeadingWeight, 100, nameof(HeadingWeight));
        Check(HeadingB, 1, nameof(HeadingB));
        Check(PairWeight, 100, nameof(PairWeight));
        Check(PairB, 1, nameof(PairB));
        Check(FirstWindowWeight, 100, nameof(FirstWindowWeight));
        return this;

        static void Check(float value, float most, string name)
        {
            if (!(value >= 0 && value <= most)) throw new ArgumentOutOfRangeException(name, value, $"It must be from 0 to {most}.");
        }
    }
}
