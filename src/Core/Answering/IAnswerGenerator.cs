namespace LongRag;

/// <summary>A piece of an answer as a generator writes it.</summary>
public abstract record AnswerEvent
{
    private AnswerEvent() { }

    /// <summary>More text, with markers such as [1] that refer to citations by their id.</summary>
    public sealed record TextDelta(string Text) : AnswerEvent;

    /// <summary>A quote from the evidence of that number. The pipeline checks it against the stored text and drops it where it does not hold.</summary>
    /// <param name="Id">What the text's marker says.</param>
    /// <param name="EvidenceNumber"><see cref="Evidence.Number"/>.</param>
    /// <param name="Quote">The quoted characters.</param>
    /// <param name="Span">Where they stand in the document's text, where the generator knows; else the pipeline looks for them in the evidence.</param>
    public sealed record Cite(string Id, int EvidenceNumber, string Quote, TextSpan? Span = null) : AnswerEvent;

    /// <summary>The evidence does not carry an answer.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record NoAnswer(string Reason) : AnswerEvent;

    /// <summary>The end, from <c>AnswerPipeline</c> alone: the whole answer, its citations verified.</summary>
    public sealed record Completed(Answer Answer) : AnswerEvent;
}

/// <summary>Writes an answer from evidence. Thread-safe.</summary>
public interface IAnswerGenerator
{
    /// <summary>The answer, piece by piece. Without evidence it gives <see cref="AnswerEvent.NoAnswer"/>.</summary>
    IAsyncEnumerable<AnswerEvent> GenerateAsync(Query query, IReadOnlyList<Evidence> evidence, CancellationToken cancellationToken = default);
}

/// <summary>Decides in which order a generator sees its evidence: a permutation.</summary>
public interface IEvidenceOrder
{
    /// <param name="evidence">Best first.</param>
    IReadOnlyList<T> Order<T>(IReadOnlyList<T> evidence);
}
