using System.Text.Json;
using System.Text.Json.Serialization;

namespace LongRag.Api.OpenAi;

/// <summary>A request for vectors; parameters that mean nothing here are ignored.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record EmbeddingBody
{
    /// <summary>A text, or a list of texts.</summary>
    public JsonElement Input { get; init; }

    /// <summary>Name of the encoder.</summary>
    /// <value>null: the configured one</value>
    public string? Model { get; init; }

    /// <summary><c>float</c> or <c>base64</c>.</summary>
    /// <value>null: float</value>
    public string? EncodingFormat { get; init; }

    /// <summary>The vectors' length, where the caller wants to be sure of it.</summary>
    public int? Dimensions { get; init; }

    /// <summary><c>query</c> or <c>document</c>, for encoders that embed those differently.</summary>
    /// <value>null: document</value>
    public string? InputType { get; init; }
}

/// <summary>Vectors.</summary>
/// <param name="Kind"><c>list</c>.</param>
/// <param name="Data">One a text, in its order.</param>
/// <param name="Model">Who made them.</param>
/// <param name="Usage">Tokens.</param>
public sealed record EmbeddingList([property: JsonPropertyName("object")] string Kind, IReadOnlyList<Embedding> Data, string Model, EmbeddingUsage Usage);

/// <summary>A vector.</summary>
/// <param name="Kind"><c>embedding</c>.</param>
/// <param name="Index">Place of its text, from 0.</param>
/// <param name="Vector">A list of numbers, or base64 of them.</param>
public sealed record Embedding([property: JsonPropertyName("object")] string Kind, int Index, [property: JsonPropertyName("embedding")] JsonElement Vector);

/// <summary>Tokens.</summary>
/// <param name="PromptTokens">Tokens of the texts, by estimate.</param>
/// <param name="TotalTokens">The same.</param>
public sealed record EmbeddingUsage(long PromptTokens, long TotalTokens);
