namespace LongRag.Models.Encoders;

/// <summary>What an index must know of an encoder, known without loading it.</summary>
public sealed record EncoderProfile
{
    /// <summary>The name it has in the configuration.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of encoder, such as <c>arctic-xs</c>, <c>onnx</c>, <c>openai</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>32 lower-case hexadecimal digits made from everything that changes its vectors: weights, vocabulary, pooling, prefixes, length limit, rule for long texts. Two encoders with the same fingerprint give the same vectors.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Length of its vectors.</summary>
    public required int Dimensions { get; init; }

    /// <summary>Most tokens that it reads at once, its own markers included.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Whether its vectors have length 1.</summary>
    public bool Normalized { get; init; } = true;

    /// <summary>Put in front of a question.</summary>
    public string QueryPrefix { get; init; } = "";

    /// <summary>Put in front of a passage.</summary>
    public string PassagePrefix { get; init; } = "";

    /// <summary>What becomes of a text that is longer than <see cref="MaxTokens"/>.</summary>
    public LongText LongText { get; init; } = LongText.Truncate;
}
