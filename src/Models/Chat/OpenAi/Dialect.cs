namespace LongRag.Models.Chat.OpenAi;

/// <summary>Which parameters a server takes. It is asked with all of them, and without those it refuses by name from then on.</summary>
internal sealed record Dialect
{
    /// <summary>Whether the tokens used are asked for at the end of a stream (<c>stream_options</c>).</summary>
    public bool StreamOptions { get; init; } = true;

    /// <summary>The limit's newer name, <c>max_completion_tokens</c>, which some models insist on and most servers do not know.</summary>
    public bool CompletionTokens { get; init; }

    /// <summary>Whether a temperature is sent; some models take none.</summary>
    public bool Temperature { get; init; } = true;

    /// <summary>Whether a seed is sent.</summary>
    public bool Seed { get; init; } = true;

    /// <summary>Whether the texts that end an answer are sent (<c>stop</c>); models that think first take none, and the answer is cut here.</summary>
    public bool Stop { get; init; } = true;

    /// <summary>How to ask a server that has refused; null where what it says names none of these.</summary>
    public Dialect? After(ParameterRefusedException refused)
    {
        if (StreamOptions && refused.Names("stream_options")) return this with { StreamOptions = false };
        if (!CompletionTokens && refused.Names("max_completion_tokens")) return this with { CompletionTokens = true };
        if (Temperature && refused.Names("temperature")) return this with { Temperature = false };
        if (Seed && refused.Names("seed")) return this with { Seed = false };
        return Stop && refused.Names("stop") ? this with { Stop = false } : null;
    }
}
