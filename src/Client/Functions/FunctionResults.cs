using System.Text.Json;
using System.Text.Json.Serialization;

namespace LongRag.Client.Functions;

// What the functions give back: for a model, so no member that it has no use for, and null means left out.

internal sealed record SearchResult(IReadOnlyList<FoundText> Results, string? Note);

/// <summary>A passage; <c>ContinuesAt</c> is the offset in the document where its text was cut.</summary>
internal sealed record FoundText(
    int Rank, string Title, string? Section, string? Pages, string Collection, string DocumentId, int StartChar, int EndChar, string Text, int? ContinuesAt, IReadOnlyDictionary<string, JsonElement>? Metadata);

internal sealed record AskResult(
    string Answer, bool NoAnswer, string? Reason, string? Generator, IReadOnlyList<QuotedText> Citations, IReadOnlyList<string>? UnsupportedSentences, IReadOnlyList<string>? Notes);

internal sealed record QuotedText(string Id, string Title, string? Pages, string DocumentId, int StartChar, int EndChar, string Quote, bool Verified);

internal sealed record DocumentResult(string DocumentId, string Title, int StartChar, int EndChar, int Characters, string Text, string? Note);

internal sealed record OutlineResult(string DocumentId, string Title, IReadOnlyList<SectionResult> Sections, string? Note);

internal sealed record SectionResult(int Level, string Heading, string? Pages, int StartChar, int EndChar);

internal sealed record CollectionsResult(IReadOnlyList<CollectionResult> Collections);

internal sealed record CollectionResult(string Name, string Language, long Documents, long Passages);

internal sealed record RerankResult(IReadOnlyList<RankedText> Results, string? Note);

/// <summary>A text in its place; <c>Truncated</c> only where it was not read to its end.</summary>
internal sealed record RankedText(int Index, double Score, bool? Truncated);

internal sealed record DeletedResult(string DocumentId, bool Deleted);

internal sealed record ErrorResult(ErrorText Error);

internal sealed record ErrorText(string Code, string Message);

/// <summary>JSON of the results, and of what a model may give as arguments.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SearchResult))]
[JsonSerializable(typeof(AskResult))]
[JsonSerializable(typeof(DocumentResult))]
[JsonSerializable(typeof(OutlineResult))]
[JsonSerializable(typeof(CollectionsResult))]
[JsonSerializable(typeof(RerankResult))]
[JsonSerializable(typeof(SavedText))]
[JsonSerializable(typeof(DeletedResult))]
[JsonSerializable(typeof(ErrorResult))]
[JsonSerializable(typeof(JsonElement?))]
[JsonSerializable(typeof(int?))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class FunctionJson : JsonSerializerContext;
