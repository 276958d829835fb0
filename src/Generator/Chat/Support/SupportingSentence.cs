namespace LongRag.Generator.Chat;

/// <summary>A sentence of the evidence, and how well it carries what was written.</summary>
/// <param name="Unit">The sentence, row or line.</param>
/// <param name="Score">Share, 0 to 1, of what was written that it holds, by the rarity of words.</param>
internal sealed record SupportingSentence(Unit Unit, double Score)
{
    /// <summary>Where it stands in the document's text.</summary>
    public TextSpan Span => Unit.Span.Shift(Unit.Evidence.Span.Start);

    /// <summary>Its characters.</summary>
    public string Quote => Unit.Span.Of(Unit.Evidence.Text);
}
