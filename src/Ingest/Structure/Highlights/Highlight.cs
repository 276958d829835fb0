namespace LongRag.Ingest;

/// <summary>A sentence that carries a section.</summary>
/// <param name="Section">Ordinal of the section.</param>
/// <param name="Span">Where it stands in the document's text, without white space around it.</param>
/// <param name="Score">How central it is among the sentences of the section, by which they sum up to 1; 0 where a model chose it.</param>
public sealed record Highlight(int Section, TextSpan Span, double Score);
