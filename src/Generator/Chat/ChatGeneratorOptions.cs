namespace LongRag.Generator.Chat;

/// <summary>Settings of a <see cref="ChatGenerator"/>.</summary>
public sealed record ChatGeneratorOptions
{
    /// <summary>What the model is asked to write.</summary>
    public AnswerMode Mode { get; init; } = AnswerMode.Full;

    /// <summary>
    /// Most tokens the model may write, its thoughts before the answer among them; null for the mode's: 32 for a few words (as RAG tuning tests them), 512 for sentences, 768 with reasoning, and never more than a quarter
    /// of the model's context. A model that thinks needs thousands. What is set here may take half of the context, and the rest is the question's and the evidence's.
    /// </summary>
    public int? MostTokens { get; init; }

    /// <summary>
    /// Whether the extractive answer stands in where the model fails or nothing supports what it writes. Where not, a model's failure is thrown, and unsupported text is left to who asked: for measuring a model by itself.
    /// </summary>
    public bool FallsBack { get; init; } = true;

    /// <summary>Whether a busy model (<c>model_busy</c>: status 429, or a full queue) is thrown rather than stood in for: right for a service, whose callers can come back for the better answer, and not for a command, which ends.</summary>
    public bool ThrowsBusy { get; init; } = true;

    /// <summary>The tokens the model may write.</summary>
    internal int TokensFor(int context) => Math.Max(1, MostTokens is { } most ? Math.Min(context / 2, most) : Math.Min(context / 4, Mode switch
    {
        AnswerMode.Short or AnswerMode.Bare => 32,
        AnswerMode.Reasoning => 768,
        _ => 512,
    }));
}
