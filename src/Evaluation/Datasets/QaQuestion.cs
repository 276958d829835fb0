namespace LongRag.Evaluation;

/// <summary>One question of a QA set.</summary>
public sealed record QaQuestion
{
    /// <summary>Its id, unique in the set.</summary>
    public required string Id { get; init; }

    /// <summary>What is asked.</summary>
    public required string Text { get; init; }

    /// <summary>The document that answers; null where the set does not say.</summary>
    public string? Document { get; init; }

    /// <summary>Gold answers, trimmed, each once: one suffices. Empty where there is none.</summary>
    public IReadOnlyList<string> Answers { get; init; } = [];

    /// <summary>Where the answers stand in the document's text as the set has it, in UTF-16 units: one suffices. Empty where the set gives no offsets.</summary>
    public IReadOnlyList<TextSpan> AnswerSpans { get; init; } = [];

    /// <summary>Evidence as ranges of the document's turns, first and last, from 0: all of them are wanted. Empty where the set gives none.</summary>
    public IReadOnlyList<(int First, int Last)> EvidenceTurns { get; init; } = [];

    /// <summary>True where the set says that the document holds no answer (SQuAD 2.0): then no answer is right.</summary>
    public bool IsUnanswerable { get; init; }
}

/// <summary>A document of a QA set.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title; may be empty.</param>
/// <param name="Text">Its text; of a conversation, a line for each turn: "speaker: words".</param>
/// <param name="Turns">Where the turns stand; empty for running text.</param>
public sealed record QaDocument(string Id, string Title, string Text, IReadOnlyList<TextSpan> Turns);
