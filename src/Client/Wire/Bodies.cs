using System.Text.Json;
using System.Text.Json.Serialization;

namespace LongRag.Client.Wire;

/// <summary>Body of <c>POST /v1/rerank</c>, as Cohere and Jina have it; <c>model</c> is the reranker's name, <c>instruction</c> is ours.</summary>
internal sealed record RerankBody(string Query, IReadOnlyList<string> Documents, int? TopN, string? Model, string? Instruction, int? MaxTokensPerDoc);

/// <summary>What comes back.</summary>
internal sealed record RerankAnswer(string? Model, IReadOnlyList<RerankAnswer.Place>? Results, RerankAnswer.Facts? Meta, IReadOnlyList<AnswerNote>? Notes)
{
    /// <summary>A text in its place.</summary>
    internal sealed record Place(int Index, double RelevanceScore, bool Truncated);

    /// <summary>What it took.</summary>
    internal sealed record Facts(TokenCounts? Tokens);

    /// <summary>How much was read.</summary>
    internal sealed record TokenCounts(double? InputTokens);
}

/// <summary>Body of <c>POST /v1/collections/{c}/documents</c> with a text in it.</summary>
internal sealed record TextBody(string RawText, string? Source, string MediaType, IReadOnlyDictionary<string, JsonElement>? Metadata, IReadOnlyList<string>? Tags);

/// <summary>JSON of the bodies that only HTTP has.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RerankBody))]
[JsonSerializable(typeof(RerankAnswer))]
[JsonSerializable(typeof(TextBody))]
internal sealed partial class WireJson : JsonSerializerContext;
