namespace LongRag.Models.Chat;

/// <summary>What can be known of a chat model without loading it.</summary>
public sealed record ChatModelProfile
{
    /// <summary>The name it has in the configuration.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of model: <c>openai</c> or <c>gguf</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is called where it runs: the name at the server, or the file's name.</summary>
    public required string Model { get; init; }

    /// <summary>16 hexadecimal digits of a hash of what changes its answers: kind <c>gguf</c>, the file's name, its length, its first and its last MiB; kind <c>openai</c>, endpoint and model. Part of the key of whatever is cached by model.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Most tokens of prompt and answer together.</summary>
    public required int ContextTokens { get; init; }
}
