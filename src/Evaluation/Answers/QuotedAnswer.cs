namespace LongRag.Evaluation;

/// <summary>One quote of an answer.</summary>
/// <param name="Document">Id of the quoted document, as the question set names it.</param>
/// <param name="Span">Where the quote stands in the document's text.</param>
/// <param name="Text">The quoted characters.</param>
public sealed record Quoted(string Document, TextSpan Span, string Text);

/// <summary>An answer as it is checked: its text without markers, and its quotes in the order of the answer.</summary>
/// <param name="Text">Empty where no answer was given.</param>
/// <param name="Quotes">Verified citations.</param>
/// <param name="NoAnswerReason">Why no answer was given; null where one was.</param>
/// <param name="Seen">Documents that were given to the generator.</param>
/// <param name="TimingsMs">Milliseconds of each stage.</param>
public sealed record QuotedAnswer(string Text, IReadOnlyList<Quoted> Quotes, string? NoAnswerReason, IReadOnlyList<string> Seen, IReadOnlyDictionary<string, double> TimingsMs)
{
    /// <summary>Who wrote it; null where the generator does not say.</summary>
    public string? Generator { get; init; }

    /// <summary>Codes of what happened on the way, each once.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Sentences that nothing in the evidence supports.</summary>
    public int UnsupportedSentences { get; init; }

    /// <summary>Takes the citation markers, such as [1], and the blank before each out of a text.</summary>
    public static string WithoutMarkers(string text, IEnumerable<string> ids) =>
        ids.Aggregate(text, (left, id) => left.Replace($" [{id}]", "", StringComparison.Ordinal).Replace($"[{id}]", "", StringComparison.Ordinal)).Trim();
}
