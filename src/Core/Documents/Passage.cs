namespace LongRag;

/// <summary>A piece of one document, small enough to retrieve and to show to a model. <c>document.Text[Span] == Text</c> always holds.</summary>
public sealed record Passage
{
    /// <summary>Stable name.</summary>
    public required PassageId Id { get; init; }

    /// <summary>The document that holds it.</summary>
    public required DocumentId DocumentId { get; init; }

    /// <summary>Place among the document's passages, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Where it stands in the document's text.</summary>
    public required TextSpan Span { get; init; }

    /// <summary>The exact text of <see cref="Span"/>. The section's headings are not repeated in it.</summary>
    public required string Text { get; init; }

    /// <summary>Ordinal of the innermost section that holds the passage.</summary>
    public required int Section { get; init; }

    /// <summary>Labels (<see cref="Section.Label"/>) from below the root to the section; empty for text before the first heading.</summary>
    public required IReadOnlyList<string> SectionPath { get; init; }

    /// <summary>First page, from 1; null where the source has no pages.</summary>
    public int? PageStart { get; init; }

    /// <summary>Last page, from 1; null where the source has no pages.</summary>
    public int? PageEnd { get; init; }
}
