namespace LongRag;

/// <summary>A quote with its place. <see cref="Verified"/> is set by <c>CitationVerifier</c> alone.</summary>
public sealed record Citation
{
    /// <summary>What the answer's text refers to it by: "1" for the marker [1].</summary>
    public required string Id { get; init; }

    /// <summary>The document quoted.</summary>
    public required DocumentSummary Document { get; init; }

    /// <summary>Where the quote stands in the document's text.</summary>
    public required TextSpan Span { get; init; }

    /// <summary>The quoted characters, exactly.</summary>
    public required string Quote { get; init; }

    /// <summary>First page, from 1; null where the source has no pages.</summary>
    public int? PageStart { get; init; }

    /// <summary>Last page, from 1; null where the source has no pages.</summary>
    public int? PageEnd { get; init; }

    /// <summary>True where the stored text was read and holds the quote at the span.</summary>
    public bool Verified { get; init; }

    /// <summary>True where the writer cited nothing and the place was found afterwards, by what sentence and source have in common.</summary>
    public bool Attributed { get; init; }
}

/// <summary>Something that happened on the way to an answer.</summary>
/// <param name="Code">Which kind of thing, in snake case: <c>evidence_cut</c>, <c>repetition</c>, <c>fallback</c> and so on.</param>
/// <param name="Text">What happened, in one sentence.</param>
public sealed record AnswerNote(string Code, string Text);

/// <summary>The whole result of a question.</summary>
public sealed record Answer
{
    /// <summary>The question.</summary>
    public required string Question { get; init; }

    /// <summary>What was searched and answered in the question's place: a follow-up question made to stand alone; null where the question was taken as it is.</summary>
    public string? StandaloneQuestion { get; init; }

    /// <summary>Who wrote the answer: <c>extractive</c>, <c>chat:NAME</c>; null where the generator does not say.</summary>
    public string? Generator { get; init; }

    /// <summary>What the writer thought before it answered; null where it was not asked to. Nothing in it is verified.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The answer with its markers; empty where there is none.</summary>
    public required string Text { get; init; }

    /// <summary>Why there is no answer; null where there is one.</summary>
    public string? NoAnswerReason { get; init; }

    /// <summary>The citations, all verified, in the order of their markers.</summary>
    public required IReadOnlyList<Citation> Citations { get; init; }

    /// <summary>How many citations were dropped because the stored text did not hold them.</summary>
    public int DroppedCitations { get; init; }

    /// <summary>Sentences of the answer that nothing in the evidence supports, in their order.</summary>
    public IReadOnlyList<string> UnsupportedSentences { get; init; } = [];

    /// <summary>What happened on the way that the reader should know, in its order.</summary>
    public IReadOnlyList<AnswerNote> Notes { get; init; } = [];

    /// <summary>The evidence in the order in which the generator was given it.</summary>
    public required IReadOnlyList<Evidence> Evidence { get; init; }

    /// <summary>Time of each stage in milliseconds, by name: <c>retrieve</c>, <c>rerank</c>, <c>pack</c>, <c>generate</c>, <c>total</c>.</summary>
    public required IReadOnlyDictionary<string, double> TimingsMs { get; init; }
}

/// <summary>A piece of a document given to a generator: one passage, or neighbouring ones of a section joined.</summary>
public sealed record Evidence
{
    /// <summary>Number the generator refers to it by, from 1, by rank.</summary>
    public required int Number { get; init; }

    /// <summary>The document.</summary>
    public required DocumentSummary Document { get; init; }

    /// <summary>The passages it was made from, in document order.</summary>
    public required IReadOnlyList<ScoredPassage> Passages { get; init; }

    /// <summary>Where it stands in the document's text.</summary>
    public required TextSpan Span { get; init; }

    /// <summary>The exact text of <see cref="Span"/>.</summary>
    public required string Text { get; init; }

    /// <summary>Tokens of <see cref="Text"/>.</summary>
    public required int Tokens { get; init; }

    /// <summary>Best score among <see cref="Passages"/>.</summary>
    public double Score => Passages.Max(p => p.Score);

    /// <summary>Headings above it.</summary>
    public IReadOnlyList<string> SectionPath => Passages[0].Passage.SectionPath;
}
