using System.Text.Json.Serialization;

namespace LongRag;

/// <summary>A question to be answered.</summary>
public record AskRequest : SearchRequest
{
    /// <summary>Who answers: <c>extractive</c> or a configured chat model; null for the configured one.</summary>
    public string? Generator { get; init; }

    /// <summary>What a chat model writes: <c>full</c>, <c>short</c>, <c>reasoning</c> or <c>bare</c>; null for the configured one.</summary>
    public string? Mode { get; init; }

    /// <summary>Order in which the evidence is given to the generator: <c>rank</c> or <c>hard_negative</c>; null for the configured one.</summary>
    public string? Order { get; init; }

    /// <summary>What was asked and answered before, oldest first: a follow-up question is understood with it.</summary>
    public IReadOnlyList<Turn>? History { get; init; }
}

/// <summary>An answer.</summary>
/// <param name="Question">The question.</param>
/// <param name="StandaloneQuestion">What was answered in its place; null where it was taken as it is.</param>
/// <param name="Answer">The text with its markers; empty where there is none.</param>
/// <param name="NoAnswer">True where there is none.</param>
/// <param name="NoAnswerReason">Why there is none.</param>
/// <param name="Generator">Who wrote it.</param>
/// <param name="Reasoning">What the writer thought before; not verified.</param>
/// <param name="Citations">All verified, in the order of their markers.</param>
/// <param name="DroppedCitations">How many did not hold.</param>
/// <param name="UnsupportedSentences">Sentences that nothing in the evidence supports.</param>
/// <param name="Notes">What happened on the way that the reader should know.</param>
/// <param name="ContextOrder">Passages in the order in which the generator was given them.</param>
/// <param name="TimingsMs">Time of each stage in milliseconds.</param>
public sealed record AskResponse(
    string Question, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? StandaloneQuestion, string Answer, bool NoAnswer, string? NoAnswerReason, string? Generator,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reasoning, IReadOnlyList<CitationInfo> Citations, int DroppedCitations,
    IReadOnlyList<string> UnsupportedSentences, IReadOnlyList<AnswerNote> Notes, IReadOnlyList<string> ContextOrder, IReadOnlyDictionary<string, double> TimingsMs)
{
    /// <summary>The pipeline's answer in this form.</summary>
    public static AskResponse From(Answer answer) => new(
        answer.Question, answer.StandaloneQuestion, answer.Text, answer.NoAnswerReason is not null, answer.NoAnswerReason, answer.Generator, answer.Reasoning, [.. answer.Citations.Select(CitationInfo.From)],
        answer.DroppedCitations, answer.UnsupportedSentences, answer.Notes, [.. answer.Evidence.SelectMany(e => e.Passages).Select(p => p.Passage.Id.Value)], answer.TimingsMs);
}

/// <summary>A quote with its place.</summary>
/// <param name="Id">What the marker says: "1" for [1].</param>
/// <param name="Collection">Collection of the document.</param>
/// <param name="DocumentId">The document quoted.</param>
/// <param name="Source">What it is known by.</param>
/// <param name="Title">Its title.</param>
/// <param name="PageStart">First page, from 1; null where the source has no pages.</param>
/// <param name="PageEnd">Last page.</param>
/// <param name="StartChar">Where the quote begins in the document's text, in UTF-16 code units.</param>
/// <param name="EndChar">Where it ends, exclusive.</param>
/// <param name="Quote">The quoted characters, exactly.</param>
/// <param name="Verified">True where the stored text holds them there.</param>
/// <param name="Attributed">True where the writer cited nothing and the place was found afterwards.</param>
public sealed record CitationInfo(
    string Id, string Collection, string DocumentId, string Source, string Title, int? PageStart, int? PageEnd, int StartChar, int EndChar, string Quote, bool Verified, bool Attributed)
{
    /// <summary>A citation in this form.</summary>
    public static CitationInfo From(Citation citation) => new(
        citation.Id, citation.Document.Collection, citation.Document.Id.Value, citation.Document.Source, citation.Document.Title, citation.PageStart, citation.PageEnd, citation.Span.Start, citation.Span.End, citation.Quote,
        citation.Verified, citation.Attributed);
}

/// <summary>A piece of an answer on its way.</summary>
public abstract record AskEvent
{
    private AskEvent() { }

    /// <summary>What was retrieved and reranked, before anything is written.</summary>
    public sealed record SearchResults(IReadOnlyList<SearchHit> Results) : AskEvent;

    /// <summary>More text.</summary>
    public sealed record Message(string Delta) : AskEvent;

    /// <summary>More of what the writer thinks before it answers.</summary>
    public sealed record Reasoning(string Delta) : AskEvent;

    /// <summary>What came so far is withdrawn; somebody else writes from here on.</summary>
    public sealed record Withdrawn(string Generator) : AskEvent;

    /// <summary>A verified citation.</summary>
    public sealed record Cited(CitationInfo Citation) : AskEvent;

    /// <summary>The whole answer.</summary>
    public sealed record Final(AskResponse Answer) : AskEvent;
}
