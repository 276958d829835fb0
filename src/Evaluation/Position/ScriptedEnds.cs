namespace LongRag.Evaluation;

/// <summary>
/// No model, but a stand-in for one that loses the middle: it gives another generator the first and the last few of the evidence in the order it is shown, and hides the rest.
/// For tests of order effects, where a known curve must come out. Thread-safe where the other is.
/// </summary>
/// <param name="reader">Who answers from what is left.</param>
/// <param name="ends">How many are read at each end.</param>
public sealed class ScriptedEnds(IAnswerGenerator reader, int ends) : IAnswerGenerator
{
    /// <inheritdoc/>
    public IAsyncEnumerable<AnswerEvent> GenerateAsync(Query query, IReadOnlyList<Evidence> evidence, CancellationToken cancellationToken = default) =>
        reader.GenerateAsync(query, [.. evidence.Where((_, place) => place < ends || place >= evidence.Count - ends)], cancellationToken);
}
