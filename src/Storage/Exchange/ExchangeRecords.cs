using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LongRag.Storage.Exchange;

// Lines of an exported collection: one header, then one document a line. Names are snake_case.

/// <summary>First line of an export.</summary>
/// <param name="LongragExport">Version of the format.</param>
/// <param name="Name">Name of the collection that was exported.</param>
/// <param name="Language">Its language.</param>
/// <param name="PassageTokens">Its passage budget.</param>
internal sealed record ExportHeader(int LongragExport, string Name, string Language, int PassageTokens);

/// <summary>A document with everything that is stored of it, but its id, which follows from collection and source, and its passages' texts, which are spans of its text.</summary>
internal sealed record ExportedDocument(
    string Source, string Title, string MediaType, string ContentHash, string Text, IReadOnlyList<int> PageStarts, IReadOnlyDictionary<string, JsonElement> Metadata, IReadOnlyList<string> Tags,
    IReadOnlyList<ExportedSection> Sections, IReadOnlyList<ExportedPassage> Passages);

internal sealed record ExportedSection(int Parent, int Level, string Heading, string Origin, int Start, int End, int HeadingStart, int HeadingEnd);

internal sealed record ExportedPassage(int Start, int End, int Section, IReadOnlyList<string> Path);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ExportHeader))]
[JsonSerializable(typeof(ExportedDocument))]
internal sealed partial class ExchangeJson : JsonSerializerContext
{
    public static ExchangeJson Lines { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });
}
