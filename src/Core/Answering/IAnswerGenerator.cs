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
    /// <param name="Attributed">Whether the writer cited nothing and the place was found afterwards, by what the two have in common.</param>
    public sealed record Cite(string Id, int EvidenceNumber, string Quote, TextSpan? Span = null, bool Attributed = false) : AnswerEvent;

    /// <summary>A sentence is complete: its text stands in the deltas before this.</summary>
    /// <param name="Text">The sentence without its markers.</param>
    /// <param name="Citations">Ids of the citations that carry it; where none of them holds, nothing in the evidence supports the sentence.</param>
    public sealed record Sentence(string Text, IReadOnlyList<string> Citations) : AnswerEvent;

    /// <summary>More of what the writer thought before it answered. It is no part of the answer, and nothing in it is verified.</summary>
    public sealed record Reasoning(string Text) : AnswerEvent;

    /// <summary>Something that happened and that the reader should know.</summary>
    public sealed record Note(AnswerNote Said) : AnswerEvent;

    /// <summary>Who writes what follows. Where text or citations came before, they are withdrawn.</summary>
    /// <param name="Generator">Such as <c>extractive</c> or <c>chat:NAME</c>.</param>
    public sealed record WrittenBy(string Generator) : AnswerEvent;

    /// <summary>The evidence does not carry an answer.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record NoAnswer(string Reason) : AnswerEvent;

    /// <summary>What was retrieved and reranked, from <c>AnswerPipeline</c> alone: the first.</summary>
    public sealed record Retrieved(IReadOnlyList<ScoredPassage> Passages) : AnswerEvent;

    /// <summary>A citation that holds, from <c>AnswerPipeline</c> alone, in the place of what the generator cited.</summary>
    public sealed record Verified(Citation Citation) : AnswerEvent;

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
