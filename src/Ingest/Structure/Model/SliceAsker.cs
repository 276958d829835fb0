using Microsoft.Extensions.AI;

namespace LongRag.Ingest;

/// <summary>Asks a model about slices, up to three times each, and checks what it says. Thread-safe as the client is.</summary>
internal sealed class SliceAsker
{
    /// <summary>Tokens a chat template puts around a message; a guess to the high side.</summary>
    private const int TemplateTokens = 32;

    private const int MostAnswerTokens = 2048;
    private const int FewestSliceTokens = 128;

    // Published: 0.2, then 0.0. The same question twice at 0.0 has the same answer, so the second try is a draw too: with a seed of its own, or a model that draws by the seed would draw the same again.
    private static readonly float[] Temperatures = [0.2f, 0.2f, 0f];

    private readonly IChatClient _client;
    private readonly ITokenCounter _tokens;

    /// <exception cref="LongRagException"><c>context_too_short</c> for a context that no slice fits into.</exception>
    public SliceAsker(IChatClient client, ITokenCounter tokens, ModelStructureOptions options)
    {
        (_client, _tokens) = (client, tokens);
        FrameTokens = tokens.Count(StructurePrompt.Frame) + TemplateTokens;
        AnswerTokens = Math.Min(MostAnswerTokens, options.ContextTokens / 4);
        SliceTokens = Math.Min(options.SliceTokens, options.ContextTokens - FrameTokens - AnswerTokens);
        if (SliceTokens < Math.Min(FewestSliceTokens, options.SliceTokens))
            throw new LongRagException("context_too_short", $"The model '{options.Model}' has a context of {options.ContextTokens} tokens; the instruction alone takes {FrameTokens} and an answer {AnswerTokens}.");
    }

    /// <summary>Most tokens of a slice's sentences.</summary>
    public int SliceTokens { get; }

    /// <summary>Tokens of a request without its sentences.</summary>
    public int FrameTokens { get; }

    /// <summary>Most tokens of an answer.</summary>
    public int AnswerTokens { get; }

    public async Task<SliceAnswer> AskAsync(TextSlice slice, CancellationToken cancellationToken)
    {
        // A single sentence above the limit cannot be divided by sentences, and need not fit.
        if (slice.Sentences.Count < 2) return new SliceAnswer();
        var errors = new List<string>();
        var (sent, written) = (0L, 0L);
        foreach (var temperature in Temperatures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ChatResponse response;
            try
            {
                response = await _client.GetResponseAsync(StructurePrompt.Messages(slice), new ChatOptions { Temperature = temperature, Seed = errors.Count + 1, MaxOutputTokens = AnswerTokens }, cancellationToken);
            }
            catch (LongRagException failure) when (failure.Code is "answer_too_long" or "bad_model_answer" or "context_exceeded")
            {
                // It fails over this slice, or over this draw; the model is there. A prompt that is too long is not read, and how much of a broken answer was written is not known.
                sent += failure.Code is "context_exceeded" ? 0 : FrameTokens + slice.Tokens;
                written += failure.Code is "answer_too_long" ? AnswerTokens : 0;
                errors.Add(failure.Code);
                continue;
            }

            sent += response.Usage?.InputTokenCount ?? FrameTokens + slice.Tokens;
            written += response.Usage?.OutputTokenCount ?? _tokens.Count(response.Text);
            var answer = RangeAnswer.Parse(response.Text, slice.Sentences.Count);
            if (answer.Structure is { } structure) return new SliceAnswer { Structure = structure, Tries = errors.Count + 1, IsRepaired = answer.IsRepaired, Errors = errors, TokensIn = sent, TokensOut = written };
            errors.Add(answer.Error!);
        }

        return new SliceAnswer { Tries = errors.Count, Errors = errors, TokensIn = sent, TokensOut = written };
    }
}
