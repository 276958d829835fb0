using System.Runtime.CompilerServices;
using LongRag.Models.Chat;
using LongRag.Models.Encoders;

namespace LongRag.Generator.Chat;

/// <summary>
/// Answers with a chat model, and believes nothing it says without a check: numbers and quotations are looked up in the evidence as they stream, each sentence is given the sentence of the evidence that carries it, and where
/// nothing carries any, or the model fails, the extractive answer stands in and says so. Thread-safe; the model and the encoder belong to the caller.
/// </summary>
/// <param name="model">Who writes.</param>
/// <param name="options">Null for the defaults.</param>
/// <param name="encoder">Helps to find the places of sentences that cite nothing; null for words alone.</param>
/// <param name="extractive">What stands in; null for one with its defaults.</param>
public sealed class ChatGenerator(ChatModel model, ChatGeneratorOptions? options = null, Encoder? encoder = null, ExtractiveGenerator? extractive = null) : IAnswerGenerator
{
    private const string ContextExceeded = "context_exceeded";

    private readonly ChatGeneratorOptions _options = options ?? new ChatGeneratorOptions();
    private readonly ExtractiveGenerator _extractive = extractive ?? new ExtractiveGenerator();

    /// <summary>What an answer says of who wrote it: <c>chat:</c> and the model's name.</summary>
    public string Name { get; } = $"chat:{model.Profile.Name}";

    /// <inheritdoc/>
    /// <exception cref="LongRagException">The model failed, and <see cref="ChatGeneratorOptions.FallsBack"/> is not set; or it is busy, and <see cref="ChatGeneratorOptions.ThrowsBusy"/> is set.</exception>
    public async IAsyncEnumerable<AnswerEvent> GenerateAsync(Query query, IReadOnlyList<Evidence> evidence, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (evidence.Count == 0)
        {
            yield return new AnswerEvent.NoAnswer("There is no evidence to answer from.");
            yield break;
        }

        yield return new AnswerEvent.WrittenBy(Name);
        var prompt = new AnswerPrompt(_options.Mode, query);
        var context = model.Profile.ContextTokens;
        Exception? failure = null;
        for (var attempt = 1; ; attempt++)
        {
            var most = _options.TokensFor(context);
            var (fit, problem) = await FittedAsync(prompt, evidence, context, most, cancellationToken);
            failure = problem;
            if (fit is null) break;
            if (fit.Cut is { } cut) yield return Note("evidence_cut", cut);
            var writer = new AnswerWriter(query, fit.Evidence, _options, most, encoder);
            var stream = new ModelStream(model);
            await foreach (var piece in stream.ReadAsync(fit.Prompt, most, cancellationToken))
            {
                foreach (var written in await writer.AddAsync(piece, cancellationToken)) yield return written;
                if (writer.BehindThoughts is { } behind)
                {
                    // Who wrote is said again: that takes back what was given.
                    yield return new AnswerEvent.WrittenBy(Name);
                    writer = new AnswerWriter(query, fit.Evidence, _options, most, encoder, hasThought: true);
                    foreach (var written in await writer.AddAsync(behind, cancellationToken)) yield return written;
                }

                if (writer.IsEnded) break;
            }

            failure = stream.Failure;
            if (attempt == 1 && !writer.HasText && failure is LongRagException { Code: ContextExceeded })
            {
                // Its tokenizer counts more than was thought, or its window is smaller than configured.
                context = Math.Min(context, fit.Tokens + most) / 2;
                continue;
            }

            foreach (var written in await writer.EndAsync(isFinished: failure is null && stream is { IsCut: false, IsCircling: false }, cancellationToken)) yield return written;
            if (stream.IsCircling) yield return Note("repetition", "The model repeats itself in its thoughts; the answer was ended there.");
            if (stream.IsCut) yield return Note("token_limit", writer.HasBegun ? $"The answer was cut after {most} tokens." : $"The model was cut after {most} tokens, before its answer had begun: one that thinks needs more room (Generation:AnswerTokens).");
            if (writer.NoAnswerReason is { } reason)
            {
                yield return new AnswerEvent.NoAnswer(reason);
                yield break;
            }

            if (writer.IsSupported)
            {
                if (failure is not null) yield return Note("model_failed", $"The answer ends where the model failed: {Said(failure)}");
                yield break;
            }

            break;
        }

        // A busy model is one that will answer: a caller who can comes back, rather than take less.
        if (_options.ThrowsBusy && failure is LongRagException { Code: "model_busy" } busy) throw busy;
        if (!_options.FallsBack)
        {
            if (failure is not null) throw failure as LongRagException ?? new LongRagException("model_failed", $"The model '{model.Profile.Name}' failed: {Said(failure)}", failure);
            yield break;
        }

        yield return Note(failure is null ? "fallback" : "model_failed", failure is null
            ? $"Nothing that the model '{model.Profile.Name}' wrote is carried by the evidence; the sentences that answer best are quoted instead."
            : $"The model '{model.Profile.Name}' gave no answer, and the sentences that answer best are quoted instead: {Said(failure)}");
        await foreach (var piece in _extractive.GenerateAsync(query, evidence, cancellationToken)) yield return piece;
    }

    /// <summary>What fits; counting may load the model, and that may fail.</summary>
    private async Task<(EvidenceFit? Fit, Exception? Problem)> FittedAsync(AnswerPrompt prompt, IReadOnlyList<Evidence> evidence, int context, int most, CancellationToken cancellationToken)
    {
        try
        {
            await model.ReadyAsync(cancellationToken);
            var fit = EvidenceFit.Of(prompt, evidence, model.Tokens, context, most);
            return fit.Evidence.Count > 0 ? (fit, null) : (null, new LongRagException(ContextExceeded, fit.Cut!));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, e);
        }
    }

    private static AnswerEvent.Note Note(string code, string text) => new(new AnswerNote(code, text));

    private static string Said(Exception failure) => failure is LongRagException known ? $"{known.Message} [{known.Code}]" : $"{failure.GetType().Name}: {failure.Message}";
}
