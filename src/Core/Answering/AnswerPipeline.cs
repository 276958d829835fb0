using System.Runtime.CompilerServices;

namespace LongRag;

/// <summary>Settings of the answer pipeline.</summary>
public sealed record AnswerOptions
{
    /// <summary>How many passages are retrieved for the rerankers to choose from; more where the query's <see cref="Query.Top"/> asks for more.</summary>
    /// <value>20: on the sets of <c>experiments/extractive.md</c> the answer is rarely further down, and a reranker still has a choice.</value>
    public int Candidates { get; init; } = 20;

    /// <summary>Most tokens of evidence given to the generator.</summary>
    /// <value>2048: eight passages of the default 256 tokens; leaves half of a small model's 4,096-token window to the instruction and the answer.</value>
    public int ContextTokens { get; init; } = 2048;
}

/// <summary>
/// Answers a question: retrieve, rerank, pack, order, generate, verify. Whatever generates, no citation reaches the caller unverified, and an answer without a
/// verified citation is no answer. Thread-safe.
/// </summary>
public sealed class AnswerPipeline(IRetriever retriever, IReadOnlyList<IReranker> rerankers, EvidencePacker packer, IEvidenceOrder order,
    IAnswerGenerator generator, CitationVerifier verifier, AnswerOptions? options = null, TimeProvider? time = null)
{
    private readonly AnswerOptions _options = options ?? new AnswerOptions();

    /// <summary>
    /// The answer piece by piece. Text is passed on as it is written and may still lose markers, or all of it, in the end: <see cref="AnswerEvent.Completed"/>, always
    /// the last, is what holds. Citations come verified or not at all.
    /// </summary>
    /// <exception cref="LongRagException">The question cannot be asked: see <see cref="Query.Checked"/> and <see cref="IRetriever"/>.</exception>
    public async IAsyncEnumerable<AnswerEvent> AskAsync(Query query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var clock = new StageClock(time ?? TimeProvider.System);
        var found = await retriever.RetrieveAsync(query.Checked() with { Top = Math.Max(query.Top, _options.Candidates) }, cancellationToken);
        clock.Mark("retrieve", TelemetryNames.Retrieval);
        foreach (var reranker in rerankers) found = await reranker.RerankAsync(query, found, cancellationToken);
        clock.Mark("rerank", TelemetryNames.Rerank);
        yield return new AnswerEvent.Retrieved([.. found.Take(query.Top)]);
        var packed = await packer.PackAsync([.. found.Take(query.Top)], _options.ContextTokens, cancellationToken);
        var evidence = order.Order(packed);
        clock.Mark("pack", TelemetryNames.Reorder);

        var draft = new AnswerDraft(verifier, evidence)
        {
            Refusal = found.Count == 0 ? "Nothing in the collection matches the question." : evidence.Count == 0 ? "The passages found are no longer in the collection, or none fits the context." : null,
        };
        if (draft.Refusal is null)
        {
            await foreach (var piece in generator.GenerateAsync(query, evidence, cancellationToken))
                if (await draft.AddAsync(piece, cancellationToken) is { } told) yield return told;
            draft.Refusal ??= draft.Unsupported();
        }

        clock.Mark("generate", TelemetryNames.Chat);
        if (draft.Refusal is { } refusal) yield return new AnswerEvent.NoAnswer(refusal);
        yield return new AnswerEvent.Completed(draft.Complete(query.Text, clock.Total()));
    }

    /// <summary>The whole answer, as <see cref="AskAsync"/> completes it.</summary>
    public async Task<Answer> AnswerAsync(Query query, CancellationToken cancellationToken = default)
    {
        Answer? answer = null;
        await foreach (var piece in AskAsync(query, cancellationToken))
            if (piece is AnswerEvent.Completed completed) answer = completed.Answer;
        return answer!;
    }
}
