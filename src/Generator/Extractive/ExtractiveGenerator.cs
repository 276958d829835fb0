using System.Runtime.CompilerServices;

namespace LongRag.Generator;

/// <summary>
/// Answers without a model: the sentences (rows, lines of code) of the evidence that best answer the question, quoted exactly, each with its citation; or no answer,
/// with what is missing. Made for English questions; in other languages words are matched without stemming and the kind of question is not known.
/// The query's instruction is not used: what counts as relevant was the retriever's and the rerankers' to decide. Thread-safe.
/// </summary>
public sealed class ExtractiveGenerator(ExtractiveOptions? options = null) : IAnswerGenerator
{
    /// <summary>What an answer says of who wrote it.</summary>
    public const string Name = "extractive";

    private readonly ExtractiveOptions _options = options ?? new ExtractiveOptions();

    /// <inheritdoc/>
    public async IAsyncEnumerable<AnswerEvent> GenerateAsync(Query query, IReadOnlyList<Evidence> evidence, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.CompletedTask;
        yield return new AnswerEvent.WrittenBy(Name);
        foreach (var piece in Answer(query.Text, evidence)) yield return piece;
    }

    private IEnumerable<AnswerEvent> Answer(string question, IReadOnlyList<Evidence> evidence)
    {
        if (evidence.Count == 0) return [new AnswerEvent.NoAnswer("There is no evidence to answer from.")];
        var scoring = SentenceScorer.Score(QuestionAnalysis.Of(question), [.. evidence.OrderBy(e => e.Number)]);
        return Answerability.Missing(scoring, _options.LeastChance) is { } reason
            ? [new AnswerEvent.NoAnswer(reason)]
            : AnswerAssembler.Write(SentenceSelector.Select(scoring, _options));
    }
}
